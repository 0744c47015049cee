// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AggregateTableTest {

  @Test
  void of_seriesOfAnInterval_aRowForEachRoute() {
    AggregateTable table = slow();

    assertThat(table)
        .hasToString(
            """
              route            requests    avg ms    p99 ms  avg bytes  statuses
              orders                  1      20.0      30.0          0  500:1
              products.id             4      10.0     200.0        100  200:3 404:1
            """);
    assertThat(table.requests()).isEqualTo(5);
  }

  @Test
  void sum_intervals_addsWeighsAndTakesTheWorstPercentile() {
    AggregateTable fast =
        table(
            Map.of(
                "products.id.count", 12.0,
                "products.id.pt", 0.002,
                "products.id.pt.p99", 0.005,
                "products.id.size", 300.0,
                "products.id.status_code.200", 12.0));

    assertThat(AggregateTable.sum(List.of(slow(), fast)))
        .hasToString(
            """
              route            requests    avg ms    p99 ms  avg bytes  statuses
              orders                  1      20.0      30.0          0  500:1
              products.id            16       4.0     200.0        250  200:15 404:1
            """);
  }

  @Test
  void sum_requestAcrossTheEndOfAnInterval_losesNothingOfIt() {
    AggregateTable begun = table(Map.of("cart.count", 2.0, "cart.pt", 0.02));
    AggregateTable ended = table(Map.of("cart.size", 11.0, "cart.status_code.201", 2.0));

    AggregateTable both = AggregateTable.sum(List.of(begun, ended));

    assertThat(both)
        .hasToString(
            """
              route            requests    avg ms    p99 ms  avg bytes  statuses
              cart                    2      20.0       0.0         11  201:2
            """);
    assertThat(both.holds(2)).isTrue();
  }

  @Test
  void holds_countArrivedWithoutItsStatus_notYet() {
    AggregateTable table = table(Map.of("cart.count", 2.0, "cart.status_code.201", 1.0));

    assertThat(table.holds(2)).isFalse();
  }

  @Test
  void holds_everyPointArrived_fromAsManyAsWereSent() {
    AggregateTable table = table(Map.of("cart.count", 2.0, "cart.status_code.201", 2.0));

    assertThat(table.holds(2)).isTrue();
    assertThat(table.holds(3)).isFalse();
  }

  private static AggregateTable slow() {
    return table(
        Map.of(
            "orders.count", 1.0,
            "orders.pt", 0.02,
            "orders.pt.p99", 0.03,
            "orders.status_code.500", 1.0,
            "products.id.count", 4.0,
            "products.id.pt", 0.01,
            "products.id.pt.p99", 0.2,
            "products.id.size", 100.0,
            "products.id.status_code.200", 3.0,
            "products.id.status_code.404", 1.0));
  }

  /** The table of series over all hosts, beside which those of the one host stand. */
  private static AggregateTable table(Map<String, Double> values) {
    TreeMap<String, Double> series = new TreeMap<>();
    values.forEach(
        (name, value) -> {
          series.put("all.graphite-bridge." + name, value);
          series.put("web-1.graphite-bridge." + name, value);
        });
    return AggregateTable.of(series);
  }
}
