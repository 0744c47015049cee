// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.RouteNameMapper;
import org.jspecify.annotations.Nullable;

/** A rule of one's own for some routes; the others are named as ever. */
final class RouteRules {
  private RouteRules() {}

  /** Returns a mapper that counts the second API as one, and knows another word for a route. */
  static RouteNameMapper mapper(GraphiteBridgeConfig config) {
    return RouteNameMapper.builder(config).route(RouteRules::other).build();
  }

  /** Returns the template that takes a route's place; null where it stays. */
  private static @Nullable String other(String route) {
    if (route.equals("/health")) {
      return "/internal/alive";
    }
    return route.startsWith("/api/v2/") ? "/api" : null;
  }
}
