// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What stands in Graphite: the values of the intervals that carbon has handed over, the older ones
 * of them together. What comes late for an interval is added to it.
 *
 * <p>Thread-safety: none, its owner has a lock.
 */
final class AggregateHistory {
  /** Ten minutes of intervals of five seconds. */
  private static final int KEPT = 120;

  private static final AggregateTable NOTHING = new AggregateTable(List.of());

  private final NavigableMap<Long, AggregateTable> intervals = new TreeMap<>();
  private AggregateTable older = NOTHING;

  /** Takes over the tables of intervals, by the second of their begin. */
  void add(NavigableMap<Long, AggregateTable> tables) {
    addTo(intervals, tables);
    while (intervals.size() > KEPT) {
      older = plus(older, intervals.pollFirstEntry().getValue());
    }
  }

  /** Returns the intervals, and what carbon still holds of the newest. */
  NavigableMap<Long, AggregateTable> with(NavigableMap<Long, AggregateTable> held) {
    NavigableMap<Long, AggregateTable> all = new TreeMap<>(intervals);
    addTo(all, held);
    return all;
  }

  /** Returns all intervals since the start together, with what carbon still holds. */
  AggregateTable total(NavigableMap<Long, AggregateTable> held) {
    return plus(older, AggregateTable.sum(with(held).values()));
  }

  private static void addTo(
      NavigableMap<Long, AggregateTable> all, NavigableMap<Long, AggregateTable> tables) {
    tables.forEach((time, table) -> all.merge(time, table, AggregateHistory::plus));
  }

  private static AggregateTable plus(AggregateTable one, AggregateTable other) {
    return AggregateTable.sum(List.of(one, other));
  }
}
