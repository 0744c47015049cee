// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.SeriesKind;
import io.github.graphitebridge.rules.AggregationMethod;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Holds a real carbon-c-relay with the generated file to carbon-aggregator's rules. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class RelayAggregationIT {
  /** Seconds. */
  private static final int INTERVAL = 10;

  /** Seconds. */
  private static final int LATE = 15;

  /**
   * Seconds between the latest point and the earliest end of the wait for it. Each name's wait is
   * longer by a random part of an interval: of many names some would show a wait that is too short.
   * Less than {@link #LATE}, or a wait without that would do as well.
   */
  private static final int SLACK = 8;

  private static final RequestSeries SERIES =
      RequestSeries.builder()
          .intervalSeconds(INTERVAL)
          .lateSeconds(LATE)
          .durationUnits(TimeUnit.MICROSECONDS)
          .sizes(List.of(AggregationMethod.P90, AggregationMethod.MIN, AggregationMethod.MAX))
          .build();

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String BRANCH = "web-1.graphite-bridge.";

  /** The relay prints six decimals, of a sum or mean that it computes as carbon does. */
  private static final double DIGITS = 1e-6;

  /** A series in one interval; which values went into it, in which way. */
  private record Output(String name, long interval, AggregationMethod method) {}

  @TempDir Path folder;

  private final AggregationRules rules = AggregationRules.of(SERIES);
  private final Map<String, List<Double>> values = new TreeMap<>();
  private final Map<String, Output> outputs = new TreeMap<>();
  private final Set<String> asTheyAre = new TreeSet<>();

  @Test
  void load_ofTwoHosts_comesOutAsCarbonsRulesSay() throws IOException {
    Random random = new Random(1);
    try (CarbonRelay relay = new CarbonRelay(folder, SERIES)) {
      try (CarbonSender sender = sender(relay)) {
        long now = System.currentTimeMillis() / 1000;
        for (String host : List.of("web-1", "web-2_x")) {
          for (String route : List.of("root", "products.id", "reports.status_page")) {
            for (long second = now - 3; second <= now; second++) {
              requests(sender, host + ".graphite-bridge." + route, second, random);
            }
          }
        }
        record(sender, "web-1.graphite-bridge-meters.jobs.count", SeriesKind.SUM, 17, now);
        record(sender, "web-1.other-app.requests.count", SeriesKind.SUM, 3, now);
      }
      Set<String> expected = new TreeSet<>(asTheyAre);
      expected.addAll(outputs.keySet());

      awaitNames(relay, expected);

      assertThat(relay.emitted()).hasSameSizeAs(expected);
      relay.emitted().forEach(this::check);
    }
  }

  @Test
  void points_asLateAsTheyMayBe_countAndLaterOnesOverwriteNothing() throws IOException {
    List<String> names = IntStream.range(0, 40).mapToObj(i -> BRANCH + "r" + i + ".count").toList();
    try (CarbonRelay relay = new CarbonRelay(folder, SERIES);
        CarbonSender sender = sender(relay)) {
      long now = System.currentTimeMillis() / 1000;
      long begin = now - now % INTERVAL;
      names.forEach(name -> record(sender, name, SeriesKind.SUM, 1, begin));
      long late = begin + INTERVAL - SLACK;
      awaitSecond(late + LATE);
      names.forEach(name -> record(sender, name, SeriesKind.SUM, 1, late));
      awaitNames(relay, outputs.keySet());
      names.forEach(name -> sender.series(name, SeriesKind.SUM).record(1, begin));
      long end = System.currentTimeMillis() / 1000;
      record(sender, BRANCH + "end.count", SeriesKind.SUM, 1, end);

      awaitNames(relay, outputs.keySet());

      assertThat(relay.emitted()).hasSize(2 * names.size() + 2).allSatisfy(this::check);
    }
  }

  /** Why the file has no percentiles of seconds. Where this fails, a release tells them apart. */
  @Test
  void percentile_ofValuesLessThanOneApart_isWrong() throws IOException {
    try (CarbonRelay relay = new CarbonRelay(folder, SERIES)) {
      try (CarbonSender sender = sender(relay)) {
        long now = System.currentTimeMillis() / 1000;
        for (int i = 99; i >= 0; i--) {
          record(sender, BRANCH + "a.pt", SeriesKind.SAMPLE, i / 100.0, now);
        }
      }

      awaitNames(relay, outputs.keySet());

      assertThat(relay.emitted())
          .filteredOn(point -> point.name().equals(BRANCH + "a.pt.p99"))
          .singleElement()
          .satisfies(point -> assertThat(point.value()).isEqualTo(0.01));
      assertThat(relay.emitted())
          .filteredOn(point -> point.name().equals(BRANCH + "a.pt.max"))
          .singleElement()
          .satisfies(point -> assertThat(point.value()).isEqualTo(0.99));
    }
  }

  private void requests(CarbonSender sender, String branch, long second, Random random) {
    int count = 1 + random.nextInt(40);
    for (int i = 0; i < count; i++) {
      record(sender, branch + ".count", SeriesKind.SUM, 1, second);
      record(sender, branch + ".status_code.20" + i % 3, SeriesKind.SUM, 1, second);
      record(sender, branch + ".status_type.2XX", SeriesKind.SUM, 1, second);
      double micros = random.nextInt(1, 2_000_000);
      record(sender, branch + ".pt", SeriesKind.SAMPLE, micros, second);
      record(sender, branch + ".size", SeriesKind.SAMPLE, random.nextInt(100_000), second);
    }
  }

  private void record(
      CarbonSender sender, String name, SeriesKind kind, double value, long second) {
    sender.series(name, kind).record(value, second);
    if (rules.matches(name).isEmpty()) {
      asTheyAre.add(name + ' ' + second);
    }
    rules
        .matches(name)
        .forEach(
            match -> {
              long interval = second - second % INTERVAL;
              String key = match.output() + ' ' + interval;
              outputs.put(key, new Output(match.output(), interval, match.rule().method()));
              values.computeIfAbsent(key, unused -> new ArrayList<>()).add(value);
            });
  }

  private void check(CarbonPoint point) {
    Output output = outputs.get(key(point));
    if (output == null) {
      return;
    }
    double[] sorted =
        values.get(key(point)).stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (isPercentile(output.method())) {
      double rank = percent(output.method()) / 100.0 * (sorted.length - 1);
      assertThat(point.value())
          .as("one of the two that carbon's %s lies between, of %s", output, sorted.length)
          .isIn(sorted[(int) Math.floor(rank)], sorted[(int) Math.ceil(rank)]);
    } else {
      assertThat(point.value())
          .as(output.toString())
          .isCloseTo(output.method().of(sorted), within(DIGITS));
    }
  }

  private static boolean isPercentile(AggregationMethod method) {
    return method.toString().matches("p[0-9]+");
  }

  private static int percent(AggregationMethod method) {
    return Integer.parseInt(method.toString().substring(1));
  }

  private static void awaitSecond(long second) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> System.currentTimeMillis() / 1000 >= second);
  }

  private static void awaitNames(CarbonRelay relay, Set<String> expected) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> assertThat(keys(relay)).isEqualTo(expected));
  }

  private static Set<String> keys(CarbonRelay relay) {
    return relay.emitted().stream()
        .map(RelayAggregationIT::key)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String key(CarbonPoint point) {
    return point.name() + ' ' + point.timestampSeconds();
  }

  /** Returns a sender that is connected: points that wait for the connection would come late. */
  private static CarbonSender sender(CarbonRelay relay) {
    CarbonSender sender =
        CarbonSender.builder()
            .host("127.0.0.1")
            .port(relay.port())
            .closeTimeout(Duration.ofMinutes(1))
            .build();
    await().atMost(PATIENCE).until(sender::isConnected);
    return sender;
  }
}
