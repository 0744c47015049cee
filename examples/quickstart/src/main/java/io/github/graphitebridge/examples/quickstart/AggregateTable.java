// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.testkit.CarbonAggregate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What stands in Graphite for one or more intervals, a row for each route.
 *
 * @param rows in order of the routes
 */
record AggregateTable(List<RouteRow> rows) {
  /** The rules also aggregate over all hosts, under this name instead of the host's. */
  private static final String TREE = "all.graphite-bridge.";

  /**
   * What tells that a route had a request, or a part of one: a request may be counted in one
   * interval while its status falls into the next.
   */
  private static final Pattern LEAF = Pattern.compile("\\.(count|pt|size|status_code\\.[^.]+)$");

  /** Returns the table of the values of all series, by name, in one interval. */
  static AggregateTable of(SortedMap<String, Double> series) {
    return new AggregateTable(
        series.keySet().stream()
            .filter(name -> name.startsWith(TREE) && LEAF.matcher(name).find())
            .map(name -> LEAF.matcher(name.substring(TREE.length())).replaceFirst(""))
            .distinct()
            .sorted()
            .map(route -> RouteRow.of(TREE, route, series))
            .toList());
  }

  /** Returns the tables of the intervals that a carbon holds, by the second of their begin. */
  static NavigableMap<Long, AggregateTable> byTime(Iterable<CarbonAggregate> values) {
    Map<Long, SortedMap<String, Double>> intervals = new TreeMap<>();
    for (CarbonAggregate value : values) {
      intervals
          .computeIfAbsent(value.timestampSeconds(), time -> new TreeMap<>())
          .put(value.name(), value.value());
    }
    NavigableMap<Long, AggregateTable> tables = new TreeMap<>();
    intervals.forEach((time, series) -> tables.put(time, of(series)));
    return tables;
  }

  /** Returns the table of several intervals together. */
  static AggregateTable sum(Collection<AggregateTable> tables) {
    SortedMap<String, RouteRow> rows = new TreeMap<>();
    for (AggregateTable table : tables) {
      table.rows.forEach(row -> rows.merge(row.route(), row, RouteRow::plus));
    }
    return new AggregateTable(new ArrayList<>(rows.values()));
  }

  /** Returns how many requests were counted. */
  long requests() {
    return rows.stream().mapToLong(RouteRow::requests).sum();
  }

  /** Returns whether so many requests have arrived, with all their points. */
  boolean holds(long sent) {
    return requests() >= sent && rows.stream().allMatch(RouteRow::isComplete);
  }

  /** Returns the table as text. */
  @Override
  public String toString() {
    return RouteRow.heading() + rows.stream().map(RouteRow::toString).collect(Collectors.joining());
  }
}
