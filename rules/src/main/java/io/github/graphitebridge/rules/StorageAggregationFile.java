// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.stream.Collectors;

/** carbon-cache's {@code storage-aggregation.conf}. */
final class StorageAggregationFile {
  private static final String TEXT =
      """
      # How whisper rolls a finer archive up into a coarser one. The first section whose pattern is
      # found in a name wins; it is read when a series is created. xFilesFactor 0: one value is
      # enough for a rolled-up one. With the usual 0.5 a route that is called less than every other
      # minute would disappear from the coarser archives.

      # Requests of an hour are the sum of its minutes.
      [counts]
      pattern = %1$s\\..+\\.(count|status_code\\.[^.]+|status_type\\.[^.]+%6$s)%4$s$
      xFilesFactor = 0
      aggregationMethod = sum

      # Running totals of the stepped meters: the newest is the total, a sum would be nonsense.
      [running-totals]
      pattern = %2$s\\..+\\.count$
      xFilesFactor = 0
      aggregationMethod = last

      # No percentile of an hour can be had from the percentiles of its minutes. The greatest is an
      # upper bound and shows the bad minute; their mean would hide it.
      [maxima-and-percentiles]
      pattern = %3$s\\..+\\.(max|p[0-9]+)%5$s$
      xFilesFactor = 0
      aggregationMethod = max

      [minima]
      pattern = %3$s\\..+\\.min%5$s$
      xFilesFactor = 0
      aggregationMethod = min

      # pt, size, gauges, and everything else. A mean of means: minutes weigh alike, however many
      # requests they had.
      [default]
      pattern = .*
      xFilesFactor = 0
      aggregationMethod = average
      """;

  private StorageAggregationFile() {}

  static String text(RequestSeries series) {
    String suffix = StorageNames.literal(series.suffix());
    return TEXT.formatted(
        StorageNames.ofRequests(series),
        StorageNames.ofMeters(series),
        StorageNames.ofBoth(series),
        suffix,
        suffix.isEmpty() ? "" : '(' + suffix + ")?",
        series.counts().stream().map(leaf -> '|' + leaf).collect(Collectors.joining()));
  }
}
