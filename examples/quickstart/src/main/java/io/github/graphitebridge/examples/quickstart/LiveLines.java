// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Shows the points of requests as they arrive: the first ones of each interval, so that traffic is
 * seen and does not flood the screen.
 *
 * <p>Thread-safety: its own monitor.
 */
final class LiveLines implements Consumer<CarbonPoint> {
  /** Two requests, of five points each. */
  private static final int SHOWN = 10;

  private final PrintStream out;
  private int arrived;

  LiveLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void accept(CarbonPoint point) {
    // Meters that are no requests come once a minute, under graphite-bridge-meters.
    if (point.name().contains(".graphite-bridge.")) {
      arrived++;
      if (arrived <= SHOWN) {
        out.println("  <- " + point.line());
      } else if (arrived == SHOWN + 1) {
        out.println("  <- ...");
      }
    }
  }

  /** Begins a new interval. */
  synchronized void next() {
    arrived = 0;
  }

  /** Shows no more until the next interval. */
  synchronized void end() {
    arrived = SHOWN + 1;
  }
}
