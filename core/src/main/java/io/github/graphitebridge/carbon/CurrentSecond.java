// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import io.micrometer.core.instrument.Clock;
import java.util.function.LongSupplier;

/**
 * The current second, kept by the sender's thread for those who record: reading a system's clock
 * costs as much as a point.
 *
 * <p>The thread is up when a second begins, unless it waits for a processor. While it rests for
 * long, nothing is kept, and the clock is read.
 *
 * <p>Thread-safety: the sender's thread alone ticks and stops; any thread may ask.
 */
final class CurrentSecond implements Clock {
  private static final long UNKNOWN = -1;

  private final LongSupplier epochMillis;
  private final LongSupplier nanoTime;
  private final long farthestAhead;

  private volatile long kept = UNKNOWN;

  /** When the next second begins, by the nano clock. */
  private long nextNanos;

  /**
   * Creates one that is not kept yet.
   *
   * @param epochMillis gives the milliseconds since 1970
   * @param nanoTime tells when the next second begins
   */
  CurrentSecond(LongSupplier epochMillis, LongSupplier nanoTime) {
    this(epochMillis, nanoTime, Long.MAX_VALUE);
  }

  /**
   * As the other, for a carbon that aggregates.
   *
   * @param farthestAhead how many seconds a point may be ahead
   */
  CurrentSecond(LongSupplier epochMillis, LongSupplier nanoTime, long farthestAhead) {
    this.epochMillis = epochMillis;
    this.nanoTime = nanoTime;
    this.farthestAhead = farthestAhead;
  }

  /** Returns the current second, in seconds since 1970. */
  long get() {
    long second = kept;
    return second == UNKNOWN ? Math.floorDiv(epochMillis.getAsLong(), 1000L) : second;
  }

  /**
   * Returns whether a point's second is farther ahead than it may be, if a second is kept. The
   * clock may have leapt since the last tick, so it decides.
   */
  boolean isTooFarAhead(long second) {
    long now = kept;
    return now != UNKNOWN && second - now > farthestAhead && second - tick() > farthestAhead;
  }

  /** Reads the clock, keeps its second, and returns it. */
  long tick() {
    long millis = epochMillis.getAsLong();
    long second = Math.floorDiv(millis, 1000L);
    if (second != kept) {
      kept = second;
    }
    nextNanos = nanoTime.getAsLong() + (1000 - Math.floorMod(millis, 1000L)) * 1_000_000;
    return second;
  }

  /** Keeps no second until the next tick. */
  void stop() {
    kept = UNKNOWN;
  }

  /** Returns how long a rest may be that ends in so many nanoseconds, if the second is kept. */
  long untilNext(long now, long rest) {
    return kept == UNKNOWN ? rest : Math.min(rest, Math.max(1, nextNanos - now));
  }

  /** Returns whether the next second has begun without a tick. */
  boolean isOver(long now) {
    return kept != UNKNOWN && now - nextNanos >= 0;
  }

  /** Returns the nano clock, which tells how long something takes. */
  long nanos() {
    return nanoTime.getAsLong();
  }

  /** Returns the whole second, in milliseconds since 1970. */
  @Override
  public long wallTime() {
    return get() * 1000;
  }

  /** Returns the JVM's own nano clock: what is timed by it has its full precision. */
  @Override
  public long monotonicTime() {
    return Clock.SYSTEM.monotonicTime();
  }
}
