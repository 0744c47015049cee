// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is chosen for a dashboard's variables, and how Grafana's Graphite data source puts it into a
 * text: several values as {@code {a,b}}, with {@code :regex} as an expression that matches them,
 * and what "All" stands for as it is.
 */
record DashboardVariables(String prefix, String host, String group, List<String> routes) {
  /** Chosen in the place of routes. */
  static final List<String> ALL = List.of("$__all");

  private static final String ALL_ROUTES = ".+";
  private static final Pattern USE = Pattern.compile("\\$\\{(\\w+)(?::(\\w+))?}");

  /** Returns the text with its variables' values. */
  String in(String text) {
    return USE.matcher(text)
        .replaceAll(
            use -> Matcher.quoteReplacement(value(use.group(1), "regex".equals(use.group(2)))));
  }

  private String value(String name, boolean asRegex) {
    if (name.equals("route") && routes.equals(ALL)) {
      return ALL_ROUTES;
    }
    List<String> values =
        Map.of(
                "prefix", List.of(prefix),
                "host", List.of(host),
                "group", List.of(group),
                "route", routes)
            .get(name);
    return asRegex ? regex(values) : glob(values);
  }

  private static String regex(List<String> values) {
    String either =
        values.stream()
            .map(value -> value.replaceAll("[\\\\^$*+?.()|\\[\\]{}/]", "\\\\$0"))
            .collect(Collectors.joining("|"));
    return values.size() == 1 ? either : "(" + either + ")";
  }

  private static String glob(List<String> values) {
    return values.size() == 1 ? values.get(0) : "{" + String.join(",", values) + "}";
  }
}
