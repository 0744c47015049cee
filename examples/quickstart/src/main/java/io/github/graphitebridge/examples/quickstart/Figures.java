// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What stands in Graphite, as the page shows it.
 *
 * @param source where it is from, or why there is nothing or nothing newer
 * @param current whether it is what stands there now
 * @param span the time that the total is over, in words
 * @param intervalSeconds the length of an interval
 * @param intervals the newest ones, in order
 * @param total what the single numbers and the table are made of
 */
record Figures(
    String source,
    boolean current,
    String span,
    long intervalSeconds,
    List<Interval> intervals,
    AggregateTable total) {
  /** What a chart has room for on a phone. */
  static final int SHOWN = 36;

  /** Returns figures without a value. */
  static Figures none(String why) {
    return new Figures(why, false, "", 1, List.of(), new AggregateTable(List.of()));
  }

  /** Returns the same figures, which are the last ones for now. */
  Figures stale(String why) {
    return new Figures(why, false, span, intervalSeconds, intervals, total);
  }

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
