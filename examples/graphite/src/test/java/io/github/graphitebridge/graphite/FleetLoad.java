// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The same requests on two hosts whenever it is sent: a fast host with many, a slow one with fewer,
 * both on the same routes.
 */
final class FleetLoad {
  static final String FAST = "web-1";
  static final String SLOW = "web-2";
  static final int ROUTES = 12;

  /** Together 201 of a route, so that the 99th percentile is a request's own: number 198 from 0. */
  private static final Map<String, Integer> REQUESTS = Map.of(FAST, 141, SLOW, 60);

  private FleetLoad() {}

  /**
   * Sends the requests of two intervals to carbon-aggregator's port, and returns the lines.
   *
   * @param second at which the later interval's requests happen
   */
  static List<Line> send(int port, long second)
      throws IOException, InterruptedException, TimeoutException {
    try (RecordingRelay relay = RecordingRelay.start(port)) {
      for (String host : List.of(FAST, SLOW)) {
        sendRequests(host, relay.port(), second - ExpectedSeries.INTERVAL_SECONDS, 500);
        sendRequests(host, relay.port(), second, 400);
      }
      return relay.lines().stream().map(Line::parse).toList();
    }
  }

  /** Returns a route's nodes. */
  static String route(int number) {
    return "shop.r" + number;
  }

  /** Returns how long the requests of a route take on a host, in nanoseconds, in no order. */
  static LongStream nanos(int route, String host) {
    int count = REQUESTS.get(host);
    return IntStream.range(0, count)
        .map(i -> i * 37 % count)
        .mapToLong(i -> host.equals(FAST) ? 10 + i : 80 + i * i / 4)
        .map(millis -> TimeUnit.MILLISECONDS.toNanos(millis * (route + 1)));
  }

  private static void sendRequests(String host, int port, long second, int flour) {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host("127.0.0.1")
            .port(port)
            .hostNode(host)
            .closeTimeout(Duration.ofMinutes(1))
            .build();
    GraphiteBridgeMeterRegistry registry =
        new GraphiteBridgeMeterRegistry(config, new StandingClock(second));
    Gauge.builder("flour.kilograms", () -> flour).register(registry);
    // A close gives up early while carbon was never reached.
    await().atMost(Graphite.PATIENCE).until(registry.sender()::isConnected);
    RequestRecorder recorder = RequestRecorder.create(registry);
    for (int route = 0; route < ROUTES; route++) {
      String path = "/" + route(route).replace('.', '/');
      nanos(route, host).forEach(nanos -> recorder.record(request(path, nanos)));
    }
    registry.close();
    CarbonSender sender = registry.sender();
    for (DropReason reason : DropReason.values()) {
      assertThat(sender.dropped(reason)).as(reason.toString()).isZero();
    }
    assertThat(sender.sent()).isEqualTo(sender.recorded());
  }

  private static ServedRequest request(String path, long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    int status = millis % 7 == 0 ? 404 : 200;
    return new ServedRequest("GET", path, path, status, nanos, 100 * millis, null, Map.of());
  }

  /** All that is recorded happens in one second. */
  private record StandingClock(long second) implements Clock {
    @Override
    public long wallTime() {
      return TimeUnit.SECONDS.toMillis(second);
    }

    @Override
    public long monotonicTime() {
      return Clock.SYSTEM.monotonicTime();
    }
  }
}
