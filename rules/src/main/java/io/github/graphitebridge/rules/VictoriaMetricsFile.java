// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
      """;

  private final RequestSeries series;
  private final StringBuilder text = new StringBuilder();

  private VictoriaMetricsFile(RequestSeries series) {
    this.series = series;
  }

  static String text(RequestSeries series) {
    VictoriaMetricsFile file = new VictoriaMetricsFile(series);
    file.text.append(HEAD.replace("%s", series.toString()));
    for (Leaf leaf : Leaf.values()) {
      file.text.append('\n').append(leaf.comment());
      file.requests(leaf.word(), leaf.hasStatus(), leaf.addsUp());
    }
    for (String count : series.counts) {
      file.text.append("\n# ").append(count).append('\n');
      file.requests(count, false, true);
    }
    file.meters();
    return file.text.toString();
  }

  private void requests(String leaf, boolean hasStatus, boolean hasHost) {
    String end = "\\." + leaf + (hasStatus ? "\\.([^.]+)" : "") + GraphiteFile.regex(series.suffix);
    List<String> fields = new ArrayList<>();
    String begin = begin(series.group, fields);
    fields.add("route");
    if (hasStatus) {
      fields.add("status");
    }
    Map<String, String> labels = labels(fields, hasHost);
    labels.put("__name__", metric(series.group) + '_' + leaf);
    labels.forEach((label, value) -> rule(begin + "(.+)" + end, label, value));
  }

  /** Meters that are reported once per step keep the nodes after their group. */
  private void meters() {
    text.append("\n# Meters that are reported once per step.\n");
    List<String> fields = new ArrayList<>();
    String begin = begin(series.meterGroup, fields);
    Map<String, String> labels = labels(fields, true);
    labels.put("__name__", metric(series.meterGroup) + ".$" + (fields.size() + 1));
    labels.forEach((label, value) -> rule(begin + "(.+)", label, value));
  }

  /** Returns the name's beginning as a regular expression, and adds its fields. */
  private String begin(String group, List<String> fields) {
    if (series.isAnyHost()) {
      fields.add("host");
    }
    String prefix = series.prefix.isEmpty() ? "" : GraphiteFile.regex(series.prefix) + "\\.";
    String host =
        series.hasHost()
            ? GraphiteFile.regex(series.hostOr("")) + (series.isAnyHost() ? "([^.]+)" : "") + "\\."
            : "";
    return prefix + host + GraphiteFile.regex(group) + "\\.";
  }

  private Map<String, String> labels(List<String> fields, boolean hasHost) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (!series.prefix.isEmpty()) {
      labels.put("prefix", series.prefix);
    }
    if (hasHost && series.hasHost() && !series.isAnyHost()) {
      labels.put("host", series.host);
    }
    for (int i = 0; i < fields.size(); i++) {
      if (hasHost || !fields.get(i).equals("host")) {
        labels.put(fields.get(i), "$" + (i + 1));
      }
    }
    return labels;
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
