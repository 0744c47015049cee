// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The series of one sender: by name and kind for those who record, by number for the thread that
 * sends. A number in the ring costs less than a reference, which the garbage collector would have
 * to be told of.
 *
 * <p>Thread-safety: safe.
 */
final class SeriesTable {
  /** The number of no series. */
  static final int NONE = 0;

  /** The last number there is. A series beyond it has {@link #NONE}, and its points are refused. */
  static final int LAST = (1 << 24) - 1;

  private final Map<String, Series> sums = new ConcurrentHashMap<>();
  private final Map<String, Series> samples = new ConcurrentHashMap<>();

  /** Numbers that were a passing series' and are nobody's now. */
  @GuardedBy("this")
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  @GuardedBy("this")
  private int last = NONE;

  private volatile @Nullable String example;

  /** By number. An element is written before its series is handed out, so who has one sees it. */
  private volatile @Nullable Series[] byNumber = new Series[64];

  /** Returns the series of a name and kind, always the same one. */
  Series of(String name, SeriesKind kind, @Nullable PointRing ring) {
    return (kind == SeriesKind.SUM ? sums : samples)
        .computeIfAbsent(name, key -> add(key, kind, ring, false));
  }

  /** Returns the name of the first series that stays, or null if there is none yet. */
  @Nullable String example() {
    return example;
  }

  /** Returns a series for one point, of a name that may not come again. */
  Series passing(String name, @Nullable PointRing ring) {
    return add(name, SeriesKind.SAMPLE, ring, true);
  }

  /** Returns the series of a number that was read from the ring. */
  Series at(int number) {
    return requireNonNull(byNumber[number], "a series whose point waits keeps its number");
  }

  /** Frees the number of a passing series; does nothing for any other. */
  void releasePassing(Series series) {
    if (series.isPassing() && series.number() != NONE) {
      release(series.number());
    }
  }

  private synchronized void release(int number) {
    byNumber[number] = null;
    free.add(number);
  }

  private synchronized Series add(
      String name, SeriesKind kind, @Nullable PointRing ring, boolean passing) {
    Integer reused = free.poll();
    int number = reused != null ? reused : last < LAST ? last + 1 : NONE;
    Series added = new Series(name, kind, number, passing, ring);
    if (example == null && !passing) {
      example = name;
    }
    if (number == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, 2 * number);
    }
    if (number != NONE) {
      byNumber[number] = added;
      // Not before: a thread that runs out of stack or memory up there has taken no number.
      last = Math.max(last, number);
    }
    return added;
  }
}
