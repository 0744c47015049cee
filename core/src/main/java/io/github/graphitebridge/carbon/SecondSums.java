// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The merged sums of one second, one a series.
 *
 * <p>Thread-safety: none.
 */
final class SecondSums {
  /** What the points of one series and second add up to. */
  static final class Sum {
    private final Series series;
    private double total;
    private int points;

    /** The sum of the series that came next; it fills what the object's size leaves over. */
    private @Nullable Sum next;

    private Sum(Series series, double total, int points) {
      this.series = series;
      this.total = total;
      this.points = points;
    }

    /** Adds points; returns false, with nothing changed, if the total would be infinite. */
    boolean add(double value, int more) {
      double sum = total + value;
      if (!Double.isFinite(sum)) {
        return false;
      }
      total = sum;
      points += more;
      return true;
    }

    Series series() {
      return series;
    }

    double total() {
      return total;
    }

    /** Returns how many recorded points are in it. */
    int points() {
      return points;
    }
  }

  private final long second;

  /**
   * By identity, for a sender has one object a name and kind. Null until there have been two: where
   * each point has a second of its own, a million tables would take more than all else.
   */
  private @Nullable IdentityHashMap<Series, Sum> bySeries;

  /** In order of their coming: the table would be searched from its start at each turn. */
  private @Nullable Sum first;

  private @Nullable Sum last;

  SecondSums(long second) {
    this.second = second;
  }

  /** Returns the sum of a series, null if there is none yet. */
  @SuppressWarnings("ReferenceEquality") // as the table
  @Nullable Sum of(Series series) {
    if (bySeries != null) {
      return bySeries.get(series);
    }
    return first != null && first.series == series ? first : null;
  }

  /** Adds a series that has no sum yet. */
  void add(Series series, double value, int points) {
    Sum sum = new Sum(series, value, points);
    if (last == null) {
      first = sum;
    } else {
      last.next = sum;
      if (bySeries == null) {
        bySeries = new IdentityHashMap<>(2);
        bySeries.put(last.series, last);
      }
    }
    if (bySeries != null) {
      bySeries.put(series, sum);
    }
    last = sum;
  }

  /** Removes and returns the sum of the series that came first; there must be one. */
  Sum poll() {
    Sum sum = requireNonNull(first, "first");
    first = sum.next;
    if (first == null) {
      last = null;
    }
    if (bySeries != null) {
      bySeries.remove(sum.series);
    }
    return sum;
  }

  boolean isEmpty() {
    return first == null;
  }

  long second() {
    return second;
  }
}
