// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;

/**
 * The name of one of the points that a request makes.
 *
 * @param text the name
 * @param leaf its leaf, without a status
 * @param isCount whether the point counts something, and so has to be summed
 */
record RequestName(String text, String leaf, boolean isCount) {

  /** Stands in the place of a status that is no number, and of its type. */
  private static final String UNKNOWN = "UNKNOWN";

  /** One of each type that has rules of its own somewhere, and the one that is no number. */
  static final List<String> STATUSES = List.of("200", "404", "500", UNKNOWN);

  /** Returns the names of all points of some host's request that went well. */
  static List<RequestName> of(RequestSeries series, String route) {
    return of(series, series.hostOr(RulesCheck.SOME_HOST), route, STATUSES.get(0));
  }

  /** Returns the names of all points of a request. */
  static List<RequestName> of(RequestSeries series, String host, String route, String status) {
    return below(series.branch(host) + '.' + route, status, series.suffix(), series.counts());
  }

  /** Returns the same names of another application. */
  static List<RequestName> ofOther(String branch, RequestSeries series) {
    return below(branch, STATUSES.get(0), "", series.counts());
  }

  private static List<RequestName> below(
      String branch, String status, String suffix, List<String> counts) {
    String type = status.equals(UNKNOWN) ? UNKNOWN : status.charAt(0) + "XX";
    String start = branch + '.';
    List<RequestName> names = new ArrayList<>();
    names.add(new RequestName(start + "count" + suffix, "count", true));
    names.add(new RequestName(start + "status_code." + status + suffix, "status_code", true));
    names.add(new RequestName(start + "status_type." + type + suffix, "status_type", true));
    names.add(new RequestName(start + "pt" + suffix, "pt", false));
    names.add(new RequestName(start + "size" + suffix, "size", false));
    counts.forEach(leaf -> names.add(new RequestName(start + leaf + suffix, leaf, true)));
    return names;
  }
}
