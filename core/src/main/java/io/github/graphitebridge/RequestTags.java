// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The route and status in a request meter's tags, of any framework.
 *
 * @param route the template of the route, or one of {@link #SENTINELS}; never empty
 * @param status the status code, from 100 to 599, or {@link #UNKNOWN}
 */
record RequestTags(String route, String status) {
  static final String ROOT = "root";
  static final String OTHER = "OTHER";
  static final String NOT_FOUND = "NOT_FOUND";
  static final String REDIRECTION = "REDIRECTION";
  static final String UNKNOWN = "UNKNOWN";

  /** The words in place of a template, as in Micrometer's conventions. */
  static final Set<String> SENTINELS =
      Set.of(
          ROOT,
          OTHER,
          NOT_FOUND,
          REDIRECTION,
          UNKNOWN,
          ServedRequest.STATIC,
          ServedRequest.PREFLIGHT);

  /** The tags that name a route; the first that is not empty counts. */
  static final List<String> ROUTE_KEYS = List.of("route", "uri", "http.route");

  /** The tags that name a status; of a foreign timer the first that is a number counts. */
  static final List<String> STATUS_KEYS = List.of("status", "http.response.status_code", "code");

  /** The words of Ktor and Micronaut if no route matched. */
  private static final Set<String> ABSENT = Set.of("", "n/a", "UNMATCHED_URI");

  /** The words of other frameworks, whatever the status. */
  private static final Set<String> UNROUTED = Set.of(NOT_FOUND, REDIRECTION, UNKNOWN);

  /** The route of Spring's static files, and of what it does not find among them. */
  private static final String CATCH_ALL = "/**";

  private static final Pattern CODE = Pattern.compile("[1-5][0-9][0-9]");

  /** Returns route and status of a meter named {@code http.route.*}. */
  static RequestTags of(Meter.Id id) {
    String text = first(id, STATUS_KEYS);
    String status = isCode(text) ? text : UNKNOWN;
    String route = first(id, ROUTE_KEYS);
    return new RequestTags(ABSENT.contains(route) ? sentinel(status) : route, status);
  }

  /**
   * Returns route and status of another framework's meter.
   *
   * <p>A registered {@code /**} that answers 404 itself counts as not found.
   *
   * @param routeKeys the tags that name a route; the first that is not empty counts
   * @param statusKeys the tags that name a status; the first that is a number counts
   * @param known the routes that have served a request before
   */
  static RequestTags ofForeign(
      Meter.Id id, List<String> routeKeys, List<String> statusKeys, Set<String> known) {
    String status = firstCode(id, statusKeys);
    String route = first(id, routeKeys);
    String word = sentinel(status);
    boolean unrouted =
        ABSENT.contains(route)
            || UNROUTED.contains(route)
            || (route.equals(CATCH_ALL) && word.equals(NOT_FOUND))
            || UnroutedPaths.mayBe(id, route, status, known.contains(route));
    return new RequestTags(unrouted ? word : route, status);
  }

  /** Returns the word for a request with this status that no route has matched. */
  static String sentinel(String status) {
    if (status.equals("404") || status.equals("405")) {
      return NOT_FOUND;
    }
    return status.startsWith("3") ? REDIRECTION : UNKNOWN;
  }

  private static String firstCode(Meter.Id id, List<String> keys) {
    for (String key : keys) {
      String value = id.getTag(key);
      if (value != null && isCode(value)) {
        return value;
      }
    }
    return UNKNOWN;
  }

  private static boolean isCode(String text) {
    return CODE.matcher(text).matches();
  }

  /** Returns the first of some tags that is not empty; empty if there is none. */
  static String first(Meter.Id id, List<String> keys) {
    for (String key : keys) {
      String value = id.getTag(key);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
