// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.IdentityHashMap;
import java.util.Iterator;
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

  /** Kept from one {@link #poll} to the next, so that emptying does not search from the start. */
  private @Nullable Iterator<Sum> polling;

  SecondSums(long second) {
    this.second = second;
  }

  /** Returns the sum of a series, null if there is none yet. */
  @Nullable Sum of(Series series) {
    return bySeries.get(series);
  }

  /** Adds a series that has no sum yet. */
  void add(Series series, double value, int points) {
    bySeries.put(series, new Sum(series, value, points));
    polling = null;
  }

  /** Removes and returns any one sum; there must be one. */
  Sum poll() {
    Iterator<Sum> sums = polling;
    if (sums == null) {
      sums = bySeries.values().iterator();
      polling = sums;
    }
    Sum sum = sums.next();
    sums.remove();
    return sum;
  }

  boolean isEmpty() {
    return bySeries.isEmpty();
  }

  long second() {
    return second;
  }
}
