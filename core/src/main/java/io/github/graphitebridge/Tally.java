// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many values a meter has recorded, their sum, and the greatest recent one; of a counter the
 * sum alone.
 *
 * <p>It is one object, and an array for a change of the window; a timer of Micrometer's has seven
 * objects for this. After a rest nothing that an event touches is in a cache, and each object is
 * one more wait for the memory.
 *
 * <p>The numbers share no cache line of 64 bytes with another object. The sender reads series all
 * the time. If a series and these numbers shared a cache line, two processors would take it from
 * each other at every request. Where objects stand is the collector's choice, and differs from run
 * to run.
 *
 * <p>The greatest value is forgotten as by Micrometer: a window lasts for {@code expiry}. The
 * current window and those before it count, {@code bufferLength} in all.
 *
 * <p>Thread-safety: safe; recording takes no lock and allocates nothing.
 */
final class Tally {
  /** Smaller whole values are summed in a long: of nanoseconds it holds 292 years. */
  private static final double WHOLE_LIMIT = 1L << 32;

  private static final long[] NONE = {};

  private static final VarHandle COUNT;
  private static final VarHandle WHOLE;
  private static final VarHandle REST;
  private static final VarHandle MAX;
  private static final VarHandle WINDOW_BEGIN;
  private static final VarHandle EARLIER = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      COUNT = lookup.findVarHandle(Tally.class, "count", long.class);
      WHOLE = lookup.findVarHandle(Tally.class, "whole", long.class);
      REST = lookup.findVarHandle(Tally.class, "rest", long.class);
      MAX = lookup.findVarHandle(Tally.class, "max", long.class);
      WINDOW_BEGIN = lookup.findVarHandle(Tally.class, "windowBegin", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    // The first use of a handle takes stack: not in a recording thread that may have none left.
    Tally rehearsal = new Tally(DistributionStatisticConfig.DEFAULT, 0);
    rehearsal.record(1, Long.MAX_VALUE);
    rehearsal.record(0.5, Long.MAX_VALUE);
    double unused = rehearsal.max(Long.MAX_VALUE);
  }

  // HotSpot lays longs out in their order; if it did not, only speed would change.
  @SuppressWarnings("unused")
  private long before1, before2, before3, before4, before5, before6;

  private volatile long count;

  /** The sum of the whole numbers: added to by one instruction, which never has to try again. */
  private volatile long whole;

  /** The sum of all others: the bits of a double, as are {@link #max} and the earlier ones. */
  private volatile long rest;

  /** The greatest value of the current window. Of values from zero on, the bits compare alike. */
  private volatile long max;

  /** When the current window began, in milliseconds since 1970. */
  private volatile long windowBegin;

  private final long windowMillis;

  @SuppressWarnings("unused")
  private long after1, after2, after3, after4, after5, after6;

  /** The windows before the current one: of each when it began, and its greatest value. */
  private final long[] earlier;

  /**
   * Creates one without values.
   *
   * @param config has expiry and bufferLength, as each configuration that a registry hands out
   * @param now the milliseconds since 1970
   */
  Tally(DistributionStatisticConfig config, long now) {
    this.windowMillis = Math.max(1, requireNonNull(config.getExpiry()).toMillis());
    this.earlier = new long[2 * requireNonNull(config.getBufferLength())];
    this.windowBegin = now;
  }

  /** Creates the sum of a counter. */
  Tally() {
    this.windowMillis = Long.MAX_VALUE;
    this.earlier = NONE;
  }

  /**
   * Records a value.
   *
   * @param value from zero on
   * @param now the milliseconds since 1970
   */
  void record(double value, long now) {
    long unused = (long) COUNT.getAndAdd(this, 1L);
    add(value);
    beginWindow(now);
    long bits = Double.doubleToRawLongBits(value);
    long greatest = max;
    while (bits > greatest && !MAX.weakCompareAndSet(this, greatest, bits)) {
      greatest = max;
    }
  }

  /** Adds a finite value to the sum alone. */
  void add(double value) {
    long number = (long) value;
    if (number == value && Math.abs(value) < WHOLE_LIMIT) {
      long unused = (long) WHOLE.getAndAdd(this, number);
    } else {
      addRest(value);
    }
  }

  private void addRest(double value) {
    long before;
    long after;
    do {
      before = rest;
      after = Double.doubleToRawLongBits(Double.longBitsToDouble(before) + value);
    } while (!REST.weakCompareAndSet(this, before, after));
  }

  /** Begins a window if the current one is over. */
  private void beginWindow(long now) {
    long begin = windowBegin;
    if (now - begin >= windowMillis) {
      beginWindow(begin, now - (now - begin) % windowMillis);
    }
  }

  private void beginWindow(long over, long begin) {
    if (WINDOW_BEGIN.compareAndSet(this, over, begin)) {
      int at =
          2 * (int) Math.floorMod(Math.floorDiv(over, windowMillis), (long) earlier.length / 2);
      // The slot still has the begin of a window that no longer counts.
      long greatest = max;
      earlier[at + 1] = greatest;
      EARLIER.setRelease(earlier, at, over);
      // What other threads record meanwhile counts in the window that is over. A value of the new
      // one is then forgotten a window early; count and sum are exact in any case.
      long late = (long) MAX.getAndSet(this, 0L);
      if (late > greatest) {
        EARLIER.setRelease(earlier, at + 1, late);
      }
    }
  }

  long count() {
    return count;
  }

  double sum() {
    return whole + Double.longBitsToDouble(rest);
  }

  /**
   * Returns the greatest recent value; zero if there is none.
   *
   * @param now the milliseconds since 1970
   */
  double max(long now) {
    beginWindow(now);
    long greatest = max;
    long begin = windowBegin;
    for (int at = 0; at < earlier.length; at += 2) {
      long windows = (begin - (long) EARLIER.getAcquire(earlier, at)) / windowMillis;
      if (windows < earlier.length / 2) {
        greatest = Math.max(greatest, earlier[at + 1]);
      }
    }
    return Double.longBitsToDouble(greatest);
  }
}
