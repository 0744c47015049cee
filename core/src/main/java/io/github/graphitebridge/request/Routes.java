// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of every route seen so far, under the first of its statuses, and the cap on their
 * number.
 *
 * <p>The route's tag is its template, with a leading slash if the template has none, so that no
 * route can be taken for one of the words that stand for a request without one.
 *
 * <p>Thread-safety: safe for any number of threads; a route and status seen before are found
 * without a lock and without an allocation.
 */
final class Routes {

  /** Stands for every status that is no HTTP status. */
  static final int UNKNOWN_STATUS = 0;

  private static final Logger LOG =
      LoggerFactory.getLogger("io.github.graphitebridge.request.RequestRecorder");

  private final MeterRegistry registry;
  private final int maxRoutes;
  private final ConcurrentHashMap<String, RouteMeters> byRoute = new ConcurrentHashMap<>();
  private final RouteMeters notFound;
  private final RouteMeters redirection;
  private final RouteMeters unknown;
  private final RouteMeters other;

  // Routes are never forgotten, so once full it stays full; no lock is taken from then on, however
  // many strange routes come.
  private volatile boolean full;

  Routes(MeterRegistry registry, int maxRoutes) {
    this.registry = registry;
    this.maxRoutes = maxRoutes;
    this.notFound = new RouteMeters(registry, "NOT_FOUND", UNKNOWN_STATUS);
    this.redirection = new RouteMeters(registry, "REDIRECTION", UNKNOWN_STATUS);
    this.unknown = new RouteMeters(registry, "UNKNOWN", UNKNOWN_STATUS);
    this.other = new RouteMeters(registry, "OTHER", UNKNOWN_STATUS);
  }

  RouteMeters meters(String route, int status) {
    int known = status >= 100 && status <= 599 ? status : UNKNOWN_STATUS;
    RouteMeters meters = byRoute.get(route);
    return (meters != null ? meters : ofNewRoute(route, known)).ofStatus(known);
  }

  private RouteMeters withoutRoute(int status) {
    if (status == 404 || status == 405) {
      return notFound;
    }
    return status / 100 == 3 ? redirection : unknown;
  }

  private RouteMeters ofNewRoute(String route, int status) {
    if (route.isEmpty()) {
      return withoutRoute(status);
    }
    return full ? other : admitted(route, status);
  }

  private RouteMeters admitted(String route, int status) {
    synchronized (byRoute) {
      RouteMeters meters = byRoute.get(route);
      if (meters != null || full) {
        return meters == null ? other : meters;
      }
      if (byRoute.size() < maxRoutes) {
        String tag = route.startsWith("/") ? route : "/" + route;
        RouteMeters added = new RouteMeters(registry, tag, status);
        byRoute.put(route, added);
        return added;
      }
      full = true;
    }
    warn(route);
    return other;
  }

  private void warn(String route) {
    try {
      LOG.warn(
          "More than {} routes (maxRoutes): further ones count under the route OTHER. The first is"
              + " {}. Is every route a template, not a raw path?",
          maxRoutes,
          route);
    } catch (Throwable e) {
      // An appender that throws must not reach the request, and there is nobody left to tell.
    }
  }
}
