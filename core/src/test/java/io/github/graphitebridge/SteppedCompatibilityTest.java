// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.tck.MeterRegistryCompatibilityKit;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** Micrometer's compatibility kit, with the default predicate: its meters are all stepped. */
class SteppedCompatibilityTest extends MeterRegistryCompatibilityKit {
  private final CarbonServer server = CarbonServer.start();

  @Override
  public MeterRegistry registry() {
    return Connected.of(
        new GraphiteBridgeMeterRegistry(
            GraphiteBridgeConfig.builder().host(server.host()).port(server.port()).build(),
            new MockClock()));
  }

  @Override
  public Duration step() {
    return GraphiteBridgeConfig.DEFAULT.step();
  }

  /** All that is sent is the last report: nothing goes per event, and nothing is refused. */
  @AfterEach
  void closeAndCheckWhatWasSent() {
    GraphiteBridgeMeterRegistry closed = (GraphiteBridgeMeterRegistry) registry;
    assertThat(closed.sender().recorded()).isZero();
    // The bridge's own meters come with the first other one, which not every test registers.
    closed.counter("the.first");

    // Where no time has passed, Dropwizard's mean rates are infinite.
    MockClock.clock(registry).add(step());
    closed.close();

    assertThat(closed.sender().sent()).isPositive().isEqualTo(closed.sender().recorded());
    server.awaitLines((int) closed.sender().lines());
    assertThat(server.rejected()).isEmpty();
    assertThat(server.lines()).allMatch(line -> line.contains(".graphite-bridge-meters."));
    server.close();
  }
}
