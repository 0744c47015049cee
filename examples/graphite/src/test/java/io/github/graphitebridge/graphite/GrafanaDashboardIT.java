// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * What the Grafana dashboard shows of requests sent from two hosts, without a metric prefix and
 * with one: every target and every variable is asked of a real graphite-web, as Grafana does.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GrafanaDashboardIT {
  private static final String PREFIX = DashboardLoad.PREFIX + ".";
  private static final int HOSTS = DashboardLoad.HOSTS.size();
  private static final int REQUESTS = DashboardLoad.REQUESTS;
  private static final int ROOM = 1_000;

  private final Map<String, Map<String, NavigableMap<Long, Double>>> expected = new TreeMap<>();
  private GrafanaDashboard dashboard;
  private Graphite graphite;
  private GraphiteDataSource dataSource;
  private long begin;

  @BeforeAll
  void sendAndWait(@TempDir Path folder) throws Exception {
    dashboard = GrafanaDashboard.read(GrafanaDashboardTest.FILE);
    begin = Instant.now().getEpochSecond() - ExpectedSeries.INTERVAL_SECONDS;
    graphite = new Graphite(folder.resolve("graphite"));
    graphite.start(Map.of("AGGREGATION_RULES", DashboardLoad.rules(folder).toString()));
    dataSource = new GraphiteDataSource(graphite.webUrl());
    List<String> lines = DashboardLoad.linesOfTwoIntervals(graphite.aggregatorPort());
    expected.put("", ExpectedSeries.of(below("", lines)));
    expected.put(PREFIX, ExpectedSeries.of(below(PREFIX, lines)));
    awaitFinalValues();
  }

  @AfterAll
  void stop() throws Exception {
    graphite.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "'', all, **, ''",
    "'', web-1, **, ''",
    "'', all, products.id, ''",
    "'', web-2, **, products\\.id|root",
    "'', web-2, root, ''",
    "shop.prod., all, **, ''",
    "shop.prod., web-1, **, orders\\.|root",
    "shop.prod., web-1, orders.count, ''"
  })
  void targets_ofEveryPanel_giveWhatWasSent(String prefix, String host, String route, String filter)
      throws Exception {
    DashboardVariables chosen = chosen(prefix, host, route, filter);
    DashboardFigures figures =
        new DashboardFigures(expected.get(prefix), host, isChosen(route, filter));

    List<String> differences = new ArrayList<>();
    for (GrafanaPanel panel : dashboard.allPanels()) {
      for (GrafanaPanel.Target target : panel.targets()) {
        Map<String, NavigableMap<Long, Double>> wanted = figures.of(panel.title(), target.refId());
        Map<String, NavigableMap<Long, Double>> shown =
            shown(panel, dataSource.series(target, chosen, begin, ROOM));
        assertThat(shown.keySet()).as(panel.title()).isEqualTo(wanted.keySet());
        differences.addAll(Differences.between(wanted, shown));
      }
    }

    assertThat(differences).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, ROOM})
  void singleNumbers_whateverRoomTheyHave_areTheRequestsSent(int room) throws Exception {
    DashboardVariables all = chosen("", "all", DashboardVariables.ALL, "");

    assertThat(sum("Requests", all, room)).isEqualTo(HOSTS * REQUESTS);
    assertThat(sum("2XX", all, room)).isEqualTo(HOSTS * REQUESTS * 0.6);
    assertThat(sum("4XX", all, room)).isEqualTo(HOSTS * REQUESTS * 0.2);
    assertThat(sum("5XX", all, room)).isEqualTo(HOSTS * REQUESTS * 0.2);
    assertThat(sum("1XX", all, room)).isZero();
  }

  @Test
  void droppedPoints_inTheSecondInterval_areShownWithTheirReason() throws Exception {
    DashboardVariables all = chosen("", "all", DashboardVariables.ALL, "");

    assertThat(sum("Dropped points", all, ROOM) * ExpectedSeries.INTERVAL_SECONDS).isEqualTo(HOSTS);
  }

  @Test
  void calls_ofIntervalsWithoutAny_areZero() throws Exception {
    GrafanaPanel panel = panel("Calls per route");

    long before = begin - 2 * ExpectedSeries.INTERVAL_SECONDS;
    assertThat(
            dataSource
                .series(
                    panel.targets().get(0),
                    chosen("", "all", DashboardVariables.ALL, ""),
                    before,
                    ROOM)
                .values())
        .isNotEmpty()
        .allSatisfy(values -> assertThat(values.values()).contains(0.0));
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean", "p95", "p99"})
  void times_sentInMicroseconds_areShownInSeconds(String what) throws Exception {
    GrafanaPanel.Target target = panel("Processing time per route: " + what).targets().get(0);
    DashboardVariables micros =
        new DashboardVariables("", "all", Exchange.GROUP, "products.id", "", "0.000001");

    double seconds = only(target, chosen("", "all", "products.id", ""));
    assertThat(seconds).isPositive();
    assertThat(only(target, micros)).isCloseTo(seconds / 1e6, within(1e-12));
  }

  private double only(GrafanaPanel.Target target, DashboardVariables chosen) throws Exception {
    return dataSource.series(target, chosen, begin, ROOM).get("products.id").lastEntry().getValue();
  }

  @Test
  void calls_ofMoreThanTwentyRoutes_areTheTwentyHighestAndTheOthersTogether() throws Exception {
    long second = begin - begin % ExpectedSeries.INTERVAL_SECONDS;
    String lines =
        IntStream.rangeClosed(1, 25)
            .mapToObj(
                i -> "many.all.graphite-bridge.r%d.count %d %d\n".formatted(i, 10 * i, second))
            .collect(Collectors.joining());
    Daemons.send(graphite.cachePort(), lines);
    List<String> legends = new ArrayList<>(List.of("the others"));
    IntStream.rangeClosed(6, 25).forEach(i -> legends.add("r" + i));
    DashboardVariables many = chosen("many.", "all", DashboardVariables.ALL, "");

    Map<String, NavigableMap<Long, Double>> shown = new TreeMap<>();
    await()
        .atMost(Graphite.PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              // While the routes arrive, one that is shown at first may be of the others later.
              shown.clear();
              for (GrafanaPanel.Target target : panel("Calls per route").targets()) {
                shown.putAll(dataSource.series(target, many, second - 1, ROOM));
              }
              assertThat(shown.keySet()).containsExactlyInAnyOrderElementsOf(legends);
              assertThat(shown.get("the others").get(second))
                  .isEqualTo((10.0 + 20 + 30 + 40 + 50) / ExpectedSeries.INTERVAL_SECONDS);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "shop.prod."})
  void variables_inTheirOrder_offerWhatThereIs(String prefix) throws Exception {
    DashboardVariables all = chosen(prefix, "all", DashboardVariables.ALL, "");

    assertThat(dataSource.options(dashboard.variable("group"), all))
        .containsExactly("graphite-bridge");
    assertThat(dataSource.options(dashboard.variable("host"), all))
        .containsExactly("all", "web-1", "web-2");
    assertThat(dataSource.options(dashboard.variable("route"), all))
        .containsExactly("NOT_FOUND", "orders.count", "products.id", "root");
  }

  private GrafanaPanel panel(String title) {
    return dashboard.allPanels().stream()
        .filter(one -> one.title().equals(title))
        .findAny()
        .orElseThrow();
  }

  private double sum(String title, DashboardVariables chosen, int room) throws Exception {
    GrafanaPanel.Target target = panel(title).targets().get(0);
    return dataSource.series(target, chosen, wellBefore(begin), room).values().stream()
        .flatMap(values -> values.values().stream())
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  /**
   * Returns a start so early that a second lies in the later half of the time up to now. With less
   * room than values, graphite-web leaves out values at the start, always fewer than half.
   */
  private static long wellBefore(long second) {
    return second - (Instant.now().getEpochSecond() - second) - ExpectedSeries.INTERVAL_SECONDS;
  }

  /** What is compared: no zeros, and no name where a panel has one number without a legend. */
  private static Map<String, NavigableMap<Long, Double>> shown(
      GrafanaPanel panel, Map<String, NavigableMap<Long, Double>> series) {
    series.values().forEach(values -> values.values().removeIf(value -> value == 0));
    if (!(panel instanceof GrafanaPanel.Stat)) {
      return series;
    }
    assertThat(series).as(panel.title()).hasSizeLessThan(2);
    return series.isEmpty() ? series : Map.of("the only one", series.values().iterator().next());
  }

  private static DashboardVariables chosen(
      String prefix, String host, String route, String filter) {
    return new DashboardVariables(prefix, host, Exchange.GROUP, route, filter);
  }

  private static Predicate<String> isChosen(String route, String filter) {
    return route.equals(DashboardVariables.ALL)
        ? Pattern.compile(filter).asPredicate()
        : route::equals;
  }

  private static List<Line> below(String prefix, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(PREFIX) != prefix.isEmpty())
        .map(line -> Line.parse(line.substring(prefix.length())))
        .toList();
  }

  /**
   * While an interval runs its value is partial; the final one comes one interval later at most.
   */
  private void awaitFinalValues() {
    Map<String, NavigableMap<Long, Double>> all = new TreeMap<>();
    expected.forEach((prefix, series) -> series.forEach((k, v) -> all.put(prefix + k, v)));
    try {
      await()
          .atMost(Graphite.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(() -> Differences.between(all, graphite.render(begin)).isEmpty());
    } catch (ConditionTimeoutException e) {
      // The tests say what differs.
    }
  }
}
