// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.graphite.GrafanaAlerts.Rule;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each alert's query on a real Graphite and a real VictoriaMetrics, in trouble and without: what
 * fires is what is in trouble, and nothing else.
 */
@Timeout(300)
final class GrafanaAlertsIT {
  private static final Path GRAPHITE =
      Path.of("grafana-provisioning/alerting/graphite-bridge.yaml");
  private static final Path VICTORIA_METRICS =
      Path.of("../victoria-metrics/grafana-provisioning/alerting")
          .resolve("graphite-bridge-victoria-metrics.yaml");

  private static final String POINTS = ".graphite-bridge-meters.graphiteBridgePoints.reason.";

  /** Before the time that any query looks at. */
  private static final long LONG_AGO_SECONDS = 700;

  @TempDir Path folder;

  @Test
  void rules_ofBothFiles_areTheSameAndOfTheDataSourcesProvisioned() throws IOException {
    List<Rule> ofGraphite = GrafanaAlerts.read(GRAPHITE).rules();
    List<Rule> ofVictoriaMetrics = GrafanaAlerts.read(VICTORIA_METRICS).rules();

    assertThat(ofGraphite.stream().map(Rule::title))
        .hasSize(5)
        .doesNotHaveDuplicates()
        .containsExactlyElementsOf(ofVictoriaMetrics.stream().map(Rule::title).toList());
    assertThat(ofGraphite).allMatch(rule -> rule.query("A").datasourceUid().equals("graphite"));
    assertThat(ofVictoriaMetrics)
        .allMatch(rule -> rule.query("A").datasourceUid().equals("victoria-metrics"));
  }

  @Test
  void alerts_onGraphite_fireForWhatIsInTrouble() throws Exception {
    Graphite graphite = new Graphite(folder.resolve("graphite"));
    graphite.start();
    try {
      long now = System.currentTimeMillis() / 1000;
      send(graphite.aggregatorPort(), now, trouble("web-1", "a"), health("web-2", "b"));
      GraphiteDataSource source = new GraphiteDataSource(graphite.webUrl());

      assertFiring(
          GRAPHITE,
          rule -> firing(source, rule),
          Map.of(
              "unacknowledged", Set.of("web-1"),
              "dropped", Set.of("web-1 too_old"),
              "backlog", Set.of("web-1"),
              "errors", Set.of("5XX"),
              "slow", Set.of("a")));
    } finally {
      graphite.stop();
    }
  }

  @Test
  void alerts_onAHealthyGraphite_stayQuiet() throws Exception {
    Graphite graphite = new Graphite(folder.resolve("graphite"));
    graphite.start();
    try {
      long now = System.currentTimeMillis() / 1000;
      send(graphite.aggregatorPort(), now, health("web-1", "a"), health("web-2", "b"));
      await()
          .atMost(Graphite.PATIENCE)
          .until(() -> graphite.render(now - 60).containsKey("all.graphite-bridge.b.pt.p99"));

      GraphiteDataSource source = new GraphiteDataSource(graphite.webUrl());
      for (Rule rule : GrafanaAlerts.read(GRAPHITE).rules()) {
        assertThat(firing(source, rule)).as(rule.title()).isEmpty();
      }
    } finally {
      graphite.stop();
    }
  }

  @Test
  void alerts_onVictoriaMetrics_fireForWhatIsInTrouble() throws Exception {
    VictoriaMetrics engine = new VictoriaMetrics(folder.resolve("engine"));
    engine.start(Path.of("../victoria-metrics/victoria-metrics-relabel.yml").toAbsolutePath());
    try {
      long now = System.currentTimeMillis() / 1000;
      send(engine.graphitePort(), now, trouble("web-1", "a"), health("web-2", "b"));

      assertFiring(
          VICTORIA_METRICS,
          rule -> firing(engine, rule, now),
          Map.of(
              "unacknowledged", Set.of("web-1"),
              "dropped", Set.of("web-1"),
              "backlog", Set.of("web-1"),
              "errors", Set.of(""),
              "slow", Set.of("a")));
    } finally {
      engine.stop();
    }
  }

  @Test
  void alerts_onAHealthyVictoriaMetrics_stayQuiet() throws Exception {
    VictoriaMetrics engine = new VictoriaMetrics(folder.resolve("engine"));
    engine.start(Path.of("../victoria-metrics/victoria-metrics-relabel.yml").toAbsolutePath());
    try {
      long now = System.currentTimeMillis() / 1000;
      send(engine.graphitePort(), now, health("web-1", "a"), health("web-2", "b"));
      await().atMost(Duration.ofSeconds(60)).until(() -> engine.series().size() >= 16);

      for (Rule rule : GrafanaAlerts.read(VICTORIA_METRICS).rules()) {
        assertThat(firing(engine, rule, now)).as(rule.title()).isEmpty();
      }
    } finally {
      engine.stop();
    }
  }

