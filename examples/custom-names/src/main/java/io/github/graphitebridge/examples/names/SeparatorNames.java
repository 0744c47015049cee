// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeConfigBuilder;

/**
 * Another separator, which makes each route one node, and no node for the host. These are settings:
 * the default mapper stays.
 */
final class SeparatorNames {
  private SeparatorNames() {}

  /** Returns settings that give {@code shop.products_id.count}. */
  static GraphiteBridgeConfigBuilder settings() {
    return GraphiteBridgeConfig.builder().hostNode("").group("shop").routeSeparator("_");
  }
}
