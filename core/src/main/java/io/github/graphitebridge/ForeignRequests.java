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

  private final Set<String> timers;
  private final Set<String> sizes;
  private final List<String> routeTags;
  private final List<String> statusTags;
  private final int maxRoutes;
  private final Set<String> routes = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean full = new AtomicBoolean();

  /** The names of the timers without a route tag that were warned of. */
  private final Set<String> unrouted = ConcurrentHashMap.newKeySet();

  /** Whether hooks of our own record here: then they count each request already. */
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

  /** Stops converting them: a hook of our own records into this registry. */
  void yieldToOwnHooks() {
    if (!ownHooks) {
      ownHooks = true;
      warnIfBoth();
    }
  }

  /** Returns the Id under which one leaf of a foreign meter goes. */
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

  // No lambda: it would be linked in the thread that registers, which may be out of stack.
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

  /** The hooks of our own know the routes; then nobody needs the framework's timers. */
  private void warnUnrouted(Meter.Id id) {
    if (!ownHooks && unrouted.add(id.getName())) {
      RegistryLog.LOGGER.warn(
          "{} has none of the tags {} (routeTags), so it is reported once per step and not per"
              + " route. Its tags are {}. Set routeTags to the tag that names the route, let the"
              + " framework add one, or take the meter out of requestTimers",
          id.getName(),
          String.join(", ", routeTags),
          id.getTags());
    }
  }

  private void warnIfBoth() {
    if (ownHooks && found) {
      RegistryLog.LOGGER.warn(
          "Both http.route.* and another framework's request meters are recorded here; only the"
              + " former are sent, and the latter not reported, so that no request counts twice");
    }
  }
}
