// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import java.util.function.Predicate;

/** A hook that runs for some routes only. */
record RoutedHook(RequestHook hook, Predicate<? super String> routes) implements RequestHook {

  @Override
  public void record(ServedRequest request, RouteMeters meters) {
    if (routes.test(request.route())) {
      hook.record(request, meters);
    }
  }

  @Override
  public void before(RequestStart start) {
    if (routes.test(start.route())) {
      hook.before(start);
    }
  }

  @Override
  public String name() {
    return hook.name();
  }
}
