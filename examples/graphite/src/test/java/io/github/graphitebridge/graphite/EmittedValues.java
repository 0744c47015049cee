// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a carbon-aggregator has emitted: of each series and interval the last value, as whisper
 * would keep it.
 *
 * <p>Thread-safety: its own monitor.
 */
final class EmittedValues implements Consumer<CarbonPoint> {
  private final Map<String, NavigableMap<Long, Double>> last = new TreeMap<>();

  @Override
  public synchronized void accept(CarbonPoint point) {
    last.computeIfAbsent(point.name(), unused -> new TreeMap<>())
        .put(point.timestampSeconds(), point.value());
  }

  /**
   * Returns the values by series and by the second at which the interval begins.
   *
   * @param to the second after the last interval
   */
  synchronized Map<String, NavigableMap<Long, Double>> before(long to) {
    Map<String, NavigableMap<Long, Double>> values = new TreeMap<>();
    last.forEach((name, all) -> values.put(name, new TreeMap<>(all.headMap(to, false))));
    values.values().removeIf(Map::isEmpty);
    return values;
  }
}
