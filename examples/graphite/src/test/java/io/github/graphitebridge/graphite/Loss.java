// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;

/**
 * What a carbon-aggregator may have taken with it at its end: of the intervals from its end until
 * the sender had noticed, the points recorded until then.
 *
 * @param intervals the seconds at which they begin
 * @param recorded what would have come out of the points recorded until then
 */
record Loss(NavigableSet<Long> intervals, Map<String, NavigableMap<Long, Double>> recorded) {

  /** Asserts that no count has lost more than that, and none has too much. */
  void assertNoCountLostMore(
      Map<String, NavigableMap<Long, Double>> expected,
      Map<String, NavigableMap<Long, Double>> emitted) {
    expected.forEach(
        (name, values) -> {
          if (name.endsWith(".count")) {
            for (long interval : intervals) {
              double all = value(expected, name, interval);
              assertThat(value(emitted, name, interval))
                  .as("%s at %d", name, interval)
                  .isBetween(all - value(recorded, name, interval), all);
            }
          }
        });
  }

  private static double value(
      Map<String, NavigableMap<Long, Double>> series, String name, long interval) {
    NavigableMap<Long, Double> values = series.get(name);
    return values == null ? 0 : values.getOrDefault(interval, 0.0);
  }
}
