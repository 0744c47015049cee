// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.RouteNameMapper;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * The request's method in front of its route: {@code web-1.shop.GET.products.id.count}.
 *
 * <p>Request timers of Spring, Micronaut, Ktor and others are tagged {@code method}, and need
 * {@link #mapper}. What the Javalin plugin records is tagged {@code route} and {@code status} only:
 * there the method becomes a part of the route, by {@link #route}, and the default mapper stays.
 */
final class MethodNames {
  private MethodNames() {}

  /** Returns a mapper for request timers that are tagged {@code method}. */
  static RouteNameMapper mapper(GraphiteBridgeConfig config) {
    return RouteNameMapper.builder(config).tagNodes("method").build();
  }

  /**
   * Returns what a request counts under, for the plugin: {@code graphite.route =
   * MethodNames::route}.
   *
   * <p>The method is the one the route was registered for, not any word that a client sends.
   *
   * @return null, for the plugin's own choice, where no handler of a route has run: for a 404, or
   *     for a HEAD that Javalin answers by a GET's route
   */
  static @Nullable String route(Context ctx) {
    Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
    if (matched == null || !matched.method.isHttpMethod()) {
      return null;
    }
    return "/" + matched.method.name() + (matched.path.length() > 1 ? matched.path : "/root");
  }
}
