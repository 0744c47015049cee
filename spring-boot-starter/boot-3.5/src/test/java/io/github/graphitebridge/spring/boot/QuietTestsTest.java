// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** What an application's own tests see of the starter. */
final class QuietTestsTest {

  @Nested
  @SpringBootTest
  final class AsTheyAre {
    @Autowired private MeterRegistry registry;

    @Test
    void springBootTest_byDefault_sendsNothing() {
      assertThat(registry).isInstanceOf(SimpleMeterRegistry.class);
    }
  }

  @Nested
  @SpringBootTest(
      properties = {
        "management.graphite-bridge.metrics.export.enabled=true",
        "graphite.bridge.dryrun=true"
      })
  final class SwitchedOn {
    @Autowired private MeterRegistry registry;

    @Test
    void springBootTest_thatSwitchesTheExportOn_hasTheBridge() {
      assertThat(registry).isInstanceOf(GraphiteBridgeMeterRegistry.class);
    }
  }
}
