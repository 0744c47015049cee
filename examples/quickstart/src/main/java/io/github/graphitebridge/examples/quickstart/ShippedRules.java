// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.rules.AggregationRule;
import io.github.graphitebridge.rules.AggregationRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The rules of examples/graphite, which a real carbon-aggregator takes. */
final class ShippedRules {
  private static final String FILE = "/aggregation-rules.conf";

  private ShippedRules() {}

  /** Returns the rules with a shorter interval than the file's minute, to see something sooner. */
  static AggregationRules every(int seconds) {
    return AggregationRules.of(
        AggregationRules.parse(text()).rules().stream()
            .map(rule -> new AggregationRule(rule.output(), seconds, rule.method(), rule.input()))
            .toList());
  }

  private static String text() {
    try (InputStream file = ShippedRules.class.getResourceAsStream(FILE)) {
      if (file == null) {
        throw new IllegalStateException(FILE + " is not on the class path");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
