// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * How many values a meter has recorded, their sum, and the greatest recent one.
 *
 * <p>It is one object, and an array for a change of the window; a meter of Micrometer's has seven
 * objects for this. After a rest nothing that an event touches is in a cache, and each object is
 * one more wait for the memory.
 *
 * <p>The greatest value is forgotten as by Micrometer: a window lasts for {@code expiry}. The
 * current window and those before it count, {@code bufferLength} in all.
 *
 * <p>Thread-safety: safe; recording takes no lock and allocates nothing.
 */
final class Tally {
  private static final VarHandle COUNT;
  private static final VarHandle SUM;
  private static final VarHandle MAX;
  private static final VarHandle WINDOW;
  private static final VarHandle EARLIER = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      COUNT = lookup.findVarHandle(Tally.class, "count", long.class);
      SUM = lookup.findVarHandle(Tally.class, "sum", long.class);
      MAX = lookup.findVarHandle(Tally.class, "max", long.class);
      WINDOW = lookup.findVarHandle(Tally.class, "window", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    // The first use of a handle takes stack: not in a recording thread that may have none left.
    Tally rehearsal = new Tally(Clock.SYSTEM, DistributionStatisticConfig.DEFAULT);
    rehearsal.window = -1;
    rehearsal.record(1);
    double unused = rehearsal.max();
  }

  private final Clock clock;
  private final long beginMillis;
  private final long windowMillis;

  private volatile long count;

  /** The bits of a double, as are {@link #max} and the values of {@link #earlier}. */
  private volatile long sum;

  /** The greatest value of the current window. Of values from zero on, the bits compare alike. */
  private volatile long max;

  /** The number of the current window; the first one is 0. */
  private volatile long window;

  /** The windows before it: of each its number, and its greatest value. */
  private final long[] earlier;

  /**
   * Creates one without values.
   *
   * @param clock its wall time tells the window
   * @param config has expiry and bufferLength, as each configuration that a registry hands out
   */
  Tally(Clock clock, DistributionStatisticConfig config) {
    int windows = requireNonNull(config.getBufferLength());
    this.clock = clock;
    this.windowMillis = Math.max(1, requireNonNull(config.getExpiry()).toMillis());
    this.earlier = new long[2 * windows];
    this.beginMillis = clock.wallTime();
  }

  /** Records a value from zero on. */
  void record(double value) {
    COUNT.getAndAdd(this, 1L);
    long before;
    long after;
    do {
      before = sum;
      after = Double.doubleToRawLongBits(Double.longBitsToDouble(before) + value);
    } while (!SUM.weakCompareAndSet(this, before, after));
    beginWindow();
    long bits = Double.doubleToRawLongBits(value);
    long greatest = max;
    while (bits > greatest && !MAX.weakCompareAndSet(this, greatest, bits)) {
      greatest = max;
    }
  }

  /** Begins a window if the current one is over. */
  private void beginWindow() {
    long now = windowNow();
    long over = window;
    if (now > over && WINDOW.compareAndSet(this, over, now)) {
      int at = 2 * (int) Math.floorMod(over, (long) earlier.length / 2);
      // The slot still has the number of a window that no longer counts.
      long greatest = max;
      earlier[at + 1] = greatest;
      EARLIER.setRelease(earlier, at, over);
      // What another thread records just now may still count in the window that is over.
      long late = (long) MAX.getAndSet(this, 0L);
      if (late > greatest) {
        earlier[at + 1] = late;
      }
    }
  }

  private long windowNow() {
    return Math.floorDiv(clock.wallTime() - beginMillis, windowMillis);
  }

  long count() {
    return count;
  }

  double sum() {
    return Double.longBitsToDouble(sum);
  }

  /** Returns the greatest recent value; zero if there is none. */
  double max() {
    beginWindow();
    long greatest = max;
    long tooOld = window - earlier.length / 2;
    for (int at = 0; at < earlier.length; at += 2) {
      if ((long) EARLIER.getAcquire(earlier, at) > tooOld) {
        greatest = Math.max(greatest, earlier[at + 1]);
      }
    }
    return Double.longBitsToDouble(greatest);
  }
}
