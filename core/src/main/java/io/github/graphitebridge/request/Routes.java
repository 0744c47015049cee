// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of every route and status seen so far, and the cap on the number of routes.
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

  private static final Logger LOG = LoggerFactory.getLogger(RequestRecorder.class);
  private static final String UNKNOWN = "UNKNOWN";

  private final MeterRegistry registry;
  private final int maxRoutes;
  private final ConcurrentHashMap<String, Statuses> byRoute = new ConcurrentHashMap<>();
  private final Statuses notFound = new Statuses("NOT_FOUND");
  private final Statuses redirection = new Statuses("REDIRECTION");
  private final Statuses unknown = new Statuses(UNKNOWN);
  private final Statuses other = new Statuses("OTHER");

  // Routes are never forgotten, so once full it stays full; no lock is taken from then on, however
  // many strange routes come.
  private volatile boolean full;

  Routes(MeterRegistry registry, int maxRoutes) {
    this.registry = registry;
    this.maxRoutes = maxRoutes;
  }

  RouteMeters meters(String route, int status) {
    int known = status >= 100 && status <= 599 ? status : UNKNOWN_STATUS;
    return (route.isEmpty() ? withoutRoute(known) : ofRoute(route)).meters(known);
  }

  private Statuses withoutRoute(int status) {
    if (status == 404 || status == 405) {
      return notFound;
    }
    return status / 100 == 3 ? redirection : unknown;
  }

  private Statuses ofRoute(String route) {
    Statuses statuses = byRoute.get(route);
    if (statuses != null) {
      return statuses;
    }
    return full ? other : admitted(route);
  }

  private Statuses admitted(String route) {
    synchronized (byRoute) {
      if (!full && (byRoute.size() < maxRoutes || byRoute.containsKey(route))) {
        return byRoute.computeIfAbsent(
            route, template -> new Statuses(template.startsWith("/") ? template : "/" + template));
      }
      if (full) {
        return other;
      }
      full = true;
    }
    LOG.warn(
        "More than {} routes (maxRoutes): further ones count under the route OTHER. The first is"
            + " {}. Is every route a template, not a raw path?",
        maxRoutes,
        route);
    return other;
  }

  /** One route's meters, by status. */
  private final class Statuses {

    private final String route;

    // Two or three. An array is never changed once it stands here; who adds a status copies it.
    @GuardedBy("this")
    private volatile RouteMeters[] byStatus = {};

    Statuses(String route) {
      this.route = route;
    }

    // Readers take the volatile array without the lock.
    @SuppressWarnings("GuardedBy")
    RouteMeters meters(int status) {
      for (RouteMeters meters : byStatus) {
        if (meters.status() == status) {
          return meters;
        }
      }
      return added(status);
    }

    private synchronized RouteMeters added(int status) {
      for (RouteMeters meters : byStatus) {
        if (meters.status() == status) {
          return meters;
        }
      }
      String tag = status == UNKNOWN_STATUS ? UNKNOWN : Integer.toString(status);
      RouteMeters added = new RouteMeters(registry, route, status, tag);
      RouteMeters[] more = Arrays.copyOf(byStatus, byStatus.length + 1);
      more[more.length - 1] = added;
      byStatus = more;
      return added;
    }
  }
}
