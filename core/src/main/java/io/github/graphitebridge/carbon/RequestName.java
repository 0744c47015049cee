// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.List;

/**
 * The name of one of the points that a request makes.
 *
 * @param text the name
 * @param isCount whether the point counts something, and so has to be summed
 */
record RequestName(String text, boolean isCount) {

  /** Returns the names of all points of a request. */
  static List<RequestName> of(RequestSeries series, String route) {
    return of(series.branch(series.hostOr(RulesCheck.SOME_HOST)) + '.', route, series.suffix());
  }

  static List<RequestName> of(String branch, String route, String suffix) {
    String start = branch + route + '.';
    return List.of(
        new RequestName(start + "count" + suffix, true),
        new RequestName(start + "status_code.200" + suffix, true),
        new RequestName(start + "status_type.2XX" + suffix, true),
        new RequestName(start + "pt" + suffix, false),
        new RequestName(start + "size" + suffix, false));
  }
}
