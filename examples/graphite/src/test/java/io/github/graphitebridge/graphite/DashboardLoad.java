// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.GraphiteFile;
import io.github.graphitebridge.rules.RequestSeries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the dashboard is shown: requests to two hosts in two intervals, once under names without a
 * metric prefix and once with one.
 */
final class DashboardLoad {
  static final String PREFIX = "shop.prod";
  static final List<String> HOSTS = List.of("web-1", "web-2");

  /** Of each host, without the prefix or with it: five in each interval. */
  static final int REQUESTS = 10;

  private DashboardLoad() {}

  /**
   * Writes the rules for names without the prefix and with it, beside the shipped storage files.
   */
  static Path rules(Path folder) throws IOException {
    for (GraphiteFile file :
        List.of(GraphiteFile.STORAGE_SCHEMAS, GraphiteFile.STORAGE_AGGREGATION)) {
      Files.copy(Path.of(file.fileName()), folder.resolve(file.fileName()));
    }
    return Files.writeString(
        folder.resolve("rules.conf"),
        AggregationRules.of(RequestSeries.builder().build()).toString()
            + AggregationRules.of(RequestSeries.builder().prefix(PREFIX).build()));
  }

  /** Serves the requests; returns the lines that went to carbon-aggregator. */
  static List<String> linesOfTwoIntervals(int aggregatorPort) throws Exception {
    try (RecordingRelay relay = RecordingRelay.start(aggregatorPort)) {
      List<GraphiteBridgeMeterRegistry> registries = new ArrayList<>();
      for (String host : HOSTS) {
        registries.add(registry("", host, relay.port()));
        registries.add(registry(PREFIX, host, relay.port()));
      }
      awaitTimeForAReport();
      registries.forEach(DashboardLoad::serveFiveRequests);
      awaitNextInterval();
      registries.forEach(DashboardLoad::serveFiveRequests);
      registries.forEach(DashboardLoad::loseAPoint);
      registries.forEach(GraphiteBridgeMeterRegistry::close);
      return relay.lines();
    }
  }

  private static GraphiteBridgeMeterRegistry registry(String prefix, String host, int port) {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host("127.0.0.1")
            .port(port)
            .metricPrefix(prefix)
            .hostNode(host)
            .step(Duration.ofSeconds(1))
            .aggregationInterval(Duration.ofSeconds(ExpectedSeries.INTERVAL_SECONDS))
            .build();
    return GraphiteBridgeMeterRegistry.builder(config).build();
  }

  private static void serveFiveRequests(GraphiteBridgeMeterRegistry registry) {
    RequestRecorder recorder = RequestRecorder.create(registry);
    recorder.record(served("/", 200, 1, 7));
    recorder.record(served("/products/{id}", 200, 10, 100));
    recorder.record(served("/products/{id}", 500, 250, 30));
    recorder.record(served("/orders/count", 201, 20, 2));
    recorder.record(served("", 404, 2, 9));
  }

  private static ServedRequest served(String route, int status, long millis, long bytes) {
    return new ServedRequest(
        "GET", route, "/path", status, millis * 1_000_000, bytes, null, Map.of());
  }

  private static void loseAPoint(GraphiteBridgeMeterRegistry registry) {
    registry
        .counter("http.route.count", "route", "/", "status", "200")
        .increment(Double.POSITIVE_INFINITY);
  }

  /** The bridge's own counters grow from one interval to the next only if both have a report. */
  private static void awaitTimeForAReport() {
    await()
        .atMost(Graphite.PATIENCE)
        .until(() -> Instant.now().getEpochSecond() % ExpectedSeries.INTERVAL_SECONDS < 3);
  }

  private static void awaitNextInterval() {
    long now = currentInterval();
    await().atMost(Graphite.PATIENCE).until(() -> currentInterval() > now);
  }

  private static long currentInterval() {
    return Instant.now().getEpochSecond() / ExpectedSeries.INTERVAL_SECONDS;
  }
}
