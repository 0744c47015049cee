// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeConfigBuilder;

/**
 * The request's method in front of its route. This is a setting: the default mapper stays, for the
 * Javalin plugin and for the request timers of Spring, Micronaut, Ktor and others.
 */
final class MethodNames {
  private MethodNames() {}

  /** Returns settings that give {@code web-1.shop.GET.products.id.count}. */
  static GraphiteBridgeConfigBuilder settings() {
    return GraphiteBridgeConfig.builder().hostNode("web-1").group("shop").methodNode(true);
  }
}
