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

  /** By identity, for a sender has one object a name and kind. */
  private final IdentityHashMap<Series, Sum> bySeries = new IdentityHashMap<>();

  /** In order of their coming: the table would be searched from its start at each turn. */
  private @Nullable Sum first;

  private @Nullable Sum last;

  SecondSums(long second) {
    this.second = second;
  }

  /** Returns the sum of a series, null if there is none yet. */
  @Nullable Sum of(Series series) {
    return bySeries.get(series);
  }

  /** Adds a series that has no sum yet. */
  void add(Series series, double value, int points) {
    Sum sum = new Sum(series, value, points);
    bySeries.put(series, sum);
    if (last == null) {
      first = sum;
    } else {
      last.next = sum;
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
    bySeries.remove(sum.series);
    return sum;
  }

  boolean isEmpty() {
    return bySeries.isEmpty();
  }

  long second() {
    return second;
  }
}
