// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.tck.MeterRegistryCompatibilityKit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** Micrometer's compatibility kit, with every meter pushed per event that can be. */
class PushedCompatibilityTest extends MeterRegistryCompatibilityKit {
  private final CarbonServer server = CarbonServer.start();

  @Override
  public MeterRegistry registry() {
    return Connected.of(
        GraphiteBridgeMeterRegistry.builder(
                Connected.to(server)
                    // The kit's clock leaps by minutes while points are under way.
                    .aggregationInterval(Duration.ofDays(1))
                    .build())
            .clock(new MockClock())
            .mapper((id, convention) -> name(id))
            .pushPerEvent(id -> true)
            .build());
  }

  @Override
  public Duration step() {
    return GraphiteBridgeConfig.DEFAULT.step();
  }

  /** A point for each record: as many as timers and summaries count, and the sums of counters. */
  @AfterEach
  void closeAndCompareRecordsWithPoints() {
    GraphiteBridgeMeterRegistry closed = (GraphiteBridgeMeterRegistry) registry;
    long points = closed.sender().recorded();

    // Where no time has passed, the mean rates of what is stepped beside them are infinite.
    MockClock.clock(registry).add(step());
    closed.close();

    server.awaitLines((int) closed.sender().lines());
    long records = 0;
    for (Meter meter : closed.getMeters()) {
      List<CarbonPoint> ofMeter = server.points(name(meter.getId()));
      if (meter instanceof Timer timer) {
        assertThat(ofMeter).as(meter.getId().toString()).hasSize((int) timer.count());
        records += ofMeter.size();
      } else if (meter instanceof DistributionSummary summary) {
        assertThat(ofMeter).as(meter.getId().toString()).hasSize((int) summary.count());
        records += ofMeter.size();
      } else if (meter instanceof Counter counter) {
        assertThat(ofMeter.stream().mapToDouble(CarbonPoint::value).sum())
            .isEqualTo(counter.count());
        records += ofMeter.size();
      }
    }
    assertThat(points).isEqualTo(records);
    assertThat(closed.sender().sent()).isEqualTo(closed.sender().recorded());
    assertThat(server.rejected()).isEmpty();
    server.close();
  }

  private static String name(Meter.Id id) {
    return "x" + Integer.toHexString(id.toString().hashCode());
  }
}
