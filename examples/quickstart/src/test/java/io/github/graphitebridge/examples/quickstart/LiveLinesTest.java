// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final LiveLines live =
      new LiveLines(new PrintStream(screen, true, StandardCharsets.UTF_8));

  @Test
  void accept_flood_showsTheFirstTenOfEachInterval() {
    accept(12, "a.graphite-bridge.root.count");
    live.next();
    accept(1, "a.graphite-bridge.cart.count");

    assertThat(screen.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "  <- a.graphite-bridge.root.count 1 2\n".repeat(10)
                + "  <- ...\n  <- a.graphite-bridge.cart.count 1 2\n");
  }

  @Test
  void accept_meterThatIsNoRequest_isNotShown() {
    accept(1, "a.graphite-bridge-meters.graphiteBridgeAcknowledging");

    assertThat(screen.size()).isZero();
  }

  private void accept(int times, String name) {
    for (int i = 0; i < times; i++) {
      live.accept(new CarbonPoint(name, 1, 2, name + " 1 2"));
    }
  }
}