  private interface Evaluation {
    Set<String> firing(Rule rule) throws Exception;
  }

  private static void assertFiring(
      Path file, Evaluation evaluation, Map<String, Set<String>> wanted) throws Exception {
    for (Rule rule : GrafanaAlerts.read(file).rules()) {
      String name = rule.uid().substring(rule.uid().lastIndexOf('-') + 1);
      await()
          .atMost(Graphite.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () ->
                  assertThat(evaluation.firing(rule)).as(rule.title()).isEqualTo(wanted.get(name)));
    }
  }

  private static Set<String> firing(GraphiteDataSource source, Rule rule) throws Exception {
    GrafanaPanel.Target target =
        new GrafanaPanel.Target(
            new GrafanaDashboard.DataSource("graphite", "graphite"),
            "A",
            (String) rule.model("A").get("target"),
            true,
            null,
            null,
            false,
            false);
    long from = System.currentTimeMillis() / 1000 - rule.query("A").relativeTimeRange().from();
    DashboardVariables none = new DashboardVariables("", "", "", "", "");
    Set<String> firing = new TreeSet<>();
    source
        .series(target, none, from, 1000)
        .forEach(
            (name, values) -> {
              if (!values.isEmpty() && rule.firesAt(values.values())) {
                firing.add(name);
              }
            });
    return firing;
  }

  private static Set<String> firing(VictoriaMetrics engine, Rule rule, long second)
      throws Exception {
    Set<String> firing = new TreeSet<>();
    engine
        .query((String) rule.model("A").get("expr"), second + 1)
        .forEach(
            (labels, value) -> {
              if (rule.firesAt(List.of(value))) {
                firing.add(labels.getOrDefault("host", labels.getOrDefault("route", "")));
              }
            });
    return firing;
  }

  private static Map<String, double[]> health(String host, String route) {
    Map<String, double[]> points = new TreeMap<>();
    String request = host + ".graphite-bridge." + route;
    points.put(request + ".count", new double[] {100, 100});
    points.put(request + ".status_type.2XX", new double[] {99, 100});
    points.put(request + ".status_type.5XX", new double[] {1, 0});
    points.put(request + ".pt", new double[] {0.01, 0.02});
    points.put(host + POINTS + "none.state.unacknowledged.count", new double[] {7, 7});
    points.put(host + POINTS + "too_old.state.dropped.count", new double[] {3, 3});
    points.put(host + POINTS + "overflow.state.dropped.count", new double[] {0, 0});
    points.put(host + ".graphite-bridge-meters.graphiteBridgeBacklogAge", new double[] {0, 1});
    return points;
  }

  private static Map<String, double[]> trouble(String host, String route) {
    Map<String, double[]> points = health(host, route);
    String request = host + ".graphite-bridge." + route;
    points.put(request + ".status_type.5XX", new double[] {30, 40});
    points.put(request + ".pt", new double[] {1.5, 2.5});
    points.put(host + POINTS + "none.state.unacknowledged.count", new double[] {7, 9});
    points.put(host + POINTS + "too_old.state.dropped.count", new double[] {3, 4});
    points.put(host + ".graphite-bridge-meters.graphiteBridgeBacklogAge", new double[] {0, 90});
    return points;
  }

  /** Sends the values of two intervals that are over; meters had the first one long before too. */
  @SafeVarargs
  private static void send(int port, long now, Map<String, double[]>... hosts) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream()) {
      for (Map<String, double[]> host : hosts) {
        for (Map.Entry<String, double[]> point : host.entrySet()) {
          if (point.getKey().contains("-meters.")) {
            out.write(line(point.getKey(), point.getValue()[0], now - LONG_AGO_SECONDS));
          }
          out.write(
              line(point.getKey(), point.getValue()[0], now - 2L * Graphite.INTERVAL_SECONDS));
          out.write(line(point.getKey(), point.getValue()[1], now - Graphite.INTERVAL_SECONDS));
        }
      }
    }
  }

  private static byte[] line(String name, double value, long second) {
    return (name + ' ' + value + ' ' + second + '\n').getBytes(StandardCharsets.UTF_8);
  }
}
