// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.RouteNameMapper;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * A tag as a node in front of the route: {@code web-1.shop.acme.products.id.count}.
 *
 * <p>Any tag will do whose values are few. Whatever a value holds, it is one node.
 */
final class TenantNames {
  private TenantNames() {}

  /** Returns a mapper for request meters that are tagged {@code tenant}. */
  static RouteNameMapper mapper(GraphiteBridgeConfig config) {
    return RouteNameMapper.builder(config).tagNodes("tenant").build();
  }

  /** Tags all that a registry records with the tenant that this process serves. */
  static void serve(String tenant, MeterRegistry registry) {
    registry.config().commonTags("tenant", tenant);
  }
}
