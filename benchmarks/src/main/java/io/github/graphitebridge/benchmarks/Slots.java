// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.stream.IntStream;

/**
 * The pairs of route and status that requests fall into, by number. The route's text is the same
 * object each time, as a framework's template is.
 *
 * <p>Thread-safety: immutable.
 */
final class Slots {
  private static final int[] STATUSES = {200, 404, 500};

  private final String[] routes;

  Slots(int routes) {
    this.routes =
        IntStream.range(0, routes)
            .mapToObj(i -> "/customers" + i + "/orders/{id}")
            .toArray(String[]::new);
  }

  /** Returns the slot of the nth route and the nth status: 200 comes first. */
  static int slot(int route, int status) {
    return route * STATUSES.length + status;
  }

  int routes() {
    return routes.length;
  }

  int size() {
    return routes.length * STATUSES.length;
  }

  String route(int slot) {
    return routes[slot / STATUSES.length];
  }

  int status(int slot) {
    return STATUSES[slot % STATUSES.length];
  }
}
