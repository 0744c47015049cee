// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A series with a day of values, one a minute at most, and what a coarser archive has to keep of
 * it.
 *
 * @param minutes the value of the minute with that number, NaN where there is none
 * @param method makes one value of the ones that it takes the place of, which are not none
 */
record DayOfMinutes(
    String name, IntToDoubleFunction minutes, ToDoubleFunction<List<Double>> method) {
  static final int MINUTES = 24 * 60;

  static final ToDoubleFunction<List<Double>> SUM =
      values -> values.stream().mapToDouble(Double::doubleValue).sum();
  static final ToDoubleFunction<List<Double>> MEAN =
      values -> SUM.applyAsDouble(values) / values.size();
  static final ToDoubleFunction<List<Double>> LAST = values -> values.get(values.size() - 1);
  static final ToDoubleFunction<List<Double>> MAX = Collections::max;
  static final ToDoubleFunction<List<Double>> MIN = Collections::min;

  /** Returns the values by their second, if the day begins at one. */
  NavigableMap<Long, Double> from(long begin) {
    NavigableMap<Long, Double> values = new TreeMap<>();
    IntStream.range(0, MINUTES)
        .filter(minute -> !Double.isNaN(minutes.applyAsDouble(minute)))
        .forEach(minute -> values.put(begin + 60L * minute, minutes.applyAsDouble(minute)));
    return values;
  }

  /** Returns values of this series in steps of so many seconds, each made of finer ones. */
  NavigableMap<Long, Double> rolledUp(NavigableMap<Long, Double> finer, int step) {
    Map<Long, List<Double>> parts = new TreeMap<>();
    finer.forEach(
        (second, value) ->
            parts.computeIfAbsent(second - second % step, unused -> new ArrayList<>()).add(value));
    NavigableMap<Long, Double> values = new TreeMap<>();
    parts.forEach((second, some) -> values.put(second, method.applyAsDouble(some)));
    return values;
  }
}
