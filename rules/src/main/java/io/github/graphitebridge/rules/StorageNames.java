// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

/** How the patterns of carbon-cache's files begin: up to the node in front of the route. */
final class StorageNames {
  private StorageNames() {}

  /** Returns the beginning of the names of requests. */
  static String ofRequests(RequestSeries series) {
    return anchor(series) + literal(series.group());
  }

  /** Returns the beginning of the names of meters that are reported once a step. */
  static String ofMeters(RequestSeries series) {
    return anchor(series) + literal(series.meterGroup());
  }

  /** Returns the beginning of the names of either. */
  static String ofBoth(RequestSeries series) {
    String group = series.group();
    String meters = series.meterGroup();
    return anchor(series)
        + (meters.startsWith(group)
            ? literal(group) + '(' + literal(meters.substring(group.length())) + ")?"
            : '(' + literal(group) + '|' + literal(meters) + ')');
  }

  static String literal(String nodes) {
    return nodes.replace(".", "\\.");
  }

  /**
   * Without a prefix whatever stands in front of the group is taken, hosts of several nodes too.
   */
  private static String anchor(RequestSeries series) {
    return series.prefix().isEmpty()
        ? "(^|\\.)"
        : '^' + literal(series.prefix()) + "\\." + (series.hasHost() ? "(.+\\.)?" : "");
  }
}
