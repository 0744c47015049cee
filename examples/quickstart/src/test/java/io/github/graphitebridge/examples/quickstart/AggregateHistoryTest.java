// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AggregateHistoryTest {
  private final AggregateHistory history = new AggregateHistory();

  @Test
  void with_intervalHandedOverInParts_isTheirSum() {
    history.add(interval(5, 2));
    history.add(interval(5, 3));

    assertThat(history.with(interval(5, 4)).get(5L).requests()).isEqualTo(9);
    assertThat(history.total(interval(5, 4)).requests()).isEqualTo(9);
  }

  @Test
  void add_moreIntervalsThanAreKept_theTotalStaysWhole() {
    for (long begin = 1; begin <= 130; begin++) {
      history.add(interval(begin, 1));
    }

    NavigableMap<Long, AggregateTable> kept = history.with(new TreeMap<>());
    assertThat(kept).hasSize(120);
    assertThat(kept.firstKey()).isEqualTo(11);
    assertThat(history.total(new TreeMap<>()).requests()).isEqualTo(130);
  }

  private static NavigableMap<Long, AggregateTable> interval(long begin, double requests) {
    TreeMap<String, Double> series = new TreeMap<>();
    series.put("all.graphite-bridge.cart.count", requests);
    TreeMap<Long, AggregateTable> tables = new TreeMap<>();
    tables.put(begin, AggregateTable.of(series));
    return tables;
  }
}
