// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static io.github.graphitebridge.graphite.Exchange.ANY_VALUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.graphite.Exchange.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From requests over HTTP to what graphite-web shows of them: two hosts with the plugin, a real
 * carbon-aggregator with the shipped rules, carbon-cache, graphite-web.
 *
 * <p>All is sent once; each test looks at it from another side. Where the daemons are missing it
 * fails.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GraphiteEndToEndIT {
  private static final String ORDERS = "web-1.graphite-bridge-meters.ordersPlaced.count";
  private static final String THREADS = "web-1.graphite-bridge-meters.jvmThreadsLive";

  private final List<Exchange> exchanges = new ArrayList<>();
  private final List<CarbonSender> senders = new ArrayList<>();
  private Graphite graphite;
  private List<Line> lines;
  private Map<String, NavigableMap<Long, Double>> expected;
  private Map<String, NavigableMap<Long, Double>> shown;

  @BeforeAll
  void sendAndWait(@TempDir Path folder) throws Exception {
    long begin = Instant.now().getEpochSecond();
    graphite = new Graphite(folder.resolve("graphite"));
    graphite.start();
    lines = linesOfTwoRounds();
    expected = ExpectedSeries.of(lines);
    // While an interval runs its value is partial; the final one comes one interval later at most.
    try {
      await()
          .atMost(Graphite.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                shown = graphite.render(begin - ExpectedSeries.INTERVAL_SECONDS);
                return Differences.between(expected, shown).isEmpty();
              });
    } catch (ConditionTimeoutException e) {
      // The tests say what differs.
    }
  }

  @AfterAll
  void stop() throws Exception {
    graphite.stop();
  }

  @Test
  void lines_onTheWire_areThePointsOfTheRequestsSent() {
    Stream<Point> points = exchanges.stream().flatMap(exchange -> exchange.points().stream());

    assertThat(lines.stream().filter(Line::isRequest).map(GraphiteEndToEndIT::withoutTime))
        .containsExactlyInAnyOrderElementsOf(points.map(Point::text).toList());
  }

  @Test
  void senders_afterClose_haveSentEveryPointAsALine() {
    assertThat(senders.stream().mapToLong(CarbonSender::sent).sum()).isEqualTo(lines.size());
    assertThat(senders)
        .allSatisfy(
            sender -> {
              assertThat(sender.sent()).isEqualTo(sender.recorded()).isEqualTo(sender.lines());
              for (DropReason reason : DropReason.values()) {
                assertThat(sender.dropped(reason)).as(reason.toString()).isZero();
              }
            });
  }

  @Test
  void times_onTheWire_areInSeconds() {
    double delay = SampleApp.DELAY.toNanos() / 1e9;

    assertThat(lines)
        .filteredOn(line -> line.name().endsWith(".foo.bar.baz.boo.pt"))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line.number()).isBetween(delay, 500 * delay));
  }

  @Test
  void sizes_ofCompressedBodies_areThoseBeforeCompression() {
    assertThat(exchanges)
        .filteredOn(exchange -> exchange.transferred() < exchange.size())
        .isNotEmpty()
        .allSatisfy(exchange -> assertThat(exchange.call().route()).isEqualTo("report"));
  }

  @Test
  void series_inGraphite_areTheExpectedOnesAndNoOther() {
    Set<String> names = new TreeSet<>();
    exchanges.forEach(
        exchange -> exchange.points().forEach(point -> names.addAll(ExpectedSeries.names(point))));
    lines.stream().filter(line -> !line.isRequest()).map(Line::name).forEach(names::add);

    assertThat(shown.keySet()).as(graphite::log).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void counts_inGraphite_addUpToTheRequestsSent() {
    Map<String, Double> sent = new TreeMap<>();
    for (Exchange exchange : exchanges) {
      for (Point point : exchange.points()) {
        if (!point.value().equals(ANY_VALUE) && !point.name().endsWith(".size")) {
          sent.merge(point.name(), 1.0, Double::sum);
          sent.merge(point.overAllHosts(), 1.0, Double::sum);
        }
      }
    }

    Map<String, Double> sums = new TreeMap<>();
    shown.forEach(
        (name, values) ->
            sums.put(name, values.values().stream().mapToDouble(Double::doubleValue).sum()));
    assertThat(sums).as(graphite::log).containsAllEntriesOf(sent);
    assertThat(sums)
        .contains(
            entry("web-1.graphite-bridge.foo.count", 15.0),
            entry("web-2.graphite-bridge.foo.count", 10.0),
            entry("all.graphite-bridge.foo.count", 25.0),
            entry("all.graphite-bridge.NOT_FOUND.status_code.404", 10.0));
  }

  @Test
  void intervals_inGraphite_haveTheValuesOfTheirLines() {
    assertThat(Differences.between(expected, shown)).as(graphite::log).isEmpty();
    assertThat(shown.get("web-1.graphite-bridge.foo.pt")).hasSizeGreaterThan(1);
  }

  @Test
  void steppedMeters_inGraphite_areWhatWasReported() {
    assertThat(shown.get(ORDERS)).as(graphite::log).isEqualTo(expected.get(ORDERS));
    assertThat(shown.get(ORDERS).lastEntry().getValue()).isEqualTo(7);
    assertThat(shown.get(THREADS)).isEqualTo(expected.get(THREADS));
    assertThat(shown.get(THREADS).lastEntry().getValue()).isPositive();
  }

  /** Sends the mix in two intervals, on the first host thrice, on the second twice. */
  private List<Line> linesOfTwoRounds() throws IOException, InterruptedException, TimeoutException {
    try (RecordingRelay relay = RecordingRelay.start(graphite.aggregatorPort())) {
      try (SampleApp first = new SampleApp("web-1", relay.port());
          SampleApp second = new SampleApp("web-2", relay.port())) {
        senders.add(first.sender());
        senders.add(second.sender());
        first.placeOrders(3);
        sendMix(first);
        sendMix(first);
        sendMix(second);
        long interval = currentInterval();
        await().atMost(Graphite.PATIENCE).until(() -> currentInterval() > interval);
        first.placeOrders(4);
        sendMix(first);
        sendMix(second);
      }
      return relay.lines().stream().map(Line::parse).toList();
    }
  }

  private void sendMix(SampleApp app) throws IOException, InterruptedException {
    for (Call call : Call.MIX) {
      for (int i = 0; i < call.times(); i++) {
        exchanges.add(app.send(call));
      }
    }
  }

  private static long currentInterval() {
    return Instant.now().getEpochSecond() / ExpectedSeries.INTERVAL_SECONDS;
  }

  private static String withoutTime(Line line) {
    return new Point(line.name(), line.name().endsWith(".pt") ? ANY_VALUE : line.value()).text();
  }
}
