// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.rules.AggregationRule;
import io.github.graphitebridge.rules.AggregationRules;

/** The rules of examples/graphite, which a real carbon-aggregator takes. */
final class ShippedRules {
  private ShippedRules() {}

  /** Returns the rules with a shorter interval than the file's minute, to see something sooner. */
  static AggregationRules every(int seconds) {
    String text = ClassPathFile.text("/aggregation-rules.conf");
    return AggregationRules.of(
        AggregationRules.parse(text).rules().stream()
            .map(rule -> new AggregationRule(rule.output(), seconds, rule.method(), rule.input()))
            .toList());
  }
}
