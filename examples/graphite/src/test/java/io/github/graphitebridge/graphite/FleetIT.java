// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What graphite-web shows of several hosts, behind one carbon-aggregator and behind two: the same
 * load through each.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FleetIT {
  private static final double TOLERANCE = 1e-9;
  private static final String STEPPED = "web-1.graphite-bridge-meters.flourKilograms";
  private static final Path SHIPPED_RULES = Path.of("aggregation-rules.conf").toAbsolutePath();

  private Fleet one;
  private Fleet two;
  private Fleet twoByTheirRules;

  /**
   * A Graphite and the load that it has got. Each gets the same requests at a time of its own: with
   * one time for all, the last one's would come late. Times count from the later interval.
   */
  private static final class Fleet {
    private final Graphite graphite;
    private long interval;
    private Map<String, NavigableMap<Long, Double>> expected = Map.of();
    private Map<String, NavigableMap<Long, Double>> shown = Map.of();

    Fleet(Path folder) {
      this.graphite = new Graphite(folder);
    }

    void send() throws Exception {
      long second = Instant.now().getEpochSecond();
      interval = second - second % ExpectedSeries.INTERVAL_SECONDS;
      List<Line> lines = FleetLoad.send(graphite.aggregatorPort(), second);
      expected = requests(fromInterval(ExpectedSeries.of(lines)));
    }

    /** Asks for what is shown by now, and returns where the requests' series differ. */
    List<String> differences() throws IOException, InterruptedException {
      shown = fromInterval(graphite.render(interval - 60));
      return Differences.between(expected, requests(shown));
    }

    private Map<String, NavigableMap<Long, Double>> fromInterval(
        Map<String, NavigableMap<Long, Double>> series) {
      Map<String, NavigableMap<Long, Double>> moved = new TreeMap<>();
      series.forEach(
          (name, values) -> {
            NavigableMap<Long, Double> times = new TreeMap<>();
            values.forEach((time, value) -> times.put(time - interval, value));
            moved.put(name, times);
          });
      return moved;
    }
  }

  @BeforeAll
  void sendAndWait(@TempDir Path folder) throws Exception {
    one = new Fleet(folder.resolve("one"));
    two = new Fleet(folder.resolve("two"));
    twoByTheirRules = new Fleet(folder.resolve("rules"));
    one.graphite.start();
    two.graphite.start(Map.of("AGGREGATORS", "2"));
    twoByTheirRules.graphite.start(
        Map.of("AGGREGATORS", "2", "RELAY_AGGREGATION_RULES", SHIPPED_RULES.toString()));
    one.send();
    two.send();
    twoByTheirRules.send();
    try {
      awaitHosts();
      awaitFleet();
    } catch (ConditionTimeoutException e) {
      // The tests say what differs.
    }
  }

  @AfterAll
  void stop() {
    // Each, whatever becomes of the others.
    assertAll(one.graphite::stop, two.graphite::stop, twoByTheirRules.graphite::stop);
  }

  @Test
  void p99_ofTheFleet_isThatOfAllRequests() {
    for (int route = 0; route < FleetLoad.ROUTES; route++) {
      long[] all =
          LongStream.concat(
                  FleetLoad.nanos(route, FleetLoad.FAST), FleetLoad.nanos(route, FleetLoad.SLOW))
              .sorted()
              .toArray();

      assertThat(p99("all", route)).isCloseTo(all[198] / 1e9, within(TOLERANCE));
    }
  }

  @Test
  void p99_ofTheFleet_isNeitherAHostsNorTheirMean() {
    for (int route = 0; route < FleetLoad.ROUTES; route++) {
      double fleet = p99("all", route);
      double fast = p99(FleetLoad.FAST, route);
      double slow = p99(FleetLoad.SLOW, route);

      assertThat(fleet).isGreaterThan(1.1 * fast).isLessThan(0.99 * slow);
      assertThat(fleet).isNotCloseTo((fast + slow) / 2, within(0.1 * fleet));
    }
  }

  @Test
  void series_throughTwoAggregators_areThoseOfOne() {
    assertThat(Differences.between(one.expected, requests(one.shown)))
        .as(one.graphite::log)
        .isEmpty();
    assertThat(Differences.between(requests(one.shown), requests(two.shown)))
        .as(two.graphite::log)
        .isEmpty();
  }

  @Test
  void steppedMeter_throughTwoAggregators_isThatOfOne() {
    assertThat(one.shown.get(STEPPED)).as(one.graphite::log).hasSize(2);
    assertThat(two.shown.get(STEPPED)).as(two.graphite::log).isEqualTo(one.shown.get(STEPPED));
  }

  /** Why the relay has rules of its own. */
  @Test
  void fleet_throughARelayWithTheAggregatorsRules_lacksHosts() {
    assertThat(Differences.between(twoByTheirRules.expected, requests(twoByTheirRules.shown)))
        .as(twoByTheirRules.graphite::log)
        .isNotEmpty()
        .allSatisfy(difference -> assertThat(difference).startsWith("all."));
  }

  /** Returns what is shown of the later interval. */
  private double p99(String host, int route) {
    String name = host + ".graphite-bridge." + FleetLoad.route(route) + ".pt.p99";
    assertThat(one.shown).as(one.graphite::log).containsKey(name);
    return one.shown.get(name).lastEntry().getValue();
  }

  /** Waits for the final values of each host's own series, which are right in any case. */
  private void awaitHosts() {
    awaitFinal(
        () ->
            twoByTheirRules.differences().stream()
                .allMatch(difference -> difference.startsWith("all.")));
  }

  private void awaitFleet() {
    awaitFinal(() -> isFinal(one) && isFinal(two));
  }

  private static boolean isFinal(Fleet fleet) throws IOException, InterruptedException {
    return fleet.differences().isEmpty()
        && fleet.shown.getOrDefault(STEPPED, new TreeMap<>()).size() == 2;
  }

  private static void awaitFinal(Callable<Boolean> shown) {
    await().atMost(Graphite.PATIENCE).pollInterval(Duration.ofMillis(500)).until(shown);
  }

  /** Without the stepped meters: some of the bridge's own tell of the run. */
  private static Map<String, NavigableMap<Long, Double>> requests(
      Map<String, NavigableMap<Long, Double>> series) {
    Map<String, NavigableMap<Long, Double>> requests = new TreeMap<>(series);
    requests.keySet().removeIf(name -> name.contains(".graphite-bridge-meters."));
    return requests;
  }
}
