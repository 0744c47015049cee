// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.RouteNameMapper;

/** Another separator, which makes each route one node, and no node for the host. */
final class SeparatorNames {
  private SeparatorNames() {}

  /** Returns a mapper that gives {@code shop.products_id.count}. */
  static RouteNameMapper mapper() {
    return RouteNameMapper.builder().hostNode("").group("shop").routeSeparator("_").build();
  }
}
