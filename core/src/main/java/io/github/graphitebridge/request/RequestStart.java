// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request before its handler runs, as the set-up steps of the hooks see it; made by {@link
 * RequestRecorder#start}.
 *
 * <p>Thread-safety: used by one thread at a time. That it may be another thread when the request
 * ends is the server's to make safe, which hands the whole request over.
 *
 * @since 0.1
 */
public final class RequestStart {

  private final String method;
  private final String path;
  private final Supplier<String> routeSupplier;
  private final Routes routes;
  // Empty it is small: the table comes with the first attribute.
  private final Map<String, Object> attributes = new HashMap<>();
  private @Nullable String route;

  RequestStart(String method, String path, Supplier<String> routeSupplier, Routes routes) {
    this.method = requireNonNull(method, "method");
    this.path = requireNonNullElse(path, "");
    this.routeSupplier = requireNonNull(routeSupplier, "route");
    this.routes = routes;
  }

  /**
   * Returns the HTTP method as the client sent it: it may be any word.
   *
   * @return the method
   */
  public String method() {
    return method;
  }

  /**
   * Returns the raw path.
   *
   * @return the path
   */
  public String path() {
    return path;
  }

  /**
   * Returns the template of the route that will serve the request, as {@link ServedRequest#route()}
   * does; looked up at the first call, which costs in some servers.
   *
   * @return the template, empty where no route matches
   */
  public String route() {
    String known = route;
    if (known == null) {
      known = routeSupplier.get();
      route = known;
    }
    return known;
  }

  /**
   * Returns what the set-up steps leave for the end of the request, shared by all hooks; to be
   * filled by them.
   *
   * @return a mutable map, by name
   */
  public Map<String, Object> attributes() {
    return attributes;
  }

  /**
   * Returns the meters of this route; the status is not known yet and is tagged {@code UNKNOWN}.
   *
   * @return the meters
   */
  public RouteMeters meters() {
    return routes.meters(route(), method, Routes.UNKNOWN_STATUS);
  }
}
