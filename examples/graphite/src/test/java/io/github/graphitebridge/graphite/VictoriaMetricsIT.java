// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.rules.AggregationMethod;
import io.github.graphitebridge.rules.GraphiteFile;
import io.github.graphitebridge.rules.RequestSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real VictoriaMetrics with the generated labels makes of requests from two hosts, without a
 * metric prefix and with one: each series, and each target of the dashboard.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VictoriaMetricsIT {
  private static final Path DASHBOARD = Path.of("../victoria-metrics/grafana-dashboard.json");
  private static final String METRIC = "graphite_bridge";
  private static final int RANGE_SECONDS = 3600;

  /** By the labels of a series, its values in the order of arrival. */
  private final Map<Map<String, String>, List<Double>> expected = new HashMap<>();

  private VictoriaMetrics engine;
  private long end;

  @BeforeAll
  void sendAndWait(@TempDir Path folder) throws Exception {
    engine = new VictoriaMetrics(folder.resolve("engine"));
    engine.start(
        Files.writeString(
            folder.resolve("relabel.yml"),
            GraphiteFile.VICTORIA_METRICS.text(RequestSeries.builder().build())
                + GraphiteFile.VICTORIA_METRICS.text(
                    RequestSeries.builder().prefix(DashboardLoad.PREFIX).build())));
    List<String> lines = DashboardLoad.linesOfTwoIntervals(engine.graphitePort());
    end = Instant.now().getEpochSecond() + 1;
    lines.forEach(this::expect);
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  values("count_over_time({__name__!=\"\"}[1h]) keep_metric_names")
                      .equals(each(List::size)));
    } catch (ConditionTimeoutException e) {
      // The tests say what differs.
    }
  }

  @AfterAll
  void stop() throws Exception {
    engine.stop();
  }

  @Test
  void series_ofAllPoints_areTheLabelsExpected() throws Exception {
    assertThat(engine.series()).containsExactlyInAnyOrderElementsOf(expected.keySet());
    assertThat(expected)
        .containsKey(Map.of("__name__", METRIC + "_count", "host", "web-1", "route", "products.id"))
        .containsKey(
            Map.of("__name__", METRIC + "_pt", "prefix", DashboardLoad.PREFIX, "route", "root"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "min", "max", "avg", "count"})
  void values_ofEachSeries_areThoseSent(String method) throws Exception {
    AggregationMethod aggregation = AggregationMethod.valueOf(method.toUpperCase(Locale.ROOT));

    assertSame(
        values(method + "_over_time({__name__!=\"\"}[1h]) keep_metric_names"),
        each(values -> aggregation.of(array(values))));
  }

  @ParameterizedTest
  @CsvSource({"0.5, P50", "0.95, P95", "0.99, P99"})
  void percentiles_ofTimesOverAllHosts_areExact(String fraction, AggregationMethod method)
      throws Exception {
    Map<Map<String, String>, Double> times = each(values -> method.of(array(values)));
    times.keySet().removeIf(labels -> !labels.get("__name__").equals(METRIC + "_pt"));

    assertThat(times).hasSize(2 * 4);
    assertSame(values("quantile_over_time(" + fraction + ", " + METRIC + "_pt[1h])"), times);
  }

  @ParameterizedTest
  @CsvSource({"'', .*, .*", "'', web-1, .*", "shop.prod, .*, products\\\\.id"})
  void targets_ofEveryPanel_giveWhatWasSent(String prefix, String host, String route)
      throws Exception {
    Set<String> titles = new TreeSet<>();
    for (GrafanaPanel panel : GrafanaDashboard.read(DASHBOARD).panels()) {
      for (GrafanaPanel.Target target : panel.targets()) {
        String expression =
            target
                .expr()
                .replace("${prefix}", prefix)
                .replace("${group}", METRIC)
                .replace("${host}", host)
                .replace("${route}", route)
                .replace("$__interval", RANGE_SECONDS + "s")
                .replace("$__range", RANGE_SECONDS + "s");
        Map<String, Double> shown = new TreeMap<>();
        engine
            .query(expression, end)
            .forEach((labels, value) -> shown.put(legend(target.legendFormat(), labels), value));

        Map<String, Double> wanted =
            new Figures(prefix, host, route).of(panel.title(), target.refId());
        assertThat(shown.keySet()).as(panel.title()).isEqualTo(wanted.keySet());
        wanted.forEach(
            (legend, value) ->
                assertThat(shown.get(legend))
                    .as(panel.title() + ": " + legend)
                    .matches(it -> value.isNaN() || Math.abs(it - value) <= 1e-9 * value));
        titles.add(panel.title());
      }
    }
    assertThat(titles).hasSize(19);
  }

  /** What the panels have to show; NaN is any number. */
  private final class Figures {
    private final String prefix;
    private final String host;
    private final String route;

    Figures(String prefix, String host, String route) {
      this.prefix = prefix;
      this.host = host;
      this.route = route.replace("\\\\", "\\");
    }

    Map<String, Double> of(String title, String refId) {
      return switch (title) {
        case "Requests" -> sums("count", "", "", 1);
        case "1XX", "2XX", "3XX", "4XX", "5XX" -> sums("status_type", "", title, 1);
        case "Calls per route" -> sums("count", "{{route}}", "", RANGE_SECONDS);
        case "Status codes per route" ->
            sums("status_code", "{{route}} {{status}}", "", RANGE_SECONDS);
        case "Processing time per route: mean" -> routes("pt", AggregationMethod.AVG);
        case "Processing time per route: p95" -> routes("pt", AggregationMethod.P95);
        case "Processing time per route: p99" -> routes("pt", AggregationMethod.P99);
        case "Response size per route: mean" -> routes("size", AggregationMethod.AVG);
        case "Response size per route: largest" -> routes("size", AggregationMethod.MAX);
        case "Points" -> hosts(refId.equals("A") ? " recorded" : " sent");
        case "Dropped points" -> dropped();
        case "Carbon reads", "Age of the oldest line that waits", "Bytes sent" -> hosts("");
        case "Waiting points" -> hosts(refId.equals("A") ? " backlog" : " queue");
        default -> throw new AssertionError("a panel without an expectation: " + title);
      };
    }

    private Map<String, Double> sums(String leaf, String legend, String status, int seconds) {
      Map<String, Double> sums = new TreeMap<>();
      expected.forEach(
          (labels, values) -> {
            if (isChosen(labels, leaf)
                && labels.get("host").matches(host)
                && (status.isEmpty() || status.equals(labels.get("status")))) {
              sums.merge(
                  legend(legend, labels),
                  AggregationMethod.SUM.of(array(values)) / seconds,
                  Double::sum);
            }
          });
      return sums;
    }

    private Map<String, Double> routes(String leaf, AggregationMethod method) {
      Map<String, Double> routes = new TreeMap<>();
      expected.forEach(
          (labels, values) -> {
            if (isChosen(labels, leaf)) {
              routes.put(labels.get("route"), method.of(array(values)));
            }
          });
      return routes;
    }

    private boolean isChosen(Map<String, String> labels, String leaf) {
      return labels.get("__name__").equals(METRIC + '_' + leaf)
          && labels.getOrDefault("prefix", "").equals(prefix)
          && labels.get("route").matches(route);
    }

    private Map<String, Double> hosts(String word) {
      Map<String, Double> any = new TreeMap<>();
      DashboardLoad.HOSTS.forEach(one -> any.put(one + word, Double.NaN));
      return any;
    }

    /** The reasons are the registry's own: whatever meter of a drop was sent. */
    private Map<String, Double> dropped() {
      Map<String, Double> any = new TreeMap<>();
      for (Map<String, String> labels : expected.keySet()) {
        String name = labels.get("__name__");
        if (name.endsWith(".state.dropped.count")
            && labels.getOrDefault("prefix", "").equals(prefix)) {
          any.put(labels.get("host") + ' ' + name.split("\\.", -1)[3], Double.NaN);
        }
      }
      assertThat(any).isNotEmpty();
      return any;
    }
  }

  private void expect(String line) {
    boolean hasPrefix = line.startsWith(DashboardLoad.PREFIX + '.');
    Line point = Line.parse(hasPrefix ? line.substring(DashboardLoad.PREFIX.length() + 1) : line);
    Map<String, String> labels = new TreeMap<>();
    if (hasPrefix) {
      labels.put("prefix", DashboardLoad.PREFIX);
    }
    List<String> nodes = new ArrayList<>(List.of(point.name().split("\\.", -1)));
    String host = nodes.remove(0);
    nodes.remove(0);
    if (!point.isRequest()) {
      labels.put("host", host);
      labels.put("__name__", METRIC + "_meters." + String.join(".", nodes));
    } else {
      String leaf = nodes.remove(nodes.size() - 1);
      if (nodes.get(nodes.size() - 1).startsWith("status_")) {
        labels.put("status", leaf);
        leaf = nodes.remove(nodes.size() - 1);
      }
      if (!leaf.equals("pt") && !leaf.equals("size")) {
        labels.put("host", host);
      }
      labels.put("route", String.join(".", nodes));
      labels.put("__name__", METRIC + '_' + leaf);
    }
    expected.computeIfAbsent(labels, unused -> new ArrayList<>()).add(point.number());
  }

  private Map<Map<String, String>, Double> values(String expression) throws Exception {
    return engine.query(expression, end);
  }

  private Map<Map<String, String>, Double> each(ToDoubleFunction<List<Double>> method) {
    Map<Map<String, String>, Double> each = new HashMap<>();
    expected.forEach((labels, values) -> each.put(labels, method.applyAsDouble(values)));
    return each;
  }

  private static void assertSame(
      Map<Map<String, String>, Double> shown, Map<Map<String, String>, Double> wanted) {
    assertThat(shown.keySet()).isEqualTo(new HashSet<>(wanted.keySet()));
    wanted.forEach(
        (labels, value) ->
            assertThat(shown.get(labels))
                .as(labels.toString())
                .matches(it -> Math.abs(it - value) <= 1e-9 * Math.abs(value)));
  }

  private static String legend(String format, Map<String, String> labels) {
    String legend = format;
    for (Map.Entry<String, String> label : labels.entrySet()) {
      legend = legend.replace("{{" + label.getKey() + "}}", label.getValue());
    }
    return legend;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
