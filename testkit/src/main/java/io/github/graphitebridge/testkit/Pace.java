// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import org.jspecify.annotations.Nullable;

/**
 * How a server reads until {@link CarbonServer#resume()}.
 *
 * @param stalled whether nothing is read, not even datagrams
 * @param bytesPerSecond the most that is read of a connection, 0 for all
 * @param lines after how many lines a connection is reset, 0 for never
 * @param withholds whether a client's end of the stream is not answered
 * @param giveUpNanos after how long a proxy ends a connection whose carbon is away; null if there
 *     is no such proxy
 */
record Pace(
    boolean stalled, int bytesPerSecond, int lines, boolean withholds, @Nullable Long giveUpNanos) {
  /** Reads everything. */
  static final Pace FULL = new Pace(false, 0, 0, false, null);

  /** How often a throttled connection is read: often, so each piece is small. */
  private static final int READS_PER_SECOND = 20;

  Pace stall() {
    return new Pace(true, bytesPerSecond, lines, withholds, giveUpNanos);
  }

  Pace throttle(int rate) {
    return new Pace(stalled, rate, lines, withholds, giveUpNanos);
  }

  Pace resetAfter(int count) {
    return new Pace(stalled, bytesPerSecond, count, withholds, giveUpNanos);
  }

  Pace withhold() {
    return new Pace(stalled, bytesPerSecond, lines, true, giveUpNanos);
  }

  Pace proxy(long giveUp) {
    return new Pace(stalled, bytesPerSecond, lines, withholds, giveUp);
  }

  boolean isProxy() {
    return giveUpNanos != null;
  }

  /** Returns how many bytes may be read at once. */
  int most(int capacity) {
    return bytesPerSecond == 0
        ? capacity
        : Math.min(capacity, Math.max(1, bytesPerSecond / READS_PER_SECOND));
  }

  /** Returns the time that this many bytes take at this pace. */
  long nanos(int bytes) {
    return bytesPerSecond == 0 ? 0 : bytes * 1_000_000_000L / bytesPerSecond;
  }
}
