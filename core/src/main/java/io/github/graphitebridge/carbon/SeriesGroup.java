// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.List;

/**
 * The series of one {@link CarbonSender} that one event makes a point of each: the time and the
 * size of a request, then its counts. Together they cost little more than one, for the queue is
 * claimed once; where it has no room for all of them, it takes none.
 *
 * <p>Thread-safety: any number of threads may record at once.
 *
 * @since 0.1
 */
public final class SeriesGroup {
  private final CarbonSender sender;
  private final Series[] series;

  SeriesGroup(CarbonSender sender, List<Series> series) {
    this.sender = sender;
    this.series = series.toArray(Series[]::new);
  }

  /**
   * Records a point to each series, as {@link Series#record} does: never blocks, throws, logs or
   * allocates.
   *
   * @param first the value for the first series
   * @param second the value for the second; those behind it take a 1 each
   * @param epochSecond when it happened, in seconds since 1970
   */
  public void record(double first, double second, long epochSecond) {
    if (Series.isPoint(first, epochSecond) && Series.isPoint(second, epochSecond)) {
      sender.record(this, first, second, epochSecond);
    } else {
      for (int i = 0; i < series.length; i++) {
        series[i].record(valueOf(i, first, second), epochSecond);
      }
    }
  }

  int size() {
    return series.length;
  }

  Series get(int index) {
    return series[index];
  }

  /** Returns what the series at an index takes. */
  static double valueOf(int index, double first, double second) {
    return switch (index) {
      case 0 -> first;
      case 1 -> second;
      default -> 1;
    };
  }
}
