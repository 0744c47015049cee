// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Registers a meter of every kind, and prints the names that arrive at carbon. */
final class EveryMeterKind {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private EveryMeterKind() {}

  /**
   * Records, closes and prints.
   *
   * @param args none
   */
  public static void main(String[] args) {
    try (CarbonServer carbon = CarbonServer.builder().timeout(PATIENCE).start()) {
      GraphiteBridgeMeterRegistry registry = open(carbon);
      RequestRecorder.create(registry)
          .record(new ServedRequest("GET", "/own/{id}", "/own/7", 200, 1, 9, null, Map.of()));
      register(registry);
      // Of three more reports the second is complete; a close has little time for its own.
      int before = carbon.points("g-meters.gauge").size();
      await().atMost(PATIENCE).until(() -> carbon.points("g-meters.gauge").size() >= before + 3);
      registry.close();
      GraphiteBridgeMeterRegistry foreign = open(carbon);
      foreign
          .timer("http.server.requests", "uri", "/foreign", "status", "200", "method", "GET")
          .record(Duration.ofMillis(3));
      foreign.close();
      carbon.awaitLines((int) (registry.sender().lines() + foreign.sender().lines()));
      carbon.lines().stream()
          .map(line -> line.substring(0, line.indexOf(' ')))
          .sorted()
          .distinct()
          .forEach(System.out::println);
    }
    System.out.println("micrometer " + Meter.class.getPackage().getImplementationVersion());
    System.exit(0);
  }

  private static GraphiteBridgeMeterRegistry open(CarbonServer carbon) {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host(carbon.host())
            .port(carbon.port())
            .hostNode("")
            .group("g")
            .step(Duration.ofSeconds(1))
            .closeTimeout(Duration.ofMinutes(1))
            .build();
    GraphiteBridgeMeterRegistry registry =
        GraphiteBridgeMeterRegistry.builder(config)
            .pushPerEvent(id -> id.getName().startsWith("pushed"))
            .build();
    // A close gives up early while carbon was never reached.
    await().atMost(PATIENCE).until(registry.sender()::isConnected);
    return registry;
  }

  private static void register(GraphiteBridgeMeterRegistry registry) {
    registry.counter("pushed.counter").increment();
    registry.timer("pushed.timer").record(Duration.ofMillis(3));
    registry.summary("pushed.summary").record(3);
    registry.counter("counter").increment();
    registry.gauge("gauge", 3);
    Timer.builder("timer")
        .publishPercentiles(0.5)
        .serviceLevelObjectives(Duration.ofMillis(5))
        .publishPercentileHistogram()
        .register(registry)
        .record(Duration.ofMillis(3));
    DistributionSummary.builder("summary").publishPercentiles(0.5).register(registry).record(3);
    LongTaskTimer.builder("long").register(registry).start();
    FunctionCounter.builder("function.counter", 3, Integer::doubleValue).register(registry);
    FunctionTimer.builder("function.timer", 3, n -> n, n -> n, TimeUnit.SECONDS).register(registry);
    TimeGauge.builder("time.gauge", () -> 3, TimeUnit.SECONDS).register(registry);
    MultiGauge.builder("multi")
        .register(registry)
        .register(List.of(MultiGauge.Row.of(Tags.of("row", "a"), () -> 3)));
    Meter.builder(
            "custom",
            Meter.Type.OTHER,
            List.of(
                new Measurement(() -> 3.0, Statistic.VALUE),
                new Measurement(() -> 4.0, Statistic.TOTAL)))
        .register(registry);
  }
}
