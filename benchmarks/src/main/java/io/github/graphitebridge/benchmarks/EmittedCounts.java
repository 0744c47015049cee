// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The counts of one host that a carbon-aggregator has emitted: of each series and interval the last
 * value, as whisper would keep it.
 *
 * <p>Thread-safety: its own monitor.
 */
final class EmittedCounts implements Consumer<CarbonPoint> {
  private final Map<String, Map<Long, Double>> last = new TreeMap<>();

  @Override
  public synchronized void accept(CarbonPoint point) {
    boolean isCount = point.name().endsWith(".count") || point.name().contains(".status_");
    if (isCount && point.name().startsWith("web-1.")) {
      last.computeIfAbsent(point.name(), unused -> new TreeMap<>())
          .put(point.timestampSeconds(), point.value());
    }
  }

  /** Returns the sums over all intervals, by name without what stands before the route. */
  synchronized Map<String, Long> sums() {
    Map<String, Long> sums = new TreeMap<>();
    last.forEach(
        (name, values) ->
            sums.put(
                name.substring(name.indexOf("customers")),
                Math.round(values.values().stream().mapToDouble(Double::doubleValue).sum())));
    return sums;
  }
}
