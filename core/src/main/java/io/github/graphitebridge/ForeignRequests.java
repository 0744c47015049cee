// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.Leaf;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The request meters of other instrumentations, such as Spring's {@code http.server.requests}:
 * which they are, and under which of our Ids their events go.
 *
 * <p>Thread-safety: safe.
 */
final class ForeignRequests {
  /** The timers in which Spring, Micronaut, Quarkus, Javalin, Ktor, Vert.x and Helidon time. */
  static final Set<String> TIMERS =
      Set.of(
          "http.server.requests",
          "jetty.server.requests",
          "ktor.http.server.requests",
          "vertx.http.server.response.time",
          "http.server.request.duration");

  /** The only summary of response bytes that is known to carry a route, of Vert.x. */
  static final Set<String> SIZES = Set.of("vertx.http.server.response.bytes");

  private static final Set<String> CATCH_ALLS = Set.of("/**", RequestTags.UNKNOWN);

  private final Set<String> timers;
  private final Set<String> sizes;
  private final int maxRoutes;
  private final Set<String> routes = ConcurrentHashMap.newKeySet();

  /** Whether hooks of our own record here: then they count each request already. */
  private volatile boolean ownHooks;

  private volatile boolean found;

  ForeignRequests(GraphiteBridgeConfig config) {
    this.timers = Set.copyOf(config.requestTimers());
    this.sizes = Set.copyOf(config.responseSizes());
    this.maxRoutes = config.maxRoutes();
  }

  boolean isRequestTimer(Meter.Id id) {
    return isForeign(id, timers);
  }

  boolean isResponseSize(Meter.Id id) {
    return isForeign(id, sizes);
  }

  /** Returns whether their events become points. */
  boolean areTakenApart() {
    return !ownHooks;
  }

  /** Lets them be, from now on: a hook of our own records into this registry. */
  void giveWay() {
    if (!ownHooks) {
      ownHooks = true;
      warnIfBoth();
    }
  }

  /** Returns the Id under which one leaf of a foreign meter goes. */
  Meter.Id derive(Meter.Id id, String leaf) {
    RequestTags tags = RequestTags.of(id);
    String route = isUnmatched(id, tags) ? RequestTags.sentinel(tags.status()) : tags.route();
    return new Meter.Id(
        RouteNameMapper.REQUEST_METERS + leaf,
        Tags.of(id.getTagsAsIterable()).and("route", bounded(route), "status", tags.status()),
        null,
        null,
        leaf.equals(Leaf.PT.word()) ? Meter.Type.TIMER : Meter.Type.COUNTER);
  }

  private boolean isForeign(Meter.Id id, Set<String> names) {
    boolean foreign =
        names.contains(id.getName())
            && !RouteNameMapper.isRequestMeter(id)
            && id.syntheticAssociation() == null
            && RequestTags.isRouted(id);
    if (foreign && !found) {
      found = true;
      warnIfBoth();
    }
    return foreign;
  }

  /**
   * Where no route matched, Ktor tags a request with its path, and Spring with the catch-all of its
   * static files or, for a method that is not allowed, with UNKNOWN. A registered route of that
   * form that answers 404 by itself looks the same, and is taken for one that was not found.
   */
  private static boolean isUnmatched(Meter.Id id, RequestTags tags) {
    boolean notFound = RequestTags.sentinel(tags.status()).equals(RequestTags.NOT_FOUND);
    boolean path = id.getName().startsWith("ktor.") && tags.route().indexOf('{') < 0;
    return notFound && (path || CATCH_ALLS.contains(tags.route()));
  }

  private String bounded(String route) {
    if (RequestTags.SENTINELS.contains(route) || routes.contains(route)) {
      return route;
    }
    return routes.size() < maxRoutes && routes.add(route) ? route : RequestTags.OTHER;
  }

  private void warnIfBoth() {
    if (ownHooks && found) {
      RegistryLog.LOGGER.warn(
          "Both http.route.* and another framework's request meters are recorded here; only the"
              + " former are sent, and the latter not reported, so that no request counts twice");
    }
  }
}
