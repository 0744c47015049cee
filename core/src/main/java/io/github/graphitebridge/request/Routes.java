// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of every route seen so far, under the first of its methods and statuses, and the cap
 * on their number.
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

  /** Stands for the method of every request where the method is no tag. */
  static final String NO_METHOD = "";

  private static final Logger LOG =
      LoggerFactory.getLogger("io.github.graphitebridge.request.RequestRecorder");

  private final MeterRegistry registry;
  private final int maxRoutes;
  private final boolean methodTag;
  private final ConcurrentHashMap<String, RouteMeters> byRoute = new ConcurrentHashMap<>();
  private final RouteMeters notFound;
  private final RouteMeters redirection;
  private final RouteMeters unknown;
  private final RouteMeters staticFiles;
  private final RouteMeters preflights;
  private final RouteMeters other;

  // Routes are never forgotten, so once full it stays full; no lock is taken from then on, however
  // many strange routes come.
  private volatile boolean full;

  Routes(MeterRegistry registry, int maxRoutes, boolean methodTag) {
    this.registry = registry;
    this.maxRoutes = maxRoutes;
    this.methodTag = methodTag;
    this.notFound = chain("NOT_FOUND");
    this.redirection = chain("REDIRECTION");
    this.unknown = chain("UNKNOWN");
    this.staticFiles = chain(ServedRequest.STATIC);
    this.preflights = chain(ServedRequest.PREFLIGHT);
    this.other = chain("OTHER");
  }

  RouteMeters meters(String route, String method, int status) {
    int known = status >= 100 && status <= 599 ? status : UNKNOWN_STATUS;
    String tag = methodTag ? ServedRequest.knownMethod(method) : NO_METHOD;
    RouteMeters meters = byRoute.get(route);
    return (meters != null ? meters : ofNewRoute(route, tag, known)).of(tag, known);
  }

  private RouteMeters chain(String word) {
    return new RouteMeters(registry, word, NO_METHOD, UNKNOWN_STATUS);
  }

  private RouteMeters withoutRoute(int status) {
    if (status == 404 || status == 405) {
      return notFound;
    }
    return status / 100 == 3 ? redirection : unknown;
  }

  private RouteMeters ofNewRoute(String route, String method, int status) {
    if (route.isEmpty()) {
      return withoutRoute(status);
    }
    if (route.equals(ServedRequest.STATIC)) {
      return staticFiles;
    }
    if (route.equals(ServedRequest.PREFLIGHT)) {
      return preflights;
    }
    return full ? other : admitted(route, method, status);
  }

  private RouteMeters admitted(String route, String method, int status) {
    synchronized (byRoute) {
      RouteMeters meters = byRoute.get(route);
      if (meters != null || full) {
        return meters == null ? other : meters;
      }
      if (byRoute.size() < maxRoutes) {
        String tag = route.startsWith("/") ? route : "/" + route;
        RouteMeters added = new RouteMeters(registry, tag, method, status);
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
