// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The expected values are those of carbon 1.1.7's own functions, to the last bit. */
final class AggregationMethodTest {

  @ParameterizedTest
  @EnumSource
  void of_oneValue_isTheValueOrItsCount(AggregationMethod method) {
    assertThat(method.of(3.7)).isEqualTo(method == AggregationMethod.COUNT ? 1 : 3.7);
  }

  @ParameterizedTest
  @CsvSource({
    "SUM, 5.500000000000001",
    "AVG, 0.55",
    "MIN, 0.1",
    "MAX, 1.0",
    "COUNT, 10",
    "P50, 0.55",
    "P75, 0.7750000000000001",
    "P80, 0.8200000000000001",
    "P90, 0.91",
    "P95, 0.9549999999999998",
    "P99, 0.991",
    "P999, 0.9991"
  })
  void of_ten_isTheDaemonsValue(AggregationMethod method, double expected) {
    double[] values = new double[10];
    for (int i = 0; i < values.length; i++) {
      values[i] = 0.1 * (i + 1);
    }

    assertThat(method.of(values)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "SUM, 1000000038.9751002",
    "AVG, 90909094.45228183",
    "MIN, -3.5",
    "MAX, 1000000000.0",
    "COUNT, 11",
    "P50, 5.5",
    "P75, 7.5625",
    "P80, 8.125",
    "P90, 12.25",
    "P95, 500000006.125",
    "P99, 900000001.2250004",
    "P999, 990000000.1225002"
  })
  void of_unsorted_isTheDaemonsValueAndLeavesThemAsTheyAre(
      AggregationMethod method, double expected) {
    double[] values = {-3.5, 0.0001, 12.25, 7, 7, 1e9, -0.3, 2.2, 5.5, 8.125, 0.7};
    double[] before = values.clone();

    assertThat(method.of(values)).isEqualTo(expected);
    assertThat(values).containsExactly(before);
  }

  @ParameterizedTest
  @EnumSource
  void of_nothing_isRefused(AggregationMethod method) {
    assertThatThrownBy(method::of)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(method + " needs at least one value");
  }

  @Test
  void toString_isTheWordOfTheRule() {
    assertThat(AggregationMethod.values())
        .extracting(AggregationMethod::toString)
        .containsExactly(
            "sum", "avg", "min", "max", "count", "p50", "p75", "p80", "p90", "p95", "p99", "p999");
  }
}
