// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the default hooks leave in the meters and on the wire. */
class DefaultHooksTest {
  private static final long NOW = 1_700_000_000L;
  private static final String ROUTE = "web.shop.orders.id.";

  private final CarbonServer carbon = CarbonServer.start();
  private final MockClock clock = new MockClock();
  private final Thread test = Thread.currentThread();
  private GraphiteBridgeMeterRegistry registry;

  @BeforeEach
  void open() {
    clock.addSeconds(NOW - clock.wallTime() / 1000);
    registry = registry(builder());
  }

  @AfterEach
  void close() {
    registry.close();
    carbon.close();
  }

  @Test
  void record_defaultHooks_areInTheMetersAtOnce() {
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(request(200, 2_000_000, 100));
    recorder.record(request(200, 4_000_000, 50));
    recorder.record(request(500, 8_000_000, 7));

    Timer time = registry.get("http.route.pt").tag("status", "200").timer();
    assertThat(time.count()).isEqualTo(2);
    assertThat(time.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(6);
    assertThat(time.max(TimeUnit.MILLISECONDS)).isEqualTo(4);
    DistributionSummary size = registry.get("http.route.size").tag("status", "200").summary();
    assertThat(size.count()).isEqualTo(2);
    assertThat(size.totalAmount()).isEqualTo(150);
    assertThat(size.max()).isEqualTo(100);
    for (String name : List.of("count", "status_code", "status_type")) {
      assertThat(counter(name, "200").count()).isEqualTo(2);
      assertThat(counter(name, "500").count()).isEqualTo(1);
    }
  }

  @Test
  void record_clockThatThrows_keepsTheCounts() {
    Clock broken =
        new MockClock() {
          @Override
          public long wallTime() {
            if (Thread.currentThread() == test) {
              throw new IllegalStateException("no time");
            }
            return super.wallTime();
          }
        };
    GraphiteBridgeMeterRegistry timeless =
        new GraphiteBridgeMeterRegistry(builder().enabled(false).build(), broken);

    RequestRecorder.create(timeless).record(request(200, 2_000_000, 100));

    for (String name : List.of("count", "status_code", "status_type")) {
      assertThat(timeless.get("http.route." + name).counter().count()).isOne();
    }
    assertThat(timeless.get(RequestRecorder.HOOK_FAILURES).counter().count()).isOne();
  }

  @Test
  void record_percentilesOnTheTimer_takeTheRequests() {
    registry.config().meterFilter(percentiles());
    RequestRecorder recorder = RequestRecorder.create(registry);

    for (int i = 1; i <= 100; i++) {
      recorder.record(request(200, i * 1_000_000L, i));
    }

    assertThat(registry.get("http.route.pt").timer().takeSnapshot().percentileValues()[0])
        .satisfies(median -> assertThat(median.value(TimeUnit.MILLISECONDS)).isBetween(49.0, 52.0));
    assertThat(registry.get("http.route.size").summary().takeSnapshot().percentileValues()[0])
        .satisfies(median -> assertThat(median.value()).isBetween(49.0, 52.0));
  }

  @Test
  void record_timesInMilliseconds_areInThemOnTheWire() {
    GraphiteBridgeMeterRegistry milliseconds =
        registry(builder().durationUnits(TimeUnit.MILLISECONDS));

    RequestRecorder.create(milliseconds).record(request(200, 2_500_000, 100));
    milliseconds.close();

    assertThat(requestLines())
        .containsExactlyInAnyOrder(
            "pt 2.5", "size 100", "count 1", "status_code.200 1", "status_type.2XX 1");
  }

  @Test
  void record_oneMeterDenied_sendsTheOthers() {
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("http.route.size"));

    RequestRecorder.create(registry).record(request(200, 2_500_000, 100));
    registry.close();

    assertThat(requestLines())
        .containsExactlyInAnyOrder(
            "pt 0.0025", "count 1", "status_code.200 1", "status_type.2XX 1");
  }

