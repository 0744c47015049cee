// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The request timers of other frameworks, on the wire. */
class FrameworkTimersTest {
  private static final long NOW = 1_700_000_000L;
  private static final String TREE = "web.graphite-bridge.";
  private static final Duration TIME = Duration.ofMillis(20);

  /** The lines of one request to {@code /foo} with our own hooks. */
  private static final String[] ONE_REQUEST = {
    "foo.pt 0.02", "foo.count 1", "foo.size 9", "foo.status_code.200 1", "foo.status_type.2XX 1"
  };

  private final CarbonServer carbon = CarbonServer.start();
  private final MockClock clock = new MockClock();
  private GraphiteBridgeMeterRegistry registry;

  /** The lines that the carbon has forgotten. */
  private long before;

  @BeforeEach
  void open() {
    clock.addSeconds(NOW - clock.wallTime() / 1000);
    registry =
        Connected.of(
            new GraphiteBridgeMeterRegistry(Connected.to(carbon).hostNode("web").build(), clock));
  }

  @AfterEach
  void close() {
    registry.close();
    carbon.close();
    assertThat(carbon.rejected()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          http.server.requests|uri|/foo/{bar}|status|200|foo.bar|200|2XX
          http.server.requests|uri|/foo/{id:\\d+}|status|201|foo.id|201|2XX
          http.server.requests|uri|/**|status|200|wildcard|200|2XX
          http.server.requests|uri|/**|status|404|NOT_FOUND|404|4XX
          http.server.requests|uri|UNKNOWN|status|405|NOT_FOUND|405|4XX
          http.server.requests|uri|root|status|200|root|200|2XX
          http.server.requests|uri|/|status|200|root|200|2XX
          http.server.requests|uri|NOT_FOUND|status|404|NOT_FOUND|404|4XX
          http.server.requests|uri|REDIRECTION|status|302|REDIRECTION|302|3XX
          http.server.requests|uri|UNKNOWN|status|UNKNOWN|UNKNOWN|UNKNOWN|UNKNOWN
          http.server.requests|uri|UNMATCHED_URI|status|404|NOT_FOUND|404|4XX
          http.server.requests|uri|/item/{id}|status|RESET|item.id|UNKNOWN|UNKNOWN
          jetty.server.requests|uri|/foo/{bar}|status|200|foo.bar|200|2XX
          ktor.http.server.requests|route|/foo/{bar}|status|200|foo.bar|200|2XX
          ktor.http.server.requests|route|/etc/passwd|status|404|NOT_FOUND|404|4XX
          ktor.http.server.requests|route|n/a|status|404|NOT_FOUND|404|4XX
          vertx.http.server.response.time|route|/foo/:bar|code|200|foo.bar|200|2XX
          vertx.http.server.response.time|route|/api>/foo/:bar|code|500|api.foo.bar|500|5XX
          http.server.request.duration|http.route|/a/{b}|http.response.status_code|200|a.b|200|2XX
          """)
  void record_timerOfAFramework_becomesPoints(
      String timer,
      String routeTag,
      String route,
      String statusTag,
      String status,
      String node,
      String code,
      String type) {
    Timer requests =
        registry.timer(
            timer, routeTag, route, statusTag, status, "method", "GET", "outcome", "SUCCESS");

    requests.record(TIME);

    assertTree(
        node + ".pt 0.02",
        node + ".count 1",
        node + ".status_code." + code + " 1",
        node + ".status_type." + type + " 1");
  }

  @Test
  void record_sizeOfAFramework_isTheSizeOfItsRoute() {
    DistributionSummary sizes =
        registry.summary("vertx.http.server.response.bytes", "route", "/foo/:bar", "code", "200");

    sizes.record(321);

    assertTree("foo.bar.size 321");
  }

  @Test
  void record_metersBesideTheRequestTimer_stayOutOfTheTree() {
    LongTaskTimer active =
        LongTaskTimer.builder("http.server.requests.active").tag("uri", "/foo").register(registry);
    LongTaskTimer.Sample running = active.start();
    registry.timer("http.client.requests", "uri", "/foo", "status", "200").record(TIME);
    registry.timer("http.server.requests", "method", "GET").record(TIME);
    registry.counter("http.server.requests", "uri", "/counted", "status", "200").increment();
    registry.summary("http.server.requests.size", "uri", "/foo", "status", "200").record(1);
    running.stop();

    assertTree();
  }

  @Test
  void record_percentilesAndObjectivesOnARequestTimer_stayOutOfTheTree() {
    Timer requests =
        Timer.builder("http.server.requests")
            .tags("uri", "/foo", "status", "200")
            .publishPercentiles(0.5, 0.99)
            .publishPercentileHistogram()
            .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofSeconds(1))
            .register(registry);

    requests.record(TIME);

    assertTree("foo.pt 0.02", "foo.count 1", "foo.status_code.200 1", "foo.status_type.2XX 1");
    assertThat(requests.takeSnapshot().percentileValues()).hasSize(2);
  }

  @Test
  void filter_percentilesForEveryMeter_throwsNowhere() {
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public DistributionStatisticConfig configure(
                  Meter.Id id, DistributionStatisticConfig config) {
                return DistributionStatisticConfig.builder()
                    .percentiles(0.5, 0.95)
                    .percentilesHistogram(true)
                    .build()
                    .merge(config);
              }
            });

    request("/foo", "200").record(TIME);
    request("/foo", "500").record(TIME);
    registry.timer("jobs", "kind", "a").record(TIME);
    registry.timer("jobs", "kind", "b").record(TIME);
    registry.summary("vertx.http.server.response.bytes", "route", "/foo", "code", "200").record(1);

    assertTree(
        "foo.pt 0.02",
        "foo.count 1",
        "foo.status_code.200 1",
        "foo.status_type.2XX 1",
        "foo.pt 0.02",
        "foo.count 1",
        "foo.status_code.500 1",
        "foo.status_type.5XX 1",
        "foo.size 1");
  }

  @Test
  void record_frameworksTimerBesideOurHooks_isNotReportedAndTheLogSaysSo() throws Exception {
    List<String> log =
        CapturedLog.of(
            () -> {
              registry.timer("http.server.requests", "uri", "/x", "status", "200").record(TIME);
              return RequestRecorder.create(registry);
            });

    assertThat(log.stream().filter(line -> line.startsWith("WARN Both")))
        .singleElement()
        .asString()
        .contains("only http.route.* is sent");
  }

  @Test
  void filter_thatDenies_leavesNothing() {
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("http.server"));
    long names = registry.getMeters().size();

    request("/foo", "200").record(TIME);

    assertTree();
    assertThat(registry.getMeters()).hasSize((int) names);
  }

  @Test
  void filter_thatDeniesSomeRoutes_leavesTheOthers() {
    registry.config().meterFilter(MeterFilter.deny(id -> "/health".equals(id.getTag("uri"))));

    request("/health", "200").record(TIME);
    request("/foo", "200").record(TIME);

    assertTree("foo.pt 0.02", "foo.count 1", "foo.status_code.200 1", "foo.status_type.2XX 1");
  }

  @Test
  void filter_thatReplacesTagValues_isFollowed() {
    registry
        .config()
        .meterFilter(
            MeterFilter.replaceTagValues(
                "uri", uri -> uri.startsWith("/tenants/") ? "/tenants/{name}" : uri));

    request("/tenants/acme", "200").record(TIME);
    request("/tenants/zeta", "200").record(TIME);

    assertTree(
        "tenants.name.pt 0.02",
        "tenants.name.count 1",
        "tenants.name.status_code.200 1",
        "tenants.name.status_type.2XX 1",
        "tenants.name.pt 0.02",
        "tenants.name.count 1",
        "tenants.name.status_code.200 1",
        "tenants.name.status_type.2XX 1");
  }

  @Test
  void filter_thatRenamesATimer_makesARequestTimerOfIt() {
    registry
        .config()
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                return id.getName().equals("my.requests")
                    ? id.withName("http.server.requests")
                    : id;
              }
            })
        .meterFilter(MeterFilter.renameTag("http.server.requests", "path", "uri"));

    registry.timer("my.requests", "path", "/foo", "status", "200").record(TIME);

    assertTree("foo.pt 0.02", "foo.count 1", "foo.status_code.200 1", "foo.status_type.2XX 1");
  }

  @Test
  void filter_thatDropsTheRoute_makesItASteppedTimer() {
    registry.config().meterFilter(MeterFilter.ignoreTags("uri"));

    request("/foo", "200").record(TIME);

    assertTree();
    registry.close();
    assertThat(carbon.awaitLines((int) registry.sender().lines()))
        .anyMatch(line -> line.startsWith("web.graphite-bridge-meters.httpServerRequests."));
  }

  @Test
  void commonTags_onEveryMeter_changeNoRequestsName() {
    registry.config().commonTags("region", "eu", "application", "shop");

    request("/foo", "200").record(TIME);

    assertTree("foo.pt 0.02", "foo.count 1", "foo.status_code.200 1", "foo.status_type.2XX 1");
  }

  @Test
  void composite_withAnother_bothGetEveryRequest() {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    SimpleMeterRegistry simple = new SimpleMeterRegistry();
    composite.add(simple).add(registry);

    timer(composite, "/foo", "200").record(TIME);
    timer(composite, "/foo", "200").record(TIME);

    assertTree(
        "foo.pt 0.02",
        "foo.count 1",
        "foo.status_code.200 1",
        "foo.status_type.2XX 1",
        "foo.pt 0.02",
        "foo.count 1",
        "foo.status_code.200 1",
        "foo.status_type.2XX 1");
    assertThat(timer(simple, "/foo", "200").count()).isEqualTo(2);
  }

  @Test
  void ownHooks_afterTheForeignTimer_countEachRequestOnceFromThenOn() {
    Timer foreign = request("/foo", "200");
    foreign.record(TIME);
    assertTree("foo.pt 0.02", "foo.count 1", "foo.status_code.200 1", "foo.status_type.2XX 1");
    before = registry.sender().lines();
    carbon.clear();

    RequestRecorder recorder = RequestRecorder.create(registry);
    recorder.record(served("/foo"));
    foreign.record(TIME);

    assertTree(ONE_REQUEST);
  }

  @Test
  void ownHooks_thatSeeTheVeryFirstRequestLast_countItOnce() {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(registry);
    RequestRecorder recorder = RequestRecorder.create(composite);

    timer(composite, "/foo", "200").record(TIME);
    recorder.record(served("/foo"));

    assertTree(ONE_REQUEST);
  }

  @Test
  void ownHooks_whereTheRegistryJoinsACompositeLater_countEachRequestOnce() {
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    RequestRecorder recorder = RequestRecorder.create(composite);
    composite.add(registry);

    timer(composite, "/foo", "200").record(TIME);
    recorder.record(served("/foo"));

    assertTree(ONE_REQUEST);
  }

  @Test
  void ownHooks_beforeTheForeignTimer_countEachRequestOnce() {
    RequestRecorder recorder = RequestRecorder.create(registry);
    recorder.record(served("/foo"));
    request("/foo", "200").record(TIME);
    request("/bar", "200").record(TIME);

    assertTree(ONE_REQUEST);
  }

  @Test
  void remove_theTimerOfOneStatus_leavesTheOther() {
    Timer ok = request("/foo", "200");
    Timer failed = request("/foo", "500");

    registry.remove(ok);
    failed.record(TIME);

    assertTree("foo.pt 0.02", "foo.count 1", "foo.status_code.500 1", "foo.status_type.5XX 1");
    assertThat(registry.find("http.server.requests").timers()).containsExactly(failed);
  }

  private Timer request(String uri, String status) {
    return timer(registry, uri, status);
  }

  private static Timer timer(MeterRegistry registry, String uri, String status) {
    return registry.timer("http.server.requests", "uri", uri, "status", status, "method", "GET");
  }

  private static ServedRequest served(String route) {
    return new ServedRequest("GET", route, route, 200, TIME.toNanos(), 9, null, Map.of());
  }

  /** Waits until what was recorded has arrived, and compares it with names and values. */
  private void assertTree(String... expected) {
    await().until(() -> registry.sender().waiting() == 0);
    carbon.awaitLines((int) (registry.sender().lines() - before));
    List<String> tree =
        carbon.lines().stream()
            .filter(line -> line.startsWith(TREE))
            .map(line -> line.substring(TREE.length(), line.lastIndexOf(' ')))
            .toList();
    assertThat(tree).containsExactlyInAnyOrder(expected);
  }
}
