// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is chosen for a dashboard's variables, and how Grafana's Graphite data source puts it into a
 * text: as it is, or with {@code :regex} as an expression that matches it.
 *
 * @param route one, or {@link #ALL}
 * @param filter what a route has to contain, as an expression; empty for anything
 * @param unit of times, in seconds
 */
record DashboardVariables(
    String prefix, String host, String group, String route, String filter, String unit) {
  DashboardVariables(String prefix, String host, String group, String route, String filter) {
    this(prefix, host, group, route, filter, "1");
  }

  /** Stands for all routes. */
  static final String ALL = "**";

  private static final Pattern USE = Pattern.compile("\\$\\{(\\w+)(?::(\\w+))?}");

  /** Returns the text with its variables' values. */
  String in(String text) {
    return USE.matcher(text)
        .replaceAll(
            use -> {
              String value = value(use.group(1));
              return Matcher.quoteReplacement("regex".equals(use.group(2)) ? regex(value) : value);
            });
  }

  private String value(String name) {
    return Map.of(
            "prefix", prefix, "host", host, "group", group, "route", route, "filter", filter,
            "unit", unit)
        .get(name);
  }

  private static String regex(String value) {
    return value.replaceAll("[\\\\^$*+?.()|\\[\\]{}/]", "\\\\$0");
  }
}
