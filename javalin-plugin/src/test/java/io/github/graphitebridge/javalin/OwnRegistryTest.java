// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestHooks;
import io.github.graphitebridge.request.RouteMeters;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From a request to carbon's socket, with a registry of the plugin's own. */
@Timeout(120)
class OwnRegistryTest {

  private final CarbonServer carbon = CarbonServer.builder().timeout(TestApp.PATIENCE).start();

  @AfterEach
  void stopCarbon() {
    carbon.close();
  }

  @Test
  void request_onTheWire_isOnePointEachMetric() {
    List<String> lines;
    try (TestApp app = TestApp.start(settings(carbon.port()), OwnRegistryTest::routes)) {
      app.get("/orders/7");

      lines = carbon.awaitLines(5);
    }

    assertThat(lines)
        .anySatisfy(
            line -> assertThat(line).matches("shop\\.orders\\.id\\.pt \\d{1,2}(\\.\\d+)? \\d{10}"))
        .anySatisfy(line -> assertThat(line).matches("shop\\.orders\\.id\\.count 1 \\d{10}"))
        .anySatisfy(line -> assertThat(line).matches("shop\\.orders\\.id\\.size 5 \\d{10}"))
        .anySatisfy(
            line -> assertThat(line).matches("shop\\.orders\\.id\\.status_code\\.200 1 \\d{10}"))
        .anySatisfy(
            line -> assertThat(line).matches("shop\\.orders\\.id\\.status_type\\.2XX 1 \\d{10}"));
  }

  @Test
  void request_methodNode_isANodeBeforeTheRoute() {
    List<String> names;
    try (TestApp app =
        TestApp.start(
            settings(carbon.port())
                .andThen(
                    graphite -> {
                      graphite.settings.methodNode(true);
                      graphite.hooks = List.of(RequestHooks.COUNT);
                    }),
            config -> {
              routes(config);
              config.routes.delete("/orders/{id}", ctx -> ctx.status(204));
              config.bundledPlugins.enableCors(cors -> cors.addRule(rule -> rule.anyHost()));
            })) {
      app.get("/orders/7");
      app.send("DELETE", "/orders/7");
      app.send("HEAD", "/orders/7");
      app.send("BREW", "/orders/7");
      app.get("/nowhere");
      app.send(
          "OPTIONS",
          "/orders/7",
          "Origin",
          "http://a.example",
          "Access-Control-Request-Method",
          "GET");
      names = carbon.awaitLines(6).stream().map(line -> line.replaceAll(" .*", "")).toList();
    }

    assertThat(names)
        .containsExactlyInAnyOrder(
            "shop.GET.orders.id.count",
            "shop.DELETE.orders.id.count",
            "shop.HEAD.orders.id.count",
            "shop.OTHER.NOT_FOUND.count",
            "shop.GET.NOT_FOUND.count",
            "shop.OPTIONS.PREFLIGHT.count");
  }

  /** A hook of the application's stands for all that a forgotten shutdown hook would hold. */
  @Test
  @Timeout(300)
  void startAndStop_twoHundredTimes_leavesNothingBehind() {
    List<WeakReference<RequestHook>> hooks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      hooks.add(startAndStop(hooks.size() + 1));
    }
    long descriptors = descriptors();
    int threads = Thread.activeCount();

    for (int i = 0; i < 200; i++) {
      hooks.add(startAndStop(hooks.size() + 1));
    }

