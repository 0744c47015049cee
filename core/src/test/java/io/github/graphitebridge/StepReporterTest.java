// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gauges that hang or throw do to the others, and to a close. */
@Timeout(120)
class StepReporterTest {
  private final CarbonServer carbon = CarbonServer.start();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void stop() {
    release.countDown();
    carbon.close();
  }

  @Test
  void report_gaugeHangs_reportsTheOthersAndTheBridgesOwn() throws Exception {
    GraphiteBridgeMeterRegistry registry = registry(Duration.ofSeconds(1));
    Gauge.builder("a.first", () -> 1).register(registry);
    Gauge.builder("pool.active", this::hanging).register(registry);
    Gauge.builder("pool.idle", this::hanging).register(registry);
    Gauge.builder("z.last", () -> 1).register(registry);

    List<String> log =
        CapturedLog.of(
            () -> {
              await()
                  .untilAsserted(
                      () ->
                          assertThat(names())
                              .contains("h.g-meters.aFirst", "h.g-meters.zLast")
                              .anyMatch(name -> name.startsWith("h.g-meters.graphiteBridge")));
              registry.close();
              return null;
            });

    assertThat(names()).noneMatch(name -> name.startsWith("h.g-meters.pool"));
    // One line if one report meets both; a report may also begin before the second one is there.
    String end = " hangs; the report goes on without it";
    List<String> hang = log.stream().filter(line -> line.contains("hangs")).toList();
    assertThat(hang).allMatch(line -> line.startsWith("WARN ") && line.endsWith(end));
    assertThat(hang.stream().map(line -> line.substring(5, line.length() - end.length())))
        .flatMap(names -> List.of(names.split(", ")))
        .containsOnlyOnce("h.g-meters.poolActive", "h.g-meters.poolIdle");
  }

  @Test
  void report_gaugeThatHungComesBack_isReportedAgain() {
    GraphiteBridgeMeterRegistry registry = registry(Duration.ofSeconds(1));
    Gauge.builder("pool.active", this::hanging).register(registry);
    Gauge.builder("z.last", () -> 1).register(registry);
    await().until(() -> names().contains("h.g-meters.zLast"));

    release.countDown();

    await().until(() -> names().contains("h.g-meters.poolActive"));
    registry.close();
  }

  @Test
  void close_gaugesHangOrCloseTheRegistry_reportsTheOthersAndReturns() {
    GraphiteBridgeMeterRegistry registry = registry(Duration.ofMinutes(1));
    Gauge.builder("a.first", () -> 1).register(registry);
    Gauge.builder("pool.active", this::hanging).register(registry);
    Gauge.builder(
            "pool.closing",
            () -> {
              registry.close();
              return 1;
            })
        .register(registry);

    registry.close();

    carbon.drain();
    assertThat(registry.isClosed()).isTrue();
    assertThat(names()).contains("h.g-meters.aFirst");
  }

  @Test
  void close_manyMetersThrow_isOneWarning() throws Exception {
    GraphiteBridgeMeterRegistry registry = registry(Duration.ofMinutes(1));
    for (int i = 10; i < 30; i++) {
      FunctionCounter.builder("pool", this, test -> failing()).tag("n", "" + i).register(registry);
      Gauge.builder("level", StepReporterTest::failing).tag("n", "" + i).register(registry);
    }

    List<String> log =
        CapturedLog.of(
            () -> {
              registry.close();
              return null;
            });

    assertThat(log.stream().filter(line -> line.startsWith("WARN ") && line.contains("no value")))
        .singleElement()
        .asString()
        .startsWith("WARN h.g-meters.pool.n.10, h.g-meters.pool.n.11, ")
        .endsWith(
            "h.g-meters.pool.n.19 and 10 more has no value to report; the report goes on"
                + " without it");
  }

  @Test
  void close_appenderThrows_isOver() throws Exception {
    GraphiteBridgeMeterRegistry registry = registry(Duration.ofMinutes(1));
    FunctionCounter.builder("a.broken", this, test -> failing()).register(registry);
    Gauge.builder("z.last", () -> 1).register(registry);

    CapturedLog.broken(
        () -> {
          registry.close();
          return null;
        });

    carbon.drain();
    assertThat(names()).contains("h.g-meters.zLast");
  }

  private double hanging() {
    boolean interrupted = false;
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return 1;
  }

  private static double failing() {
    throw new IllegalStateException("no value today");
  }

  private GraphiteBridgeMeterRegistry registry(Duration step) {
    return Connected.of(
        new GraphiteBridgeMeterRegistry(
            Connected.to(carbon).hostNode("h").group("g").step(step).build(), Clock.SYSTEM));
  }

  private List<String> names() {
    return carbon.lines().stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
  }
}
