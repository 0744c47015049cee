// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.RouteNameMapper;
import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.javalin.Javalin;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The Java of the README and of {@code docs}, word for word but for white space: it compiles. That
 * of {@code docs/frameworks.md} is in the servers of {@code interop}.
 */
class ReadmeExamplesTest {

  @Test
  void documents_everyJavaExample_standsInThisClass() throws Exception {
    String here =
        withoutSpace(
            Files.readString(
                Path.of("src/test/java/io/github/graphitebridge/javalin/ReadmeExamplesTest.java")));
    List<String> examples =
        MarkdownDocument.all().stream()
            .filter(document -> document.path().toString().matches("../(README|docs/.*)\\.md"))
            .filter(document -> !document.path().endsWith("frameworks.md"))
            .flatMap(document -> document.examples("java").stream())
            .map(ReadmeExamplesTest::withoutSpace)
            .toList();

    assertThat(examples).hasSize(7).allSatisfy(example -> assertThat(here).contains(example));
  }

  @Test
  void plugin_isRegistered() {
    Javalin app =
        Javalin.create(
            config -> {
              config.registerPlugin(
                  new GraphitePlugin(
                      graphite -> {
                        graphite.settings.host("carbon.internal").group("shop");
                      }));
              config.routes.get(
                  "/products/{id}", ctx -> ctx.result("product " + ctx.pathParam("id")));
            });

    assertThat(app.unsafe.internalRouter.allHttpHandlers()).hasSize(1);
  }

  /** Not run, for it would send to whatever the environment names. */
  MeterRegistry registryOfTheEnvironment() {
    MeterRegistry registry =
        new GraphiteBridgeMeterRegistry(GraphiteBridgeConfig.fromEnvironment(), Clock.SYSTEM);
    return registry;
  }

  @Test
  void recorder_recordsARequest() {
    MeterRegistry registry = new SimpleMeterRegistry();
    long nanos = 12_000_000;
    long bytes = 9;

    RequestRecorder recorder = RequestRecorder.create(registry);
    recorder.record(
        new ServedRequest(
            "GET", "/products/{id}", "/products/7", 200, nanos, bytes, null, Map.of()));

    assertThat(registry.get("http.route.count").counter().count()).isOne();
  }

  /** Not run, for there is no such file. */
  GraphiteBridgeConfig configurationOfEverySource() {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .group("shop")
            .fromPropertiesFile(Path.of("shop.properties"))
            .fromEnvironment()
            .fromSystemProperties()
            .build();
    return config;
  }

  @Test
  void registry_withoutHttp_sendsEventsAndSteps() {
    try (CarbonServer carbon = CarbonServer.builder().timeout(TestApp.PATIENCE).start()) {
      System.setProperty("graphite.bridge.host", carbon.host());
      System.setProperty("graphite.bridge.port", Integer.toString(carbon.port()));
      System.setProperty("graphite.bridge.hostNode", "web-1");
      // Connected without an answer: the close comes at once, and would hardly wait for one.
      System.setProperty("graphite.bridge.acknowledge", "false");
      AtomicInteger flour = new AtomicInteger(500);

      runWithoutHttp(flour);

      carbon.await("web-1.mill.orders.placed.kind.web.count", 1);
      carbon.await("web-1.mill.orders.packing.pt", 1);
      carbon.await("web-1.mill-meters.flourKilograms", 1);
    } finally {
      System.clearProperty("graphite.bridge.host");
      System.clearProperty("graphite.bridge.port");
      System.clearProperty("graphite.bridge.hostNode");
      System.clearProperty("graphite.bridge.acknowledge");
    }
  }

  private static void runWithoutHttp(AtomicInteger flour) {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder().group("mill").fromSystemProperties().build();
    GraphiteBridgeMeterRegistry registry =
        GraphiteBridgeMeterRegistry.builder(config)
            .pushPerEvent(id -> id.getName().startsWith("orders."))
            .build();
    registry.counter("orders.placed", "kind", "web").increment();
    registry.timer("orders.packing").record(Duration.ofMillis(1200));
    registry.gauge("flour.kilograms", flour); // a Number; keep a reference, Micrometer does not
    registry.close();
  }

  /** Not run, for it would send to the carbon of this machine. */
  MeterRegistry registryWithAnotherMapper(GraphiteBridgeConfig config) {
    RouteNameMapper names = RouteNameMapper.create(config);
    HierarchicalNameMapper mapper =
        (id, convention) -> "eu-west." + names.toHierarchicalName(id, convention);
    MeterRegistry registry = new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM, mapper);
    return registry;
  }

  @Test
  void hook_isAdded() {
    RequestHook failures =
        (request, meters) -> {
          if (request.failure() != null) {
            meters.counter("failures").increment();
          }
        };
    Javalin app =
        Javalin.create(
            config ->
                config.registerPlugin(
                    new GraphitePlugin(
                        graphite -> {
                          graphite.hooks.add(
                              failures.forRoutes(route -> route.startsWith("/orders")));
                        })));

    assertThat(app).isNotNull();
    assertThat(failuresCountedBy(failures, new IllegalStateException("as thrown"))).isOne();
    assertThat(failuresCountedBy(failures, null)).isZero();
  }

  private static double failuresCountedBy(RequestHook hook, Throwable failure) {
    MeterRegistry registry = new SimpleMeterRegistry();
    RequestRecorder.builder(registry)
        .hooks(List.of(hook))
        .build()
        .record(new ServedRequest("GET", "/orders", "/orders", 500, 1, 9, failure, Map.of()));
    return registry.find("http.route.failures").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  private static String withoutSpace(String text) {
    return Pattern.compile("\\s+").matcher(text).replaceAll(Matcher.quoteReplacement(""));
  }
}
