// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.javalin.GraphitePlugin;
import io.javalin.Javalin;
import io.javalin.config.RoutesConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A Javalin application with the plugin, on a host of its own, and a client of it. */
final class SampleApp implements AutoCloseable {
  /** What a request to {@code /foo/{bar}/baz/{boo}} takes at least. */
  static final Duration DELAY = Duration.ofMillis(20);

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final String host;
  private final GraphiteBridgeMeterRegistry registry;
  private final Javalin javalin;
  private final Counter orders;
  private int exchanges;

  /** Starts the application and waits for its connection to carbon. */
  SampleApp(String host, int carbonPort) {
    this.host = host;
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host("127.0.0.1")
            .port(carbonPort)
            .hostNode(host)
            .step(Duration.ofSeconds(1))
            .aggregationInterval(Duration.ofSeconds(ExpectedSeries.INTERVAL_SECONDS))
            .build();
    registry = GraphiteBridgeMeterRegistry.builder(config).build();
    new JvmThreadMetrics().bindTo(registry);
    orders = registry.counter("orders.placed");
    javalin = create(registry).start(0);
    await().atMost(Graphite.PATIENCE).until(sender()::isConnected);
  }

  /** Sends a request, and returns what came of it. */
  Exchange send(Call call) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + javalin.port() + call.path()))
            .method(call.method(), BodyPublishers.noBody())
            .header("Accept-Encoding", "gzip")
            .build();
    HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(call.toString()).isEqualTo(call.status());
    exchanges++;
    return new Exchange(host, call, decoded(response).length, response.body().length);
  }

  /** Adds to a counter that is reported every step. */
  void placeOrders(int number) {
    orders.increment(number);
  }

  /** Returns the sender that the application's points go through. */
  CarbonSender sender() {
    return registry.sender();
  }

  /** Stops the application, and sends what waits. */
  @Override
  public void close() {
    // A client may have its response before the request is recorded.
    await()
        .atMost(Graphite.PATIENCE)
        .untilAsserted(() -> assertThat(recordedRequests()).isEqualTo(exchanges));
    javalin.stop();
    registry.close();
  }

  private double recordedRequests() {
    return registry.find("http.route.count").counters().stream().mapToDouble(Counter::count).sum();
  }

  private static byte[] decoded(HttpResponse<byte[]> response) throws IOException {
    byte[] body = response.body();
    if (body.length == 0 || response.headers().firstValue("Content-Encoding").isEmpty()) {
      return body;
    }
    try (InputStream decompressed = new GZIPInputStream(new ByteArrayInputStream(body))) {
      return decompressed.readAllBytes();
    }
  }

  private static Javalin create(GraphiteBridgeMeterRegistry registry) {
    return Javalin.create(
        config -> {
          config.startup.showJavalinBanner = false;
          config.jetty.host = "127.0.0.1";
          config.registerPlugin(new GraphitePlugin(graphite -> graphite.registry = registry));
          routes(config.routes);
        });
  }

  private static void routes(RoutesConfig routes) {
    routes.get("/", ctx -> ctx.result("welcome"));
    routes.get("/foo", ctx -> ctx.result("foo"));
    routes.get("/foo/bar/baz", ctx -> ctx.result("the literal one"));
    routes.get("/foo/{bar}", ctx -> ctx.result(ctx.pathParam("bar")));
    routes.get("/foo/{bar}/baz/{boo}", ctx -> ctx.future(SampleApp::delay));
    routes.get("/report", ctx -> ctx.result("all the same ".repeat(1000)));
    routes.get("/moved", ctx -> ctx.redirect("/foo"));
    routes.get(
        "/broken",
        ctx -> {
          throw new IllegalStateException("broken on purpose");
        });
  }

  private static CompletableFuture<Void> delay() {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(DELAY.toMillis(), TimeUnit.MILLISECONDS));
  }
}
