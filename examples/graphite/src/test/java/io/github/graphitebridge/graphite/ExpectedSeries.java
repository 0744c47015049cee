// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What Graphite has to show of the lines that went in: a value for each series and interval.
 *
 * <p>It shares no code with what it judges, neither the project's reader of rules nor its carbon
 * for tests: it follows the table "What comes out" of {@code docs/carbon.md}.
 */
final class ExpectedSeries {
  static final int INTERVAL_SECONDS = 10;

  private static final Map<String, ToDoubleFunction<List<Double>>> REQUESTS =
      Map.of("", ExpectedSeries::sum);

  private static final Map<String, ToDoubleFunction<List<Double>>> TIMES =
      Map.of(
          "", ExpectedSeries::mean,
          ".p50", values -> percentile(values, 0.50),
          ".p95", values -> percentile(values, 0.95),
          ".p99", values -> percentile(values, 0.99),
          ".max", Collections::max);

  private static final Map<String, ToDoubleFunction<List<Double>>> SIZES =
      Map.of("", ExpectedSeries::mean, ".max", Collections::max);

  /** No rule takes these, so each value goes on as it is, and an interval keeps its last. */
  private static final Map<String, ToDoubleFunction<List<Double>>> STEPPED =
      Map.of("", values -> values.get(values.size() - 1));

  private ExpectedSeries() {}

  /** Returns the values by series and by the second at which the interval begins. */
  static Map<String, NavigableMap<Long, Double>> of(List<Line> lines) {
    Map<String, NavigableMap<Long, List<Double>>> points = new TreeMap<>();
    for (Line line : lines) {
      add(points, line.name(), line);
      if (line.isRequest()) {
        add(points, overAllHosts(line.name()), line);
      }
    }
    Map<String, NavigableMap<Long, Double>> series = new TreeMap<>();
    points.forEach(
        (name, intervals) ->
            outputs(name)
                .forEach((suffix, method) -> series.put(name + suffix, each(intervals, method))));
    return series;
  }

  /** Returns the names of the series that a request's point has to come out in. */
  static Set<String> names(Exchange.Point point) {
    Set<String> names = new TreeSet<>();
    for (String suffix : outputs(point.name()).keySet()) {
      names.add(point.name() + suffix);
      names.add(point.overAllHosts() + suffix);
    }
    return names;
  }

  /** Returns a name with {@code all} in the host's place. */
  static String overAllHosts(String name) {
    return Exchange.ALL_HOSTS + name.substring(name.indexOf('.'));
  }

  private static Map<String, ToDoubleFunction<List<Double>>> outputs(String name) {
    if (name.contains("." + Exchange.STEPPED_GROUP + ".")) {
      return STEPPED;
    }
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "pt" -> TIMES;
      case "size" -> SIZES;
      default -> REQUESTS;
    };
  }

  private static void add(
      Map<String, NavigableMap<Long, List<Double>>> points, String name, Line line) {
    long interval = line.second() - line.second() % INTERVAL_SECONDS;
    points
        .computeIfAbsent(name, unused -> new TreeMap<>())
        .computeIfAbsent(interval, unused -> new ArrayList<>())
        .add(line.number());
  }

  private static NavigableMap<Long, Double> each(
      NavigableMap<Long, List<Double>> intervals, ToDoubleFunction<List<Double>> method) {
    return intervals.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                interval -> method.applyAsDouble(interval.getValue()),
                (one, other) -> one,
                TreeMap::new));
  }

  private static double sum(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).sum();
  }

  private static double mean(List<Double> values) {
    return sum(values) / values.size();
  }

  /**
   * Returns carbon's percentile. Of n values in order, numbered from 0, it is the one numbered
   * {@code fraction * (n - 1)}; between two numbers it lies on the straight line from the one's
   * value to the other's.
   */
  private static double percentile(List<Double> values, double fraction) {
    List<Double> sorted = values.stream().sorted().toList();
    double number = fraction * (sorted.size() - 1);
    int below = (int) number;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (number - below) * (sorted.get(above) - sorted.get(below));
  }
}