    awaitNoSender();
    await().atMost(TestApp.PATIENCE).until(() -> Thread.activeCount() <= threads + 5);
    await()
        .atMost(TestApp.PATIENCE)
        .until(
            () -> {
              System.gc();
              return hooks.stream().filter(hook -> hook.get() != null).count() <= 1;
            });
    await().atMost(TestApp.PATIENCE).until(() -> descriptors() < descriptors + 20);
    assertThat(carbon.await("shop.orders.id.count", 205)).hasSize(205);
  }

  /** The close gives up after 0.75 s; that is compared with the minute it may take otherwise. */
  @Test
  void stop_noCarbon_givesUpEarly() {
    int port = carbon.port();
    carbon.close();
    long start;
    try (TestApp app =
        TestApp.start(
            settings(port)
                .andThen(graphite -> graphite.settings.closeTimeout(Duration.ofMinutes(1))),
            OwnRegistryTest::routes)) {
      app.get("/orders/7");
      start = System.nanoTime();
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  /** Waits for its point before it stops: a close gives up early while carbon was never reached. */
  private WeakReference<RequestHook> startAndStop(int points) {
    RequestHook hook = new CountingHook();
    try (TestApp app =
        TestApp.start(
            settings(carbon.port()).andThen(graphite -> graphite.hooks = List.of(hook)),
            OwnRegistryTest::routes)) {
      app.get("/orders/7");
      carbon.await("shop.orders.id.count", points);
    }
    return new WeakReference<>(hook);
  }

  private static final class CountingHook implements RequestHook {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {
      meters.counter("count").increment();
    }
  }

  private static long descriptors() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  @Test
  void stop_pointsStillWaiting_areSentFirst() {
    TestApp app =
        TestApp.start(
            settings(carbon.port())
                .andThen(graphite -> graphite.settings.flushInterval(Duration.ofSeconds(10))),
            OwnRegistryTest::routes);
    awaitReached();
    app.get("/orders/7");

    app.close();

    assertThat(carbon.await("shop.orders.id.count", 1)).hasSize(1);
    awaitNoSender();
  }

  @Test
  void create_neverStarted_startsNoThread() {
    Javalin javalin = TestApp.create(settings(carbon.port()), OwnRegistryTest::routes);

    assertThat(javalin).isNotNull();
    awaitNoSender();
    assertThat(carbon.connections()).isZero();
  }

  @Test
  void start_portIsTaken_closesTheRegistry() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      List<String> sendersAtFailure = new CopyOnWriteArrayList<>();
      Javalin javalin =
          TestApp.create(
              settings(carbon.port()),
              config ->
                  config.jetty.modifyServer(
                      server ->
                          server.addEventListener(
                              new LifeCycle.Listener() {
                                @Override
                                public void lifeCycleFailure(LifeCycle event, Throwable cause) {
                                  sendersAtFailure.addAll(senders());
                                }
                              })));

      assertThatThrownBy(() -> javalin.start("127.0.0.1", taken.getLocalPort()))
          .isInstanceOf(JavalinBindException.class);

      assertThat(sendersAtFailure).isNotEmpty();
      awaitNoSender();
    }
  }

  @Test
  void start_carbonIsDown_servesAllTheSame() {
    int port = carbon.port();
    carbon.stop();
    try (TestApp app = TestApp.start(settings(port), OwnRegistryTest::routes)) {
      assertThat(app.get("/orders/7").body()).isEqualTo("order");

      carbon.restart();

      assertThat(carbon.await("shop.orders.id.count", 1)).hasSize(1);
    }
  }

  @Test
  void exit_applicationIsNotStopped_sendsWhatWaits() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ExitingApp.class.getName(),
                Integer.toString(carbon.port()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream goOn = process.getOutputStream()) {
      awaitReached();
      goOn.write('\n');
      goOn.flush();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isZero();
    assertThat(carbon.await("shop.orders.id.count", 1)).hasSize(1);
  }

  /**
   * An application that serves one request when it is told to, and leaves, with the point still
   * waiting.
   */
  static final class ExitingApp {

    private ExitingApp() {}

    public static void main(String[] arguments) throws IOException {
      TestApp app =
          TestApp.start(
              settings(Integer.parseInt(arguments[0]))
                  .andThen(graphite -> graphite.settings.flushInterval(Duration.ofSeconds(10))),
              OwnRegistryTest::routes);
      int unused = System.in.read();
      app.get("/orders/7");
      System.exit(0);
    }
  }

  private static Consumer<GraphitePlugin.Config> settings(int port) {
    return graphite -> graphite.settings.host("127.0.0.1").port(port).hostNode("").group("shop");
  }

  private static void routes(JavalinConfig config) {
    config.routes.get("/orders/{id}", ctx -> ctx.result("order"));
  }

  /** Waits until carbon has answered the first, empty connection: then a close sends all. */
  private void awaitReached() {
    await()
        .atMost(TestApp.PATIENCE)
        .until(() -> carbon.connections() > 0 && carbon.openConnections() == 0);
  }

  private static void awaitNoSender() {
    await().atMost(TestApp.PATIENCE).untilAsserted(() -> assertThat(senders()).isEmpty());
  }

  private static List<String> senders() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("graphite-bridge"))
        .toList();
  }
}
