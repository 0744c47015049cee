// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.CarbonSenderMetrics;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a registry puts on the wire, received by a carbon in this JVM. */
class GraphiteBridgeMeterRegistryTest {
  private static final long NOW = 1_700_000_000L;

  private final CarbonServer carbon = CarbonServer.start();
  private final MockClock clock = new MockClock();
  private GraphiteBridgeMeterRegistry registry;

  @BeforeEach
  void open() {
    clock.addSeconds(NOW - clock.wallTime() / 1000);
    registry = Connected.of(new GraphiteBridgeMeterRegistry(settings().build(), clock));
  }

  @AfterEach
  void close() {
    registry.close();
    carbon.close();
    assertThat(carbon.rejected()).isEmpty();
  }

  @Test
  void record_oneRequestWithDefaultHooks_sendsExactlyFiveLines() {
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(request("/foo/{bar}", 200, 12_345_678L, 321));

    assertThat(requestLines(5))
        .containsExactlyInAnyOrder(
            "web.graphite-bridge.foo.bar.pt 0.012345678 1700000000",
            "web.graphite-bridge.foo.bar.count 1 1700000000",
            "web.graphite-bridge.foo.bar.size 321 1700000000",
            "web.graphite-bridge.foo.bar.status_code.200 1 1700000000",
            "web.graphite-bridge.foo.bar.status_type.2XX 1 1700000000");
  }

  @Test
  void record_twoStatusesOfOneRoute_shareNamesAndKeepTheirOwnState() {
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(request("/foo", 200, 1_000_000L, 10));
    recorder.record(request("/foo", 500, 3_000_000L, 20));

    assertThat(requestLines(10))
        .contains(
            "web.graphite-bridge.foo.pt 0.001 1700000000",
            "web.graphite-bridge.foo.pt 0.003 1700000000",
            "web.graphite-bridge.foo.status_code.200 1 1700000000",
            "web.graphite-bridge.foo.status_code.500 1 1700000000");
    assertThat(registry.get("http.route.pt").tag("status", "200").timer().count()).isOne();
    assertThat(
            registry.get("http.route.pt").tag("status", "500").timer().max(TimeUnit.MILLISECONDS))
        .isEqualTo(3);
  }

  @Test
  void record_eventsOfDifferentSeconds_carryTheirOwnSecond() {
    Counter counter = registry.counter("http.route.hits", "route", "/a");

    counter.increment();
    clock.addSeconds(1);
    counter.increment(2.5);

    assertThat(requestLines(2))
        .containsExactly(
            "web.graphite-bridge.a.hits 1 1700000000", "web.graphite-bridge.a.hits 2.5 1700000001");
  }

  @Test
  void record_valuesThatAreNoNumbers_areDroppedAndCounted() {
    Counter counter = registry.counter("http.route.hits", "route", "/a");
    DistributionSummary summary = registry.summary("http.route.size", "route", "/a");

    counter.increment(Double.NaN);
    counter.increment(Double.POSITIVE_INFINITY);
    summary.record(Double.NaN);
    summary.record(Double.POSITIVE_INFINITY);
    summary.record(-1);
    counter.increment(3);

    assertThat(registry.sender().dropped(DropReason.INVALID)).isEqualTo(4);
    assertThat(requestLines(1)).containsExactly("web.graphite-bridge.a.hits 3 1700000000");
    assertThat(counter.count()).isEqualTo(3);
    assertThat(summary.count()).isZero();
  }

  @Test
  void close_steppedMeters_areReportedOnceUnderMeterGroup() {
    Counter jobs = registry.counter("jobs.done", "queue", "mail.out");
    registry.gauge("pool.size", 0.1234567890123);
    new JvmMemoryMetrics().bindTo(registry);

    jobs.increment(100);
    registry.close();

    carbon.await("web.graphite-bridge-meters.jobsDone.queue.mail_out.count", 1);
    assertThat(carbon.points("web.graphite-bridge-meters.jobsDone.queue.mail_out.count"))
        .extracting(CarbonPoint::value)
        .containsExactly(100.0);
    assertThat(carbon.points("web.graphite-bridge-meters.poolSize"))
        .extracting(CarbonPoint::line)
        .containsExactly("web.graphite-bridge-meters.poolSize 0.1234567890123 1700000000");
    assertThat(carbon.points())
        .extracting(CarbonPoint::name)
        .allMatch(name -> name.startsWith("web.graphite-bridge-meters."))
        .anyMatch(name -> name.contains("jvmMemoryUsed"));
  }

