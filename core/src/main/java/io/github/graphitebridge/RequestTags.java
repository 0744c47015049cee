// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Meter;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the tags of a request meter say, in the words of any framework.
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

  /** The words that stand for a route which is no template, as Micrometer's conventions do. */
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

  /** The tags that name a status; the first that is not empty counts. */
  static final List<String> STATUS_KEYS = List.of("status", "code", "http.response.status_code");

  /** What Ktor and Micronaut say where no route matched. */
  private static final Set<String> ABSENT = Set.of("", "n/a", "UNMATCHED_URI");

  private static final Pattern CODE = Pattern.compile("[1-5][0-9][0-9]");

  /** Returns what the tags of a meter say. */
  static RequestTags of(Meter.Id id) {
    String text = first(id, STATUS_KEYS);
    String status = CODE.matcher(text).matches() ? text : UNKNOWN;
    String route = first(id, ROUTE_KEYS);
    return new RequestTags(ABSENT.contains(route) ? sentinel(status) : route, status);
  }

  /** Returns whether a meter carries a tag that names a route. */
  static boolean isRouted(Meter.Id id) {
    return ROUTE_KEYS.stream().anyMatch(key -> id.getTag(key) != null);
  }

  /** Returns the word for a request of a status that no route has matched. */
  static String sentinel(String status) {
    if (status.equals("404") || status.equals("405")) {
      return NOT_FOUND;
    }
    return status.startsWith("3") ? REDIRECTION : UNKNOWN;
  }

  private static String first(Meter.Id id, List<String> keys) {
    for (String key : keys) {
      String value = id.getTag(key);
      if (value != null && !value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
