// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What stands in Graphite, as the page shows it.
 *
 * @param source where the figures are from, or where others are to be seen
 * @param intervalSeconds the length of an interval
 * @param intervals the newest ones, in order
 * @param total of all intervals since the start
 */
record Figures(
    String source, long intervalSeconds, List<Interval> intervals, AggregateTable total) {
  /** What a chart has room for on a phone. */
  private static final int SHOWN = 36;

  /** Returns the newest of the intervals given. */
  static List<Interval> newest(NavigableMap<Long, AggregateTable> tables) {
    NavigableMap<Long, AggregateTable> newest = new TreeMap<>(tables);
    while (newest.size() > SHOWN) {
      newest.pollFirstEntry();
    }
    return newest.entrySet().stream()
        .map(entry -> new Interval(entry.getKey(), entry.getValue().rows()))
        .toList();
  }

  /**
   * One interval.
   *
   * @param begin in seconds since 1970
   * @param rows a row for each route
   */
  record Interval(long begin, List<RouteRow> rows) {}
}