  @Test
  void steppedTimer_shortTimes_areNotRoundedAway() {
    Timer timer = registry.timer("db.query");

    timer.record(3, TimeUnit.MILLISECONDS);
    registry.close();

    assertThat(carbon.await("web.graphite-bridge-meters.dbQuery.max", 1))
        .extracting(CarbonPoint::value)
        .containsExactly(0.003);
  }

  @Test
  void foreignTimer_withRouteTag_becomesPoints() {
    Timer spring = registry.timer("http.server.requests", "uri", "/foo/{id:\\d+}", "status", "404");

    spring.record(Duration.ofMillis(20));

    assertThat(requestLines(4))
        .containsExactlyInAnyOrder(
            "web.graphite-bridge.foo.id.pt 0.02 1700000000",
            "web.graphite-bridge.foo.id.count 1 1700000000",
            "web.graphite-bridge.foo.id.status_code.404 1 1700000000",
            "web.graphite-bridge.foo.id.status_type.4XX 1 1700000000");
  }

  @Test
  void foreignTimer_ktorsUnmatchedPath_isNotFound() {
    Timer ktor =
        registry.timer("ktor.http.server.requests", "route", "/etc/passwd", "status", "404");

    ktor.record(Duration.ofMillis(20));

    assertThat(requestLines(4))
        .hasSize(4)
        .allMatch(line -> line.startsWith("web.graphite-bridge.NOT_FOUND."));
  }

  @Test
  void foreignTimer_besideOwnHooks_doesNotCountTwice() {
    Timer spring = registry.timer("http.server.requests", "uri", "/foo", "status", "200");
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(request("/foo", 200, 1_000_000L, 10));
    spring.record(Duration.ofMillis(1));

    assertThat(requestLines(5)).filteredOn(line -> line.contains(".count ")).hasSize(1);
    assertThat(spring.count()).isOne();
  }

  @Test
  void foreignTimer_moreRoutesThanAllowed_goUnderOther() {
    try (CarbonServer other = CarbonServer.start()) {
      GraphiteBridgeConfig config = settings().port(other.port()).maxRoutes(1).build();
      GraphiteBridgeMeterRegistry small = new GraphiteBridgeMeterRegistry(config, clock);

      small
          .timer("http.server.requests", "uri", "/a", "status", "200")
          .record(Duration.ofMillis(1));
      small
          .timer("http.server.requests", "uri", "/b", "status", "200")
          .record(Duration.ofMillis(1));

      other.await("web.graphite-bridge.a.count", 1);
      other.await("web.graphite-bridge.OTHER.count", 1);
      small.close();
    }
  }

  @Test
  void requestTimer_withPercentilesAndBuckets_keepsThemOutOfTheTree() {
    Timer timer =
        Timer.builder("http.route.pt")
            .tags("route", "/a", "status", "200")
            .publishPercentiles(0.5, 0.99)
            .publishPercentileHistogram()
            .serviceLevelObjectives(Duration.ofMillis(10))
            .register(registry);

    timer.record(Duration.ofMillis(5));
    registry.close();

    assertThat(requestLines(1)).containsExactly("web.graphite-bridge.a.pt 0.005 1700000000");
  }

  @Test
  void pushPerEvent_metersAskedFor_takeTheRoutesPlace() {
    try (CarbonServer other = CarbonServer.start()) {
      GraphiteBridgeMeterRegistry plain =
          GraphiteBridgeMeterRegistry.builder(settings().port(other.port()).build())
              .clock(clock)
              .pushPerEvent(id -> id.getName().startsWith("orders."))
              .build();

      plain.counter("orders.placed", "kind", "web/app").increment();
      plain.timer("orders.packing").record(Duration.ofSeconds(2));
      plain.summary("orders.value").record(9.99);
      plain.counter("users.created").increment();

      other.awaitLines(3);
      assertThat(other.lines())
          .containsExactlyInAnyOrder(
              "web.graphite-bridge.orders.placed.kind.web_app.count 1 1700000000",
              "web.graphite-bridge.orders.packing.pt 2 1700000000",
              "web.graphite-bridge.orders.value.size 9.99 1700000000");
      plain.close();
    }
  }

  @Test
  void pushPerEvent_thatThrows_leavesTheMeterStepped() {
    GraphiteBridgeMeterRegistry faulty =
        GraphiteBridgeMeterRegistry.builder(settings().enabled(false).build())
            .pushPerEvent(id -> id.getTag("kind").equals("web"))
            .build();

    Counter counter = faulty.counter("jobs");
    counter.increment();

    assertThat(counter.count()).isOne();
  }

