// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertAll;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  /** At which the later interval's requests happen. */
  private long second;

  private Graphite one;
  private Graphite two;
  private Graphite twoByTheirRules;
  private Map<String, NavigableMap<Long, Double>> expected;
  private Map<String, NavigableMap<Long, Double>> shownByOne = Map.of();
  private Map<String, NavigableMap<Long, Double>> shownByTwo = Map.of();
  private Map<String, NavigableMap<Long, Double>> shownByTheirRules = Map.of();

  @BeforeAll
  void sendAndWait(@TempDir Path folder) throws Exception {
    one = new Graphite(folder.resolve("one"));
    two = new Graphite(folder.resolve("two"));
    twoByTheirRules = new Graphite(folder.resolve("rules"));
    one.start();
    two.start(Map.of("AGGREGATORS", "2"));
    twoByTheirRules.start(
        Map.of("AGGREGATORS", "2", "RELAY_AGGREGATION_RULES", SHIPPED_RULES.toString()));
    second = Instant.now().getEpochSecond();
    expected = requests(ExpectedSeries.of(FleetLoad.send(one.aggregatorPort(), second)));
    FleetLoad.send(two.aggregatorPort(), second);
    FleetLoad.send(twoByTheirRules.aggregatorPort(), second);
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
    assertAll(one::stop, two::stop, twoByTheirRules::stop);
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
    assertThat(Differences.between(expected, requests(shownByOne))).as(one::log).isEmpty();
    assertThat(Differences.between(requests(shownByOne), requests(shownByTwo)))
        .as(two::log)
        .isEmpty();
  }

  @Test
  void steppedMeter_throughTwoAggregators_isThatOfOne() {
    assertThat(shownByOne.get(STEPPED)).as(one::log).hasSize(2);
    assertThat(shownByTwo.get(STEPPED)).as(two::log).isEqualTo(shownByOne.get(STEPPED));
  }

  /** Why the relay has rules of its own. */
  @Test
  void fleet_throughARelayWithTheAggregatorsRules_lacksHosts() {
    assertThat(Differences.between(expected, requests(shownByTheirRules)))
        .as(twoByTheirRules::log)
        .isNotEmpty()
        .allSatisfy(difference -> assertThat(difference).startsWith("all."));
  }

  /** Returns what is shown of the later interval. */
  private double p99(String host, int route) {
    String name = host + ".graphite-bridge." + FleetLoad.route(route) + ".pt.p99";
    assertThat(shownByOne).as(one::log).containsKey(name);
    return shownByOne.get(name).lastEntry().getValue();
  }

  /** Waits for the final values of each host's own series, which are right in any case. */
  private void awaitHosts() {
    awaitFinal(
        () -> {
          shownByTheirRules = twoByTheirRules.render(second - 60);
          return Differences.between(expected, requests(shownByTheirRules)).stream()
              .allMatch(difference -> difference.startsWith("all."));
        });
  }

  private void awaitFleet() {
    awaitFinal(
        () -> {
          shownByOne = one.render(second - 60);
          shownByTwo = two.render(second - 60);
          return Differences.between(expected, requests(shownByOne)).isEmpty()
              && Differences.between(expected, requests(shownByTwo)).isEmpty();
        });
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