  @Test
  void record_oneMeterRenamedIntoAStepped_sendsTheOthersAndReportsIt() {
    registry.config().meterFilter(renaming("http.route.count", "answers"));

    RequestRecorder.create(registry).record(request(200, 2_500_000, 100));
    registry.close();

    assertThat(requestLines())
        .containsExactlyInAnyOrder(
            "pt 0.0025", "size 100", "status_code.200 1", "status_type.2XX 1");
    assertThat(registry.get("answers").counter().count()).isOne();
  }

  @Test
  void record_ownMetersNamedAsAnotherFrameworks_stayOwn() {
    GraphiteBridgeMeterRegistry both =
        registry(builder().requestTimers("http.route.pt").responseSizes("http.route.size"));

    RequestRecorder.create(both).record(request(200, 2_500_000, 100));
    both.close();

    assertThat(requestLines())
        .containsExactlyInAnyOrder(
            "pt 0.0025", "size 100", "count 1", "status_code.200 1", "status_type.2XX 1");
  }

  @Test
  void record_sizeRenamedIntoAnotherFrameworks_givesWay() {
    registry.config().meterFilter(renaming("http.route.size", "vertx.http.server.response.bytes"));

    RequestRecorder.create(registry).record(request(200, 2_500_000, 100));
    registry.close();

    assertThat(requestLines())
        .containsExactlyInAnyOrder(
            "pt 0.0025", "count 1", "status_code.200 1", "status_type.2XX 1");
    assertThat(registry.get("vertx.http.server.response.bytes").summary().count()).isOne();
  }

  @Test
  void record_timeRenamedIntoAnotherFrameworks_givesWay() {
    registry.config().meterFilter(renaming("http.route.pt", "http.server.requests"));

    RequestRecorder.create(registry).record(request(200, 2_500_000, 100));
    registry.close();

    assertThat(requestLines())
        .containsExactlyInAnyOrder("size 100", "count 1", "status_code.200 1", "status_type.2XX 1");
    assertThat(registry.get("http.server.requests").timer().count()).isOne();
  }

  @Test
  void record_meterOfTheSameNameThatScales_isScaledOnTheWire() {
    DistributionSummary.builder("http.route.size")
        .tags(List.of(Tag.of("route", "/orders/{id}"), Tag.of("status", "200")))
        .scale(8)
        .register(registry);

    RequestRecorder.create(registry).record(request(200, 2_500_000, 100));
    registry.close();

    assertThat(requestLines()).contains("size 800");
    assertThat(registry.get("http.route.size").summary().totalAmount()).isEqualTo(800);
  }

  private GraphiteBridgeConfigBuilder builder() {
    return GraphiteBridgeConfig.builder()
        .host(carbon.host())
        .port(carbon.port())
        .hostNode("web")
        .group("shop");
  }

  private GraphiteBridgeMeterRegistry registry(GraphiteBridgeConfigBuilder settings) {
    return Connected.of(new GraphiteBridgeMeterRegistry(settings.build(), clock));
  }

  private Counter counter(String leaf, String status) {
    return registry.get("http.route." + leaf).tag("status", status).counter();
  }

  /** Returns the leaf and the value of each line of the one route. */
  private List<String> requestLines() {
    carbon.drain();
    return carbon.lines().stream()
        .filter(line -> line.startsWith(ROUTE))
        .map(line -> line.substring(ROUTE.length(), line.lastIndexOf(' ')))
        .toList();
  }

  private static MeterFilter percentiles() {
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return DistributionStatisticConfig.builder().percentiles(0.5).build().merge(config);
      }
    };
  }

  private static MeterFilter renaming(String from, String to) {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals(from) ? id.withName(to) : id;
      }
    };
  }

  private static ServedRequest request(int status, long nanos, long bytes) {
    return new ServedRequest(
        "GET", "/orders/{id}", "/orders/7", status, nanos, bytes, null, Map.of());
  }
}
