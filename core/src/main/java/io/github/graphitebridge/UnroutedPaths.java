// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.Meter;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tells a raw path from a template. Some frameworks put the path into the route tag of a request
 * that they answer before they look for its route: Quarkus, Micronaut and Ktor.
 */
final class UnroutedPaths {
  /** The methods that frameworks answer themselves, and one whose target is no path. */
  private static final Set<String> ANSWERED_EARLY = Set.of("OPTIONS", "TRACE", "CONNECT");

  /**
   * A template's brace opens a segment, or a part that a path cannot have: a client may send any
   * other brace.
   */
  private static final Pattern TEMPLATE = Pattern.compile("(?:^|/)\\{.*\\}|\\{[?#].*\\}");

  /** A brace inside a segment: a template may have it, and Quarkus answers such a path with 400. */
  private static final Pattern STRAY = Pattern.compile("[^/{]\\{[^/?&#;.+*]");

  private UnroutedPaths() {}

  /**
   * Returns whether the route of a foreign timer may be the path that a client has chosen.
   *
   * @param id the timer's
   * @param route the value of the route tag
   * @param status a status code, or {@code UNKNOWN}
   * @param known whether the route has served a request before, which no raw path has
   */
  static boolean mayBe(Meter.Id id, String route, String status, boolean known) {
    return !TEMPLATE.matcher(route).find()
        && (status.equals("405")
            || isOddMethod(route, id)
            || (!known && isKtor(id) && !isSuccess(status))
            || (!known && status.startsWith("4") && STRAY.matcher(route).find()));
  }

  /** A word without a slash may be a service's name, whose methods are not HTTP's. */
  private static boolean isOddMethod(String route, Meter.Id id) {
    String method = HttpMethods.of(id);
    return method != null
        && (ANSWERED_EARLY.contains(method)
            || (!HttpMethods.isKnown(method) && (route.startsWith("/") || route.equals("*"))));
  }

  /** Ktor alone tags its timer with {@code throwable}; the timer's name is the application's. */
  private static boolean isKtor(Meter.Id id) {
    return id.getName().startsWith("ktor.")
        || (id.getTag("throwable") != null && id.getTag("route") != null);
  }

  private static boolean isSuccess(String status) {
    return status.startsWith("1") || status.startsWith("2");
  }
}
