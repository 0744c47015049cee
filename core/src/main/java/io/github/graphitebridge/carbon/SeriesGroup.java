// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.List;
import java.util.stream.Stream;

/**
 * The series of one {@link CarbonSender} that one event makes a point of each: what is measured of
 * it, such as a request's time and size, and what counts it. Together they cost little more than
 * one, for the queue is claimed once; where it has no room for all of them, it takes none.
 *
 * <p>Thread-safety: any number of threads may record at once.
 *
 * @since 0.1
 */
public final class SeriesGroup {
  private final CarbonSender sender;
  private final Series[] series;

  /** So many of them take a measured value, the others a 1 each. */
  private final int measured;

  SeriesGroup(CarbonSender sender, List<Series> measured, List<Series> counts) {
    this.sender = sender;
    this.series = Stream.concat(measured.stream(), counts.stream()).toArray(Series[]::new);
    this.measured = measured.size();
  }

  /**
   * Records a point to each series, as {@link Series#record} does: never blocks, throws, logs or
   * allocates.
   *
   * @param first the value of the first measured series; the counts take a 1 each
   * @param second the value of the second measured series, if there is one
   * @param epochSecond when it happened, in seconds since 1970
   */
  public void record(double first, double second, long epochSecond) {
    if (Series.isPoint(first, epochSecond) && Series.isPoint(second, epochSecond)) {
      sender.record(this, first, second, epochSecond);
    } else {
      for (int i = 0; i < series.length; i++) {
        series[i].record(value(i, first, second), epochSecond);
      }
    }
  }

  /**
   * Records a point to each series, as {@link #record(double, double, long)} does.
   *
   * @param value the value of what is measured; the counts take a 1 each
   * @param epochSecond when it happened, in seconds since 1970
   */
  public void record(double value, long epochSecond) {
    record(value, value, epochSecond);
  }

  int size() {
    return series.length;
  }

  Series get(int index) {
    return series[index];
  }

  /** Returns what the series at an index takes. */
  double value(int index, double first, double second) {
    if (index >= measured) {
      return 1;
    }
    return index == 0 ? first : second;
  }
}
