// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static io.github.graphitebridge.request.Meters.in;
import static io.github.graphitebridge.request.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.CapturedLog;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestRecorderTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void create_anyRecorder_tellsHowManyHooksItHas() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();

    RequestRecorder.create(registry);
    RequestRecorder.builder(registry).hooks(List.of()).build();

    assertThat(registry.get(RequestRecorder.HOOKS).gauge().value()).isEqualTo(5);
    assertThat(registry.getMeters()).hasSize(1);
  }

  @Test
  void create_secondRecorderWhereAFilterDropsTags_leavesTheFirstOnesMeters() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    registry.config().meterFilter(MeterFilter.ignoreTags("route", "status"));
    RequestRecorder first = RequestRecorder.create(registry);
    first.record(request("/a", 200));

    RequestRecorder second = RequestRecorder.create(registry);
    first.record(request("/a", 200));
    second.record(request("/b", 200));

    assertThat(registry.get("http.route.count").counter().count()).isEqualTo(3);
  }

  @Test
  void record_defaultHooks_updatesFiveMetersOfRouteAndStatus() {
    RequestRecorder recorder = RequestRecorder.create(registry);

    recorder.record(
        new ServedRequest("GET", "/orders/{id}", "/orders/7", 200, 1_500_000, 42, null, Map.of()));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "TIMER http.route.pt{route=/orders/{id},status=200} count=1 total=0.0015 seconds",
            "COUNTER http.route.count{route=/orders/{id},status=200} count=1",
            "DISTRIBUTION_SUMMARY http.route.size{route=/orders/{id},status=200}"
                + " count=1 total=42 bytes",
            "COUNTER http.route.status_code{route=/orders/{id},status=200} count=1",
            "COUNTER http.route.status_type{route=/orders/{id},status=200} count=1");
  }

  @Test
  void record_sameRouteWithTwoStatuses_keepsThemApart() {
    RequestRecorder recorder = counting();

    recorder.record(request("/a", 200));
    recorder.record(request("/a", 500));
    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER http.route.count{route=/a,status=200} count=2",
            "COUNTER http.route.count{route=/a,status=500} count=1");
  }

  @ParameterizedTest
  @CsvSource({
    "100, 100",
    "200, 200",
    "599, 599",
    "99, UNKNOWN",
    "600, UNKNOWN",
    "0, UNKNOWN",
    "-1, UNKNOWN",
    "2147483647, UNKNOWN"
  })
  void record_anyStatus_tagsHttpStatusesOnly(int status, String tag) {
    counting().record(request("/a", status));

    assertThat(in(registry))
        .containsExactly("COUNTER http.route.count{route=/a,status=" + tag + "} count=1");
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND, 404",
    "405, NOT_FOUND, 405",
    "300, REDIRECTION, 300",
    "304, REDIRECTION, 304",
    "399, REDIRECTION, 399",
    "200, UNKNOWN, 200",
    "401, UNKNOWN, 401",
    "500, UNKNOWN, 500",
    "-300, UNKNOWN, UNKNOWN"
  })
  void record_noRoute_countsUnderWordForStatus(int status, String route, String tag) {
    counting().record(request("", status));

    assertThat(in(registry))
        .containsExactly(
            "COUNTER http.route.count{route=" + route + ",status=" + tag + "} count=1");
  }

  @ParameterizedTest
  @CsvSource({"STATIC, 200", "STATIC, 304", "PREFLIGHT, 200", "PREFLIGHT, 403"})
  void record_requestThatNoRouteServes_countsUnderItsWord(String route, int status) {
    RequestRecorder recorder = RequestRecorder.builder(registry).maxRoutes(1).build();

    recorder.record(request(route, status));
    recorder.record(request("/" + route, status));
    recorder.record(request("/full", status));

    assertThat(registry.get("http.route.count").counters())
        .extracting(counter -> counter.getId().getTag("route") + " " + counter.count())
        .containsExactlyInAnyOrder(route + " 1.0", "/" + route + " 1.0", "OTHER 1.0");
  }

  @Test
  void record_methodTag_keepsTheNineMethodsApart() {
    RequestRecorder recorder =
        RequestRecorder.builder(registry)
            .hooks(List.of(RequestHooks.COUNT))
            .maxRoutes(1)
            .methodTag(true)
            .build();

    for (String method : List.of("GET", "PUT", "BREW", "get", "GET")) {
      recorder.record(new ServedRequest(method, "/a", "/a", 200, 1, 1, null, Map.of()));
      recorder.record(new ServedRequest(method, "", "/b", 404, 1, 1, null, Map.of()));
    }
    recorder.record(new ServedRequest("GET", "/b", "/b", 200, 1, 1, null, Map.of()));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER http.route.count{method=GET,route=/a,status=200} count=2",
            "COUNTER http.route.count{method=PUT,route=/a,status=200} count=1",
            "COUNTER http.route.count{method=OTHER,route=/a,status=200} count=2",
            "COUNTER http.route.count{method=GET,route=NOT_FOUND,status=404} count=2",
            "COUNTER http.route.count{method=PUT,route=NOT_FOUND,status=404} count=1",
            "COUNTER http.route.count{method=OTHER,route=NOT_FOUND,status=404} count=2",
            "COUNTER http.route.count{method=GET,route=OTHER,status=200} count=1");
  }

  @ParameterizedTest
  @CsvSource({
    "/, /",
    "/a/, /a/",
    "no-leading, /no-leading",
    "NOT_FOUND, /NOT_FOUND",
    "OTHER, /OTHER",
    "/UNKNOWN, /UNKNOWN",
    "*, /*"
  })
  void record_anyTemplate_cannotPassForWordOfOurs(String template, String tag) {
    counting().record(request(template, 200));

    assertThat(in(registry))
        .containsExactly("COUNTER http.route.count{route=" + tag + ",status=200} count=1");
  }

  @Test
  void record_durationAndSizeUnknown_recordsNeither() {
    RequestRecorder recorder =
        RequestRecorder.builder(registry)
            .hooks(List.of(RequestHooks.PROCESSING_TIME, RequestHooks.RESPONSE_SIZE))
            .build();

    recorder.record(new ServedRequest("GET", "/a", "/a", 200, -1, -1, null, Map.of()));

    assertThat(in(registry)).isEmpty();
  }

  @Test
  void record_durationAndSizeZero_recordsBoth() {
    RequestRecorder recorder =
        RequestRecorder.builder(registry)
            .hooks(List.of(RequestHooks.PROCESSING_TIME, RequestHooks.RESPONSE_SIZE))
            .build();

    recorder.record(new ServedRequest("GET", "/a", "/a", 200, 0, 0, null, Map.of()));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "TIMER http.route.pt{route=/a,status=200} count=1 total=0 seconds",
            "DISTRIBUTION_SUMMARY http.route.size{route=/a,status=200} count=1 total=0 bytes");
  }

  @Test
  void record_compositeRegistry_reachesEveryMember() {
    SimpleMeterRegistry second = new SimpleMeterRegistry();
    CompositeMeterRegistry composite = new CompositeMeterRegistry();
    composite.add(registry);
    RequestRecorder recorder = RequestRecorder.create(composite);

    recorder.record(request("/a", 200));
    composite.add(second);
    recorder.record(request("/a", 200));

    assertThat(registry.get("http.route.count").counter().count()).isEqualTo(2);
    assertThat(second.get("http.route.count").counter().count()).isEqualTo(1);
    assertThat(in(second)).hasSize(5);
  }

  @Test
  void record_moreRoutesThanMaxRoutes_countsRestUnderOtherAndWarnsOnce() throws Exception {
    RequestRecorder recorder =
        RequestRecorder.builder(registry).hooks(List.of(RequestHooks.COUNT)).maxRoutes(2).build();
    List<ServedRequest> requests = new ArrayList<>();
    for (String route : List.of("/a", "/b", "/c", "/a", "/d", "/c", "")) {
      requests.add(request(route, 404));
    }

    List<String> log =
        CapturedLog.withoutSenders(
            () -> {
              requests.forEach(recorder::record);
              return null;
            });

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER http.route.count{route=/a,status=404} count=2",
            "COUNTER http.route.count{route=/b,status=404} count=1",
            "COUNTER http.route.count{route=OTHER,status=404} count=3",
            "COUNTER http.route.count{route=NOT_FOUND,status=404} count=1");
    assertThat(log)
        .containsExactly(
            "WARN More than 2 routes"
                + " (maxRoutes): further ones count under the route OTHER. The first is /c. Is"
                + " every route a template, not a raw path?");
  }

  @Test
  void record_appenderThatThrowsAtTheCap_countsAllTheSame() throws Exception {
    RequestRecorder recorder =
        RequestRecorder.builder(registry).hooks(List.of(RequestHooks.COUNT)).maxRoutes(1).build();

    CapturedLog.broken(
        () -> {
          recorder.record(request("/a", 200));
          recorder.record(request("/b", 200));
          return null;
        });

    assertThat(registry.get("http.route.count").tag("route", "OTHER").counter().count()).isOne();
  }

  @Test
  void record_noHooks_registersNothing() {
    RequestRecorder.builder(registry).hooks(List.of()).build().record(request("/a", 200));

    assertThat(in(registry)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "-1"})
  void maxRoutes_lessThanOne_isRefused(int routes) {
    RequestRecorderBuilder builder = RequestRecorder.builder(registry);

    assertThatThrownBy(() -> builder.maxRoutes(routes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxRoutes is " + routes + ", allowed is 1 or more");
  }

  @Test
  void record_requestWithoutRouteAndPath_isTakenForUnmatched() {
    ServedRequest request = new ServedRequest("OPTIONS", null, null, 404, 1, 0, null, Map.of());
    RequestRecorder recorder =
        RequestRecorder.builder(registry).hooks(List.of(RequestHooks.COUNT)).build();

    recorder.record(request);

    assertThat(request.route()).isEmpty();
    assertThat(request.path()).isEmpty();
    assertThat(recorder.start("OPTIONS", null, () -> "").path()).isEmpty();
    assertThat(registry.get("http.route.count").tag("route", "NOT_FOUND").counter().count())
        .isEqualTo(1);
  }

  @Test
  void builder_nullsAtConfiguration_areRefused() {
    assertThatThrownBy(() -> RequestRecorder.create(null)).hasMessage("registry");
    assertThatThrownBy(() -> RequestRecorder.builder(registry).addHook(null)).hasMessage("hook");
    assertThatThrownBy(() -> RequestHooks.COUNT.forRoutes(null)).hasMessage("routes");
  }

  @Test
  void defaults_asList_isImmutableAndInOrder() {
    assertThat(RequestHooks.DEFAULTS)
        .isUnmodifiable()
        .containsExactly(
            RequestHooks.PROCESSING_TIME,
            RequestHooks.COUNT,
            RequestHooks.RESPONSE_SIZE,
            RequestHooks.STATUS_CODE,
            RequestHooks.STATUS_TYPE);
  }

  private RequestRecorder counting() {
    return RequestRecorder.builder(registry).hooks(List.of(RequestHooks.COUNT)).build();
  }

  @Test
  void record_hooksThatRecordRequestsWithoutAnEnd_areStoppedAndCounted() {
    AtomicReference<RequestRecorder> recorder = new AtomicReference<>();
    AtomicInteger runs = new AtomicInteger();
    RequestHook recording =
        (request, meters) -> {
          runs.incrementAndGet();
          recorder.get().record(request);
        };
    recorder.set(
        RequestRecorder.builder(registry).hooks(List.of(recording, recording, recording)).build());

    recorder.get().record(request("/a", 200));

    assertThat(runs).hasValueBetween(3, 100);
    assertThat(registry.get(RequestRecorder.HOOK_FAILURES).counter().count()).isPositive();
  }

  @Test
  void start_setUpStepsThatStartRequestsWithoutAnEnd_areStopped() {
    AtomicReference<RequestRecorder> recorder = new AtomicReference<>();
    AtomicInteger runs = new AtomicInteger();
    RequestHook starting =
        new RequestHook() {
          @Override
          public void before(RequestStart start) {
            runs.incrementAndGet();
            recorder.get().start("GET", "/a", () -> "/a");
          }

          @Override
          public void record(ServedRequest request, RouteMeters meters) {}
        };
    recorder.set(RequestRecorder.builder(registry).hooks(List.of(starting, starting)).build());

    RequestStart unused = recorder.get().start("GET", "/a", () -> "/a");

    assertThat(runs).hasValueBetween(2, 100);
  }

  @Test
  void record_hookThatRecordsARequestOfItsOwn_countsBoth() {
    RequestRecorder calls = RequestRecorder.create(registry);
    RequestHook recording = (request, meters) -> calls.record(request("/call", 200));
    RequestRecorder recorder = RequestRecorder.builder(registry).addHook(recording).build();

    recorder.record(request("/a", 200));
    recorder.record(request("/a", 200));

    assertThat(registry.get("http.route.count").tag("route", "/a").counter().count()).isEqualTo(2);
    assertThat(registry.get("http.route.count").tag("route", "/call").counter().count())
        .isEqualTo(2);
    assertThat(registry.find(RequestRecorder.HOOK_FAILURES).counter()).isNull();
  }

  @Test
  void record_appenderThrowsAnErrorAtTheCap_reachesNobody() {
    RequestRecorder recorder = RequestRecorder.builder(registry).maxRoutes(1).build();
    recorder.record(request("/a", 200));
    PrintStream before = System.err;
    System.setErr(
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            throw new LinkageError("the appender is broken");
          }
        });

    try {
      assertThatCode(() -> recorder.record(request("/b", 200))).doesNotThrowAnyException();
    } finally {
      System.setErr(before);
    }

    assertThat(registry.get("http.route.count").tag("route", "OTHER").counter().count()).isOne();
  }
}