  @Test
  void mapper_customLambda_namesRequestMetersToo() {
    try (CarbonServer other = CarbonServer.start()) {
      GraphiteBridgeMeterRegistry custom =
          new GraphiteBridgeMeterRegistry(
              settings().port(other.port()).build(),
              clock,
              (id, convention) -> "shop." + id.getName() + "." + id.getTag("route"));

      custom.counter("http.route.count", "route", "a b\n2").increment();

      other.awaitLines(1);
      assertThat(other.lines()).containsExactly("shop.http.route.count.a_b_2 1 1700000000");
      custom.close();
    }
  }

  @Test
  void filters_setAfterTheConstructor_reachTheBridgesOwnMetersToo() {
    assertThat(registry.getMeters()).isEmpty();
    registry.config().commonTags("region", "eu");

    registry.counter("jobs").increment();

    assertThat(registry.get("graphite.bridge.acknowledging").tag("region", "eu").gauge().value())
        .isOne();
    assertThat(registry.getMeters())
        .allMatch(meter -> "eu".equals(meter.getId().getTag("region")))
        .hasSizeGreaterThan(10);
  }

  @Test
  void sendersMeters_boundByTheApplicationFirst_areRegisteredOnce() {
    new CarbonSenderMetrics(registry.sender()).bindTo(registry);
    registry.counter("jobs").increment();

    assertThat(registry.get("graphite.bridge.acknowledging").meters()).hasSize(1);
    assertThat(registry.find("graphite.bridge.name.faults").meters()).hasSize(3);
  }

  @Test
  void close_twice_reportsOnceAndKeepsAccounts() {
    Counter counter = registry.counter("http.route.hits", "route", "/a");

    counter.increment();
    registry.close();
    counter.increment();
    registry.close();

    CarbonSender sender = registry.sender();
    carbon.awaitLines((int) sender.lines());
    assertThat(carbon.points("web.graphite-bridge.a.hits")).hasSize(1);
    assertThat(carbon.points("web.graphite-bridge-meters.graphiteBridgeAcknowledging")).hasSize(1);
    assertThat(sender.dropped(DropReason.CLOSED)).isOne();
    assertThat(sender.recorded()).isEqualTo(sender.sent() + 1 + sender.dropped(DropReason.INVALID));
    assertThat(sender.waiting()).isZero();
  }

  @Test
  void close_givenSender_staysOpen() {
    CarbonSender shared =
        CarbonSender.builder().port(carbon.port()).clock(() -> clock.wallTime() / 1000).build();
    GraphiteBridgeMeterRegistry guest =
        GraphiteBridgeMeterRegistry.builder(settings().build()).clock(clock).sender(shared).build();

    guest.close();
    await().until(shared::isConnected);

    assertThat(shared.waiting()).isZero();
    shared.close();
  }

  @Test
  void enabledFalse_nothing_isSentOrCounted() {
    GraphiteBridgeMeterRegistry off =
        new GraphiteBridgeMeterRegistry(settings().enabled(false).build(), clock);

    off.counter("http.route.hits", "route", "/a").increment();
    off.counter("jobs.done").increment();
    off.close();

    assertThat(off.sender().recorded()).isZero();
    assertThat(off.sender().isConnected()).isFalse();
  }

  @Test
  void constructor_wrongSetting_failsBeforeAnythingStarts() {
    GraphiteBridgeConfig wrong = key -> key.equals("graphite.bridge.port") ? "70000" : null;

    assertThatThrownBy(() -> new GraphiteBridgeMeterRegistry(wrong, clock))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("graphite.bridge.port")
        .hasMessageContaining("70000")
        .hasMessageContaining("65535");
  }

  @Test
  void remove_aMeter_stopsItsReportAndNobodyElses() {
    Meter removed = registry.counter("jobs.done", "queue", "a");
    registry.counter("jobs.done", "queue", "b");

    registry.remove(removed);
    registry.close();

    carbon.await("web.graphite-bridge-meters.jobsDone.queue.b.count", 1);
    assertThat(carbon.points("web.graphite-bridge-meters.jobsDone.queue.a.count")).isEmpty();
  }

  private GraphiteBridgeConfigBuilder settings() {
    return Connected.to(carbon).hostNode("web");
  }

  /** Returns the lines below the group, once there are so many, and the sender has no more. */
  private List<String> requestLines(int count) {
    carbon.awaitLines(count);
    registry.close();
    return carbon.lines().stream().filter(line -> line.startsWith("web.graphite-bridge.")).toList();
  }

  private static ServedRequest request(String route, int status, long nanos, long size) {
    return new ServedRequest("GET", route, route, status, nanos, size, null, Map.of());
  }
}
