// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.Leaf;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The request meters of other instrumentations, such as Spring's {@code http.server.requests}. It
 * recognizes them, and gives their events our Ids.
 *
 * <p>Thread-safety: safe.
 */
final class ForeignRequests {
  /** The request timers of Spring, Micronaut, Quarkus, Javalin, Ktor, Vert.x and Helidon. */
  static final Set<String> TIMERS =
      Set.of(
          "http.server.requests",
          "jetty.server.requests",
          "ktor.http.server.requests",
          "vertx.http.server.response.time",
          "http.server.request.duration");

  /** The only known summary of response bytes with a route: that of Vert.x. */
  static final Set<String> SIZES = Set.of("vertx.http.server.response.bytes");

  private final Set<String> timers;
  private final Set<String> sizes;
  private final List<String> routeTags;
  private final List<String> statusTags;
  private final int maxRoutes;
  private final Set<String> routes = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean full = new AtomicBoolean();

  /** The timers without a route tag that a WARN has named. */
  private final Set<String> unrouted = ConcurrentHashMap.newKeySet();

  /** Whether our own hooks record here: then they already count each request. */
  private volatile boolean ownHooks;

  private volatile boolean found;

  ForeignRequests(GraphiteBridgeConfig config) {
    this.timers = Set.copyOf(config.requestTimers());
    this.sizes = Set.copyOf(config.responseSizes());
    this.routeTags = config.routeTags();
    this.statusTags = config.statusTags();
    this.maxRoutes = config.maxRoutes();
  }

  boolean isRequestTimer(Meter.Id id) {
    return isForeign(id, timers);
  }

  boolean isResponseSize(Meter.Id id) {
    return isForeign(id, sizes);
  }

  /** Returns whether their events become points. */
  boolean arePushed() {
    return !ownHooks;
  }

  /** Stops converting them, because our own hooks record into this registry. */
  void yieldToOwnHooks() {
    if (!ownHooks) {
      ownHooks = true;
      warnIfBoth();
    }
  }

  /** Returns the Id for one leaf of a foreign meter. */
  Meter.Id derive(Meter.Id id, String leaf) {
    RequestTags tags = RequestTags.ofForeign(id, routeTags, statusTags, routes);
    return new Meter.Id(
        RouteNameMapper.REQUEST_METERS + leaf,
        Tags.of(id.getTagsAsIterable())
            .and("route", bounded(tags.route()), "status", tags.status()),
        null,
        null,
        leaf.equals(Leaf.PT.word()) ? Meter.Type.TIMER : Meter.Type.COUNTER);
  }

  private boolean isForeign(Meter.Id id, Set<String> names) {
    boolean named =
        names.contains(id.getName())
            && !RouteNameMapper.isRequestMeter(id)
            && id.syntheticAssociation() == null;
    boolean foreign = named && isRouted(id);
    if (named && !foreign) {
      warnUnrouted(id);
    }
    if (foreign && !found) {
      found = true;
      warnIfBoth();
    }
    return foreign;
  }

  // No lambda: the registering thread would link it, and may be out of stack.
  private boolean isRouted(Meter.Id id) {
    for (String key : routeTags) {
      if (id.getTag(key) != null) {
        return true;
      }
    }
    return false;
  }

  private String bounded(String route) {
    if (RequestTags.SENTINELS.contains(route) || routes.contains(route)) {
      return route;
    }
    if (routes.size() < maxRoutes && routes.add(route)) {
      return route;
    }
    if (full.compareAndSet(false, true)) {
      RegistryLog.LOGGER.warn(
          "More than {} routes (maxRoutes) in the timers of a framework: further ones count under"
              + " the route OTHER. The first is {}. Is every route a template, not a raw path?",
          maxRoutes,
          route);
    }
    return RequestTags.OTHER;
  }

  /** Our own hooks know the routes; with them nobody needs the framework's timers. */
  private void warnUnrouted(Meter.Id id) {
    if (!ownHooks && unrouted.add(id.getName())) {
      RegistryLog.LOGGER.warn(
          "{} has none of the tags {} (routeTags): it is reported once per step, not per route. Its"
              + " tags are {}. Set routeTags to the tag that names the route, let the framework"
              + " add one, or remove the meter from requestTimers",
          id.getName(),
          String.join(", ", routeTags),
          id.getTags());
    }
  }

  private void warnIfBoth() {
    if (ownHooks && found) {
      RegistryLog.LOGGER.warn(
          "Both http.route.* and another framework's request meters are recorded here; only"
              + " http.route.* is sent, because each request would count twice");
    }
  }
}
