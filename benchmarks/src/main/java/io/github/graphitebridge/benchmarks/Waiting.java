// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process does. */
final class Waiting {
  private Waiting() {}

  /**
   * Looks again and again until a condition holds.
   *
   * @param lookNanos the time between two looks: each takes some from what is measured
   * @return whether it does, or did not within the patience
   */
  static boolean until(BooleanSupplier condition, Duration patience, long lookNanos) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.parkNanos(lookNanos);
    }
    return true;
  }
}
