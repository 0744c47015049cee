// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next attempt to connect: doubling from 0.1 s to 30 s, each shortened
 * by a random part of up to a half, so that many hosts do not come back at once.
 *
 * <p>Thread-safety: none.
 */
final class Backoff {
  private static final long FIRST_NANOS = 100_000_000L;
  private static final long LAST_NANOS = 30_000_000_000L;

  private final DoubleSupplier random;
  private long nextNanos = FIRST_NANOS;

  /**
   * Creates one that starts from the first delay.
   *
   * @param random gives numbers from 0 to 1, the latter excluded
   */
  Backoff(DoubleSupplier random) {
    this.random = random;
  }

  /** Returns the next delay in nanoseconds. */
  long next() {
    long delay = nextNanos;
    nextNanos = Math.min(2 * nextNanos, LAST_NANOS);
    return delay - (long) (random.getAsDouble() * delay / 2);
  }

  /** Starts again from the first delay. */
  void reset() {
    nextNanos = FIRST_NANOS;
  }
}
