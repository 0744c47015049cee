// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.Meter;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Distinguishes raw paths from templates. Quarkus, Micronaut and Ktor put the path into the route
 * tag of a request that they answer before they search its route.
 */
final class UnroutedPaths {
  /** Methods that frameworks answer themselves, and one without a path as its target. */
  private static final Set<String> ANSWERED_EARLY = Set.of("OPTIONS", "TRACE", "CONNECT");

  /**
   * The brace of a template opens a segment, or a part that no path has. A client may send any
   * other brace.
   */
  private static final Pattern TEMPLATE = Pattern.compile("(?:^|/)\\{.*\\}|\\{[?#].*\\}");

  /** A brace inside a segment. Templates may have it; Quarkus answers such a path with 400. */
  private static final Pattern STRAY = Pattern.compile("[^/{]\\{[^/?&#;.+*]");

  private UnroutedPaths() {}

  /**
   * Returns whether the route of a foreign timer may be a raw path.
   *
   * @param id of the timer
   * @param route the value of the route tag
   * @param status a status code, or {@code UNKNOWN}
   * @param known whether the route has served a request before; a raw path never has
   */
  static boolean mayBe(Meter.Id id, String route, String status, boolean known) {
    return !TEMPLATE.matcher(route).find()
        && (status.equals("405")
            || isOddMethod(route, id)
            || (!known && isKtor(id) && !isSuccess(status))
            || (!known && status.startsWith("4") && STRAY.matcher(route).find()));
  }

  /** A word without a slash may be a service, which has other methods than HTTP. */
  private static boolean isOddMethod(String route, Meter.Id id) {
    String method = HttpMethods.of(id);
    return method != null
        && (ANSWERED_EARLY.contains(method)
            || (!HttpMethods.isKnown(method) && (route.startsWith("/") || route.equals("*"))));
  }

  /** Only Ktor tags its timer with {@code throwable}. The application chooses the timer's name. */
  private static boolean isKtor(Meter.Id id) {
    return id.getName().startsWith("ktor.")
        || (id.getTag("throwable") != null && id.getTag("route") != null);
  }

  private static boolean isSuccess(String status) {
    return status.startsWith("1") || status.startsWith("2");
  }
}
