// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import io.github.graphitebridge.rules.AggregationMethod;
import io.github.graphitebridge.rules.AggregationRule;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.AggregationRules.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The buffers of carbon-aggregator, and the values that carbon-cache keeps of forwarded points.
 *
 * <p>Thread-safety: none, its owner has a lock.
 */
final class Aggregation {
  /** The step of forwarded points if there is no rule. */
  private static final int DEFAULT_STEP = 60;

  private final AggregationRules rules;
  private final int step;
  private final Map<String, Route> routes = new HashMap<>();
  private final Map<String, Series> series = new HashMap<>();
  private final Map<String, Map<Long, Double>> forwarded = new HashMap<>();

  Aggregation(AggregationRules rules) {
    this.rules = rules;
    this.step = rules.rules().isEmpty() ? DEFAULT_STEP : rules.rules().get(0).intervalSeconds();
  }

  void add(String name, double value, long timestamp) {
    Route route = routes.computeIfAbsent(name, this::route);
    for (Series output : route.outputs) {
      output.add(value, timestamp);
    }
    if (route.forwards) {
      forwarded.computeIfAbsent(name, key -> new HashMap<>()).put(align(timestamp, step), value);
    }
  }

  /** Every value of every series, by time and name. */
  NavigableMap<Long, NavigableMap<String, Double>> values() {
    NavigableMap<Long, NavigableMap<String, Double>> values = new TreeMap<>();
    forwarded.forEach(
        (name, byTime) ->
            byTime.forEach(
                (time, value) ->
                    values.computeIfAbsent(time, key -> new TreeMap<>()).put(name, value)));
    // After the raw points: an aggregate comes later and overwrites a raw point of its name.
    series.forEach(
        (name, output) ->
            output.intervals.forEach(
                (time, raw) ->
                    values
                        .computeIfAbsent(time, key -> new TreeMap<>())
                        .put(name, raw.result(output.method))));
    return values;
  }

  private Route route(String name) {
    List<Series> outputs = new ArrayList<>();
    for (Match match : rules.matches(name)) {
      // As in the daemon, the first rule gives a series its interval and method.
      outputs.add(series.computeIfAbsent(match.output(), key -> new Series(match.rule())));
    }
    return new Route(outputs, rules.forwards(name));
  }

  private static long align(long timestamp, int interval) {
    return timestamp - Math.floorMod(timestamp, interval);
  }

  private record Route(List<Series> outputs, boolean forwards) {}

  private static final class Series {
    private final int interval;
    private final AggregationMethod method;
    private final Map<Long, Values> intervals = new HashMap<>();

    private Series(AggregationRule rule) {
      this.interval = rule.intervalSeconds();
      this.method = rule.method();
    }

    private void add(double value, long timestamp) {
      intervals.computeIfAbsent(align(timestamp, interval), key -> new Values()).add(value);
    }
  }

  private static final class Values {
    private double[] values = new double[8];
    private int count;

    private void add(double value) {
      if (count == values.length) {
        values = Arrays.copyOf(values, count * 2);
      }
      values[count++] = value;
    }

    private double result(AggregationMethod method) {
      return method.of(Arrays.copyOf(values, count));
    }
  }
}
