// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Clock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Prints how many requests a second each of carbon's daemons can take, by the processor time that a
 * known number costs it. They arrive at a rate that none has trouble with; that none is lost is
 * asserted.
 *
 * <p>No suite runs it, as the numbers are the machine's; {@code docs/carbon-relays.md} has the
 * command.
 */
@Timeout(300)
final class CarbonCapacity {
  private static final int REQUESTS = 100_000;
  private static final int REQUESTS_PER_SECOND = 5_000;
  private static final int ROUTES = 10;

  @TempDir Path folder;
  private Graphite graphite;

  @AfterEach
  void stop() throws Exception {
    graphite.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void daemons_takingManyRequests_loseNone(int aggregators) throws Exception {
    List<String> daemons =
        aggregators == 1
            ? List.of("carbon-aggregator")
            : List.of("carbon-relay", "carbon-aggregator", "carbon-aggregator-b");
    graphite = new Graphite(folder.resolve("graphite"));
    graphite.start(Map.of("AGGREGATORS", Integer.toString(aggregators), "INTERVAL", "60"));
    long begin = System.currentTimeMillis() / 1000;
    Map<String, Duration> before = processorTimes(daemons);

    send();
    await()
        .atMost(Duration.ofSeconds(150))
        .pollInterval(Duration.ofSeconds(5))
        .until(() -> shownRequests(begin - 60) == REQUESTS);

    processorTimes(daemons)
        .forEach((daemon, time) -> print(aggregators, daemon, time.minus(before.get(daemon))));
  }

  private void send() throws InterruptedException {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host("127.0.0.1")
            .port(graphite.aggregatorPort())
            .hostNode("web-1")
            .build();
    GraphiteBridgeMeterRegistry registry = new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM);
    RequestRecorder recorder = RequestRecorder.create(registry);
    CountDownLatch left = new CountDownLatch(REQUESTS);
    Pace pace = Pace.start(REQUESTS_PER_SECOND, number -> record(recorder, number, left));
    left.await();
    pace.close();
    registry.close();
    // None merged on the way: a line for each point.
    assertThat(registry.sender().lines()).isEqualTo(registry.sender().recorded());
  }

  private static void record(RequestRecorder recorder, long number, CountDownLatch left) {
    if (number < REQUESTS) {
      String path = "/r" + number % ROUTES;
      recorder.record(
          new ServedRequest(
              "GET", path, path, 200, 1_000_000 + number, 100 + number % 9, null, Map.of()));
      left.countDown();
    }
  }

  private double shownRequests(long fromSecond) throws IOException, InterruptedException {
    Map<String, NavigableMap<Long, Double>> shown = graphite.render(fromSecond);
    shown.keySet().removeIf(name -> !name.matches("all\\..*\\.count"));
    return shown.values().stream()
        .flatMap(values -> values.values().stream())
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private Map<String, Duration> processorTimes(List<String> daemons) throws IOException {
    Map<String, Duration> times = new TreeMap<>();
    for (String daemon : daemons) {
      times.put(daemon, graphite.processorTime(daemon));
    }
    return times;
  }

  private static void print(int aggregators, String daemon, Duration time) {
    System.out.printf(
        "%d aggregator(s): %-19s %5.2f s for %,d requests: a core takes %,.0f a second%n",
        aggregators, daemon, time.toMillis() / 1e3, REQUESTS, REQUESTS * 1e3 / time.toMillis());
  }
}
