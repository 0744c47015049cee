// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The file with which VictoriaMetrics turns the nodes of a name into labels. VictoriaMetrics keeps
 * every point, so it needs no aggregation rules.
 */
final class VictoriaMetricsFile {
  private static final String HEAD =
      """
      # VictoriaMetrics in place of carbon-aggregator and carbon-cache for Graphite Bridge: its
      # -relabelConfig. It keeps every point, and queries compute sums and percentiles.
      #
      # Made by "java -jar graphite-bridge-rules.jar generate victoria-metrics". The names are
      # %s.
      # Their nodes become the labels prefix (if there is one), host, route and status.
      #
      # Times and sizes have no host: one series holds the points of all hosts, so its percentiles
      # are exact over all hosts.
      #
      # Each rule costs VictoriaMetrics about a microsecond per point, so one serves all leaves.
      """;

  private final RequestSeries series;
  private final StringBuilder text = new StringBuilder();

  private VictoriaMetricsFile(RequestSeries series) {
    this.series = series;
  }

  static String text(RequestSeries series) {
    VictoriaMetricsFile file = new VictoriaMetricsFile(series);
    file.text.append(HEAD.replace("%s", series.toString()));
    file.requests();
    file.meters();
    return file.text.toString();
  }

  private void requests() {
    text.append("\n# Requests.\n");
    List<String> plain = words(leaf -> !leaf.hasStatus());
    plain.addAll(series.counts);
    List<String> withStatus = words(Leaf::hasStatus);
    List<String> summed = words(Leaf::addsUp, Leaf::regex);
    summed.addAll(series.counts);
    String route = begin(series.group) + "(.+)\\.";
    String suffix = GraphiteFile.regex(series.suffix);
    String status = "(?:" + String.join("|", withStatus) + ")\\.([^.]+)";
    String all = "(?:" + String.join("|", plain) + '|' + notCaptured(status) + ')';

    host(series.group, ".+\\.(?:" + String.join("|", summed) + ')' + suffix);
    prefix(notCaptured(route) + all + suffix);
    rule(notCaptured(route) + status + suffix, "status", "$1");
    rule(route + all + suffix, "route", "$1");
    rule(
        notCaptured(route)
            + "(?:("
            + String.join("|", plain)
            + ")|("
            + String.join("|", withStatus)
            + ")\\.[^.]+)"
            + suffix,
        "__name__",
        metric(series.group) + "_$1$2");
  }

  /** Meters that are reported once per step keep the nodes after their group. */
  private void meters() {
    text.append("\n# Meters that are reported once per step.\n");
    String begin = begin(series.meterGroup);
    host(series.meterGroup, ".+");
    prefix(begin + ".+");
    rule(begin + "(.+)", "__name__", metric(series.meterGroup) + ".$1");
  }

  private void prefix(String regex) {
    if (!series.prefix.isEmpty()) {
      rule(regex, "prefix", series.prefix);
    }
  }

  private void host(String group, String end) {
    if (series.isAnyHost()) {
      rule(begin(group, "([^.]+)") + end, "host", "$1");
    } else if (series.hasHost()) {
      rule(begin(group) + end, "host", series.host);
    }
  }

  /** Returns the name in front of the route as a regular expression that captures nothing. */
  private String begin(String group) {
    return begin(group, "[^.]+");
  }

  private String begin(String group, String anyHost) {
    String prefix = series.prefix.isEmpty() ? "" : GraphiteFile.regex(series.prefix) + "\\.";
    String host = series.isAnyHost() ? anyHost : GraphiteFile.regex(series.host);
    return prefix + (host.isEmpty() ? "" : host + "\\.") + GraphiteFile.regex(group) + "\\.";
  }

  private static List<String> words(Predicate<Leaf> which) {
    return words(which, Leaf::word);
  }

  private static List<String> words(Predicate<Leaf> which, Function<Leaf, String> text) {
    return Stream.of(Leaf.values())
        .filter(which)
        .map(text)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String notCaptured(String regex) {
    return regex.replace("(.+)", ".+").replace("([^.]+)", "[^.]+");
  }

  private void rule(String regex, String label, String value) {
    text.append(
        String.format(
            Locale.ROOT,
            """
            - source_labels: [__name__]
              regex: '%s'
              target_label: %s
              replacement: '%s'
            """,
            regex,
            label,
            value));
  }

  /** Returns a group in a form that can begin a metric's name. */
  private static String metric(String group) {
    String name = group.replaceAll("[^A-Za-z0-9_]", "_");
    return Character.isDigit(name.charAt(0)) ? '_' + name : name;
  }
}
