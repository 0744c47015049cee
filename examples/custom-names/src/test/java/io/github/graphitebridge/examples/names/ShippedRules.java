// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.carbon.AggregationRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The rules of examples/graphite, adapted as its README says. */
final class ShippedRules {
  private final String text;

  private ShippedRules(String text) {
    this.text = text;
  }

  /** Returns the rules for the group {@code shop}. */
  static ShippedRules ofShop() {
    try (InputStream file = ShippedRules.class.getResourceAsStream("/aggregation-rules.conf")) {
      String shipped = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return new ShippedRules(shipped.replace("graphite-bridge", "shop"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the rules for names with a prefix. */
  ShippedRules withPrefix(String prefix) {
    return new ShippedRules(
        text.replace("<host>.shop", prefix + ".<host>.shop")
            .replaceAll("(?m)^all\\.shop", prefix + ".all.shop"));
  }

  /** Returns the rules for names without a host. */
  ShippedRules withoutHost() {
    return new ShippedRules(text.replaceAll("(?m)^all\\..*$", "").replace("<host>.shop", "shop"));
  }

  AggregationRules rules() {
    return AggregationRules.parse(text);
  }
}
