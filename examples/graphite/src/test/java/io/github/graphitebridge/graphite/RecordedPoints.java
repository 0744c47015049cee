// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.AggregationRules.Match;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The points that a test has recorded, and what a carbon-aggregator has to make of them.
 *
 * <p>The rules are read by the project's own code: it is held to the daemon by {@link
 * AggregationRulesIT}, and it is the sender that is judged here.
 *
 * <p>Thread-safety: its own monitor.
 */
final class RecordedPoints {
  /** An output series in one interval, before its method. */
  private record Key(Match match, long interval) {}

  private final AggregationRules rules;
  private final Map<String, List<Match>> matches = new HashMap<>();
  private final NavigableMap<Long, Map<String, List<Double>>> bySecond = new TreeMap<>();
  private long count;

  /** Creates one without points. */
  RecordedPoints(AggregationRules rules) {
    this.rules = rules;
  }

  synchronized void add(String name, double value, long second) {
    bySecond
        .computeIfAbsent(second, unused -> new HashMap<>())
        .computeIfAbsent(name, unused -> new ArrayList<>())
        .add(value);
    count++;
  }

  /** Returns how many points were added. */
  synchronized long count() {
    return count;
  }

  /**
   * Returns what comes out of the points before a second: the values by series and by the second at
   * which the interval begins. Points that no rule takes go on as they are.
   */
  synchronized Map<String, NavigableMap<Long, Double>> outputs(long to) {
    Map<String, NavigableMap<Long, Double>> series = new TreeMap<>();
    Map<Key, List<Double>> inputs = new HashMap<>();
    bySecond
        .headMap(to)
        .forEach(
            (second, names) ->
                names.forEach(
                    (name, values) -> {
                      List<Match> outputs = matches.computeIfAbsent(name, rules::matches);
                      if (outputs.isEmpty()) {
                        put(series, name, second, values.get(values.size() - 1));
                      }
                      outputs.forEach(match -> inputs(inputs, match, second).addAll(values));
                    }));
    inputs.forEach(
        (key, values) ->
            put(series, key.match().output(), key.interval(), result(key.match(), values)));
    return series;
  }

  private static List<Double> inputs(Map<Key, List<Double>> inputs, Match match, long second) {
    long interval = second - second % match.rule().intervalSeconds();
    return inputs.computeIfAbsent(new Key(match, interval), unused -> new ArrayList<>());
  }

  private static double result(Match match, List<Double> values) {
    return match.rule().method().of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The daemon sends its values with ten decimals. */
  private static void put(
      Map<String, NavigableMap<Long, Double>> series, String name, long time, double value) {
    double rounded = new BigDecimal(value).setScale(10, RoundingMode.HALF_EVEN).doubleValue();
    series.computeIfAbsent(name, unused -> new TreeMap<>()).put(time, rounded);
  }
}
