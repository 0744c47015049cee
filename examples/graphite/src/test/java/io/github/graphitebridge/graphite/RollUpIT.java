// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static io.github.graphitebridge.graphite.DayOfMinutes.LAST;
import static io.github.graphitebridge.graphite.DayOfMinutes.MAX;
import static io.github.graphitebridge.graphite.DayOfMinutes.MEAN;
import static io.github.graphitebridge.graphite.DayOfMinutes.MIN;
import static io.github.graphitebridge.graphite.DayOfMinutes.SUM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is left of a day of minutes when these are no longer kept: the shipped storage settings, a
 * real carbon-cache, and what graphite-web reads from each archive.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RollUpIT {
  private static final int HOUR = 3600;

  /** A route that is called once in three hours. */
  private static final String SPARSE = "web-1.graphite-bridge.orders.sparse";

  private static final List<DayOfMinutes> DAY =
      Stream.of(
              requests("web-1.graphite-bridge.orders"),
              requests("shop.prod.all.graphite-bridge.orders.id"),
              sparse(),
              stepped("web-1.graphite-bridge-meters"))
          .flatMap(series -> series)
          .toList();

  private final long now = Instant.now().getEpochSecond();

  /** Of the day: a full hour, so long ago that the day is over. */
  private final long begin = now - now % HOUR - 36 * HOUR;

  private final Map<String, NavigableMap<Long, Double>> minutes = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Double>> fiveMinutes = new TreeMap<>();
  private final Map<String, NavigableMap<Long, Double>> hours = new TreeMap<>();
  private Graphite graphite;

  @BeforeAll
  void writeTheDay(@TempDir Path folder) throws Exception {
    for (DayOfMinutes series : DAY) {
      minutes.put(series.name(), series.from(begin));
      fiveMinutes.put(series.name(), series.rolledUp(minutes.get(series.name()), 300));
      hours.put(series.name(), series.rolledUp(fiveMinutes.get(series.name()), HOUR));
    }
    graphite = new Graphite(folder.resolve("graphite"));
    graphite.start(Map.of("INTERVAL", "60"));
    send();
    try {
      await()
          .atMost(Graphite.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  Differences.between(minutes, shown(Duration.ofDays(3))).isEmpty()
                      && Differences.between(fiveMinutes, shown(Duration.ofDays(8))).isEmpty()
                      && Differences.between(hours, shown(Duration.ofDays(61))).isEmpty());
    } catch (ConditionTimeoutException e) {
      // The tests say what differs.
    }
  }

  @AfterAll
  void stop() throws Exception {
    graphite.stop();
  }

  @Test
  void minutes_askedForWithinAWeek_areThoseWritten() throws Exception {
    assertThat(Differences.between(minutes, shown(Duration.ofDays(3)))).isEmpty();
  }

  @Test
  void fiveMinutes_askedForSinceMoreThanAWeek_areMadeOfTheMinutes() throws Exception {
    assertThat(Differences.between(fiveMinutes, shown(Duration.ofDays(8)))).isEmpty();
  }

  @Test
  void hours_askedForSinceMoreThanSixtyDays_areMadeOfTheFiveMinutes() throws Exception {
    assertThat(Differences.between(hours, shown(Duration.ofDays(61)))).isEmpty();
  }

  @Test
  void requests_inEveryArchive_addUpToTheDays() throws Exception {
    for (int days : new int[] {3, 8, 61}) {
      Map<String, NavigableMap<Long, Double>> shown = shown(Duration.ofDays(days));

      assertThat(SUM.applyAsDouble(List.copyOf(shown.get(SPARSE + ".count").values())))
          .as("since %s days", days)
          .isEqualTo(8);
      assertThat(SUM.applyAsDouble(values(shown, "web-1.graphite-bridge.orders.count")))
          .as("since %s days", days)
          .isEqualTo(SUM.applyAsDouble(values(minutes, "web-1.graphite-bridge.orders.count")));
    }
  }

  private static Stream<DayOfMinutes> requests(String route) {
    return Stream.of(
        new DayOfMinutes(route + ".count", m -> 1 + m % 7, SUM),
        new DayOfMinutes(route + ".status_code.200", m -> m % 7, SUM),
        new DayOfMinutes(route + ".status_type.2XX", m -> m % 6, SUM),
        new DayOfMinutes(route + ".pt", m -> (20 + m * 7919 % 256) / 64.0, MEAN),
        new DayOfMinutes(route + ".pt.p50", m -> (19 + m * 7919 % 256) / 64.0, MAX),
        new DayOfMinutes(route + ".pt.p95", m -> (30 + m * 6007 % 256) / 64.0, MAX),
        new DayOfMinutes(route + ".pt.p99", m -> (40 + m * 5003 % 256) / 64.0, MAX),
        new DayOfMinutes(route + ".pt.max", m -> (50 + m * 4001 % 256) / 64.0, MAX),
        new DayOfMinutes(route + ".size", m -> 1000 + m * 3001 % 512, MEAN),
        new DayOfMinutes(route + ".size.max", m -> 2000 + m * 2003 % 512, MAX));
  }

  private static Stream<DayOfMinutes> sparse() {
    return Stream.of(
        new DayOfMinutes(SPARSE + ".count", m -> m % 180 == 7 ? 1 : Double.NaN, SUM),
        new DayOfMinutes(SPARSE + ".pt", m -> m % 180 == 7 ? 1 + m : Double.NaN, MEAN),
        new DayOfMinutes(SPARSE + ".pt.p99", m -> m % 180 == 7 ? 2 + m : Double.NaN, MAX));
  }

  /** Running totals, a gauge, and what a timer is reported as. */
  private static Stream<DayOfMinutes> stepped(String meters) {
    return Stream.of(
        new DayOfMinutes(meters + ".ordersPlaced.count", m -> 3 * m, LAST),
        new DayOfMinutes(meters + ".jvmThreadsLive", m -> 20 + m * 7919 % 16, MEAN),
        new DayOfMinutes(meters + ".ordersPacking.count", m -> 5 * m, LAST),
        new DayOfMinutes(meters + ".ordersPacking.max", m -> (50 + m * 4001 % 256) / 64.0, MAX),
        new DayOfMinutes(meters + ".ordersPacking.p999", m -> (40 + m * 5003 % 256) / 64.0, MAX),
        new DayOfMinutes(meters + ".ordersPacking.min", m -> (9 + m * 6007 % 256) / 64.0, MIN),
        new DayOfMinutes(meters + ".ordersPacking.mean", m -> (9 + m * 7919 % 256) / 64.0, MEAN),
        new DayOfMinutes(meters + ".ordersPacking.m1_rate", m -> m * 7919 % 64 / 64.0, MEAN));
  }

  private void send() throws IOException {
    StringBuilder lines = new StringBuilder();
    minutes.forEach(
        (name, values) ->
            values.forEach(
                (second, value) -> lines.append("%s %s %d%n".formatted(name, value, second))));
    Daemons.send(graphite.cachePort(), lines.toString());
  }

  /** Returns what is shown of a time that began so long ago, which chooses the archive. */
  private Map<String, NavigableMap<Long, Double>> shown(Duration since) throws Exception {
    return graphite.render(now - since.toSeconds());
  }

  private static List<Double> values(Map<String, NavigableMap<Long, Double>> series, String name) {
    return List.copyOf(series.get(name).values());
  }
}
