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

  /** Adds to the sum of a series; returns false if there is none yet. */
  boolean merge(Series series, double value, int points) {
    Sum sum = bySeries.get(series);
    if (sum == null) {
      return false;
    }
    sum.total += value;
    sum.points += points;
    return true;
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
