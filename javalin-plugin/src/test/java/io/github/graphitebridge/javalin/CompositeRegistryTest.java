// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One plugin, one composite, two systems: Graphite and Prometheus tell the same. */
@Timeout(60)
class CompositeRegistryTest {
  private static final Pattern SAMPLE =
      Pattern.compile("http_route_(\\w+)\\{route=\"(.*?)\",status=\"(.*?)\"\\} (\\S+)");

  private final CarbonServer carbon = CarbonServer.builder().timeout(TestApp.PATIENCE).start();
  private final PrometheusMeterRegistry prometheus =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final CompositeMeterRegistry composite = new CompositeMeterRegistry();
  private GraphiteBridgeMeterRegistry graphite;
  private TestApp app;

  @BeforeEach
  void start() {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host(carbon.host())
            .port(carbon.port())
            .hostNode("")
            .group("shop")
            .closeTimeout(Duration.ofMinutes(1))
            .build();
    graphite = new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM);
    // A close gives up early while carbon was never reached.
    await().atMost(TestApp.PATIENCE).until(graphite.sender()::isConnected);
    composite.add(graphite);
    composite.add(prometheus);
    app =
        TestApp.start(
            plugin -> plugin.registry = composite,
            javalin -> {
              javalin.routes.get("/orders/{id}", ctx -> ctx.result("order"));
              javalin.routes.post("/orders", ctx -> ctx.status(201).result("taken"));
              javalin.routes.get(
                  "/broken",
                  ctx -> {
                    throw new IllegalStateException("broken");
                  });
            });
  }

  @AfterEach
  void stop() {
    app.close();
    composite.close();
    graphite.close();
    prometheus.close();
    carbon.close();
  }

  @Test
  void requests_onAComposite_countTheSameInBoth() {
    requests();

    app.close();
    composite.close();

    Map<String, Double> expected =
        Map.of(
            "orders.id 200", 7.0,
            "orders 201", 2.0,
            "broken 500", 3.0,
            "NOT_FOUND 404", 1.0);
    assertThat(atCarbon()).isEqualTo(expected);
    assertThat(scraped("count_total")).isEqualTo(expected);
    assertThat(scraped("status_code_total")).isEqualTo(expected);
    assertThat(scraped("status_type_total")).isEqualTo(expected);
    assertThat(scraped("pt_seconds_count")).isEqualTo(expected);
    assertThat(summed("shop.orders.id.count")).isEqualTo(7);
    assertThat(summed("shop.broken.status_type.5XX")).isEqualTo(3);
    assertThat(carbon.await("shop.orders.id.pt", 7)).hasSize(7);
    assertThat(summed("shop.orders.id.size"))
        .isEqualTo(scraped("size_bytes_sum").get("orders.id 200"))
        .isEqualTo(35);
  }

  @Test
  void stop_compositeWasGiven_leavesAllOpenAndTheirCloseDrains() {
    carbon.stop();
    requests();

    app.close();

    assertThat(composite.isClosed()).isFalse();
    assertThat(graphite.isClosed()).isFalse();
    assertThat(prometheus.isClosed()).isFalse();
    assertThat(graphite.sender().waiting()).isEqualTo(graphite.sender().recorded()).isPositive();

    carbon.restart();
    composite.close();

    assertThat(graphite.isClosed()).isTrue();
    assertThat(prometheus.isClosed()).isTrue();
    assertThat(graphite.sender().waiting()).isZero();
    assertThat(graphite.sender().sent()).isEqualTo(graphite.sender().recorded());
    assertThat(atCarbon().values().stream().mapToDouble(count -> count).sum()).isEqualTo(13);
  }

  @Test
  void request_childAddedLater_countsFromThenOn() {
    PrometheusMeterRegistry late = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    app.get("/orders/7");
    awaitCounted(prometheus, 1);

    composite.add(late);
    app.get("/orders/7");
    awaitCounted(late, 1);

    // The children count one after the other.
    awaitCounted(prometheus, 2);
    assertThat(counted(late)).isOne();
    late.close();
  }

  private void requests() {
    for (int i = 0; i < 7; i++) {
      app.get("/orders/" + i);
    }
    app.send("POST", "/orders");
    app.send("POST", "/orders");
    app.get("/broken");
    app.get("/broken");
    app.get("/broken");
    app.get("/nowhere");
    // A client may have its response before the request is recorded.
    awaitCounted(prometheus, 13);
  }

  private static void awaitCounted(PrometheusMeterRegistry registry, double requests) {
    await().atMost(TestApp.PATIENCE).until(() -> counted(registry) == requests);
  }

  private static double counted(PrometheusMeterRegistry registry) {
    return registry.find("http.route.status_type").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  /** Returns what carbon got as requests by route and status. */
  private Map<String, Double> atCarbon() {
    carbon.drain();
    return carbon.points().stream()
        .filter(point -> point.name().contains(".status_code."))
        .collect(
            Collectors.toMap(
                point -> point.name().substring(5).replace(".status_code.", " "),
                point -> point.value(),
                Double::sum));
  }

  private double summed(String name) {
    return carbon.points(name).stream().mapToDouble(point -> point.value()).sum();
  }

  /** Returns what Prometheus scrapes of one series, by route in Graphite's words and status. */
  private Map<String, Double> scraped(String series) {
    List<String> lines = prometheus.scrape().lines().toList();
    Map<String, Double> values = new TreeMap<>();
    for (String line : lines) {
      Matcher sample = SAMPLE.matcher(line);
      if (sample.matches() && sample.group(1).equals(series)) {
        String route = sample.group(2).replaceAll("^/|[{}]", "").replace('/', '.');
        values.put(route + ' ' + sample.group(3), Double.valueOf(sample.group(4)));
      }
    }
    return values;
  }
}
