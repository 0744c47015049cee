// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static io.github.graphitebridge.request.Meters.in;
import static io.github.graphitebridge.request.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.graphitebridge.CapturedLog;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestHookTest {

  private static final String LOGGER = "WARN ";

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void record_hookWithOwnLeaf_addsItsMeter() {
    RequestRecorder recorder =
        with((request, meters) -> meters.summary("items", "lines").record(request.path().length()));

    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactly(
            "DISTRIBUTION_SUMMARY http.route.items{route=/a,status=200} count=1 total=9 lines");
  }

  @Test
  void record_hookThatRecordsNothing_leavesNoMeter() {
    RequestRecorder recorder =
        with(
            (request, meters) -> {
              if (request.status() >= 500) {
                meters.counter("alarms").increment();
              }
            });

    recorder.record(request("/a", 200));

    assertThat(in(registry)).isEmpty();
  }

  @Test
  void record_failedRequest_showsFailureToHook() {
    RequestRecorder recorder =
        with(
            (request, meters) -> {
              if (request.failure() instanceof IllegalStateException) {
                meters.counter("illegal_state").increment();
              }
            });

    recorder.record(
        new ServedRequest("GET", "/a", "/a", 500, 1, 0, new IllegalStateException("no"), Map.of()));

    assertThat(in(registry))
        .containsExactly("COUNTER http.route.illegal_state{route=/a,status=500} count=1");
  }

  @Test
  void start_hookWithSetUpStep_handsItsAttributeToRecord() {
    RequestHook hook =
        new RequestHook() {
          @Override
          public void before(RequestStart start) {
            start.attributes().put("seen", start.method() + " " + start.path());
          }

          @Override
          public void record(ServedRequest request, RouteMeters meters) {
            meters.counter(request.attributes().get("seen").toString().replaceAll("\\W", "_"));
          }
        };
    RequestRecorder recorder = with(hook);

    RequestStart start = recorder.start("GET", "/a/7", () -> "/a/{id}");
    recorder.record(
        new ServedRequest("GET", "/a/{id}", "/a/7", 200, 1, 0, null, start.attributes()));

    assertThat(in(registry))
        .containsExactly("COUNTER http.route.GET__a_7{route=/a/{id},status=200} count=0");
  }

  @ParameterizedTest
  @CsvSource({"/a, /a", "'', UNKNOWN"})
  void start_setUpStepThatRecords_usesRouteAndUnknownStatus(String route, String tag) {
    RequestRecorder recorder = with(setUp(start -> start.meters().counter("started").increment()));

    recorder.start("GET", "/raw", () -> route);

    assertThat(in(registry))
        .containsExactly("COUNTER http.route.started{route=" + tag + ",status=UNKNOWN} count=1");
  }

  @Test
  void start_routeAskedForTwice_looksItUpOnce() {
    List<String> lookups = new ArrayList<>();
    RequestRecorder recorder = with(setUp(RequestStart::route), setUp(RequestStart::meters));

    recorder.start(
        "GET",
        "/raw",
        () -> {
          lookups.add("lookup");
          return "/a";
        });

    assertThat(lookups).containsExactly("lookup");
  }

  @Test
  void start_routeNotAskedFor_isNotLookedUp() {
    RequestRecorder recorder = with(setUp(start -> start.attributes().put("path", start.path())));

    RequestStart start = recorder.start("GET", "/raw", () -> fail("looked up"));

    assertThat(start.attributes()).containsExactly(Map.entry("path", "/raw"));
  }

  @Test
  void hasSetUp_onlyOurHooks_isFalse() {
    RequestRecorder defaults = RequestRecorder.create(registry);
    RequestRecorder routed = with(RequestHooks.COUNT.forRoutes("/a"::equals));
    RequestRecorder users = with(RequestHooks.COUNT, (request, meters) -> {});

    assertThat(defaults.hasSetUp()).isFalse();
    assertThat(routed.hasSetUp()).isFalse();
    assertThat(users.hasSetUp()).isTrue();
  }

  @Test
  void forRoutes_otherRoute_runsNeitherStep() {
    List<String> steps = new ArrayList<>();
    RequestHook hook = logging(steps).forRoutes(route -> route.startsWith("/api/"));
    RequestRecorder recorder = with(hook);

    for (String route : List.of("/api/orders", "/home", "")) {
      recorder.start("GET", "/raw", () -> route);
      recorder.record(request(route, 200));
    }

    assertThat(steps).containsExactly("before /api/orders", "record /api/orders");
  }

  static List<Throwable> failures() {
    return List.of(
        new IllegalStateException("hook is broken"),
        new StackOverflowError(),
        new NoClassDefFoundError("gone"),
        new UnprintableException());
  }

  @ParameterizedTest
  @MethodSource("failures")
  void record_hookThrows_countsItAndRunsTheOthers(Throwable failure) {
    RequestRecorder recorder =
        with(throwing("first", failure), RequestHooks.COUNT, throwing("last", failure));

    recorder.record(request("/a", 200));
    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER http.route.count{route=/a,status=200} count=2",
            "COUNTER graphite.bridge.hook.failures{hook=first} count=2",
            "COUNTER graphite.bridge.hook.failures{hook=last} count=2");
  }

  @Test
  void record_hookThrowsEveryTime_logsItOnce() throws Exception {
    RequestRecorder recorder = with(throwing("broken", new IllegalStateException("out of order")));

    List<String> log =
        CapturedLog.withoutSenders(
            () -> {
              recorder.record(request("/a", 200));
              recorder.record(request("/a", 200));
              return null;
            });

    assertThat(log)
        .containsExactly(
            LOGGER
                + "Hook broken failed; the other hooks still run. From now on its failures are only"
                + " counted, in graphite.bridge.hook.failures.",
            "java.lang.IllegalStateException: out of order");
  }

  @Test
  void start_setUpStepThrows_countsItAndRunsTheOthers() {
    RequestHook broken =
        setUp(
            start -> {
              throw new IllegalStateException("set-up is broken");
            });
    RequestRecorder recorder =
        with(broken, setUp(start -> start.attributes().put("second", "ran")));

    RequestStart start = recorder.start("GET", "/a", () -> "/a");

    assertThat(start.attributes()).containsExactly(Map.entry("second", "ran"));
    assertThat(in(registry))
        .containsExactly(
            "COUNTER graphite.bridge.hook.failures{hook=" + broken.name() + "} count=1");
  }

  @Test
  void record_routePredicateThrows_isFailureOfItsHook() {
    RequestHook routed =
        RequestHooks.STATUS_CODE.forRoutes(
            route -> {
              throw new IllegalStateException("predicate is broken");
            });
    RequestRecorder recorder = with(routed, RequestHooks.COUNT);

    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER http.route.count{route=/a,status=200} count=1",
            "COUNTER graphite.bridge.hook.failures{hook=STATUS_CODE} count=1");
  }

  @ParameterizedTest
  @CsvSource({"''", "' '", "a.b", "a b", "größe", "'a\nb'", ","})
  void record_badLeaf_isFailureOfItsHook(String leaf) {
    RequestRecorder recorder = with(named("bad", (request, meters) -> meters.counter(leaf)));

    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactly("COUNTER graphite.bridge.hook.failures{hook=bad} count=1");
  }

  @Test
  void record_leafOfAnotherKind_isFailureOfItsHook() {
    RequestRecorder recorder =
        with(
            RequestHooks.COUNT,
            named("bad", (request, meters) -> meters.timer("count")),
            RequestHooks.STATUS_CODE);

    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER http.route.count{route=/a,status=200} count=1",
            "COUNTER graphite.bridge.hook.failures{hook=bad} count=1",
            "COUNTER http.route.status_code{route=/a,status=200} count=1");
  }

  @Test
  void record_registryRefusesSomeMeters_recordsTheOthers() {
    registry.config().meterFilter(refusing("http.route.count"));
    RequestRecorder recorder = with(RequestHooks.COUNT, RequestHooks.STATUS_CODE);

    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactlyInAnyOrder(
            "COUNTER graphite.bridge.hook.failures{hook=COUNT} count=1",
            "COUNTER http.route.status_code{route=/a,status=200} count=1");
  }

  @Test
  void record_registryRefusesEveryMeter_throwsNothingAndLogsOnceAHook() throws Exception {
    registry.config().meterFilter(refusing(""));
    RequestRecorder recorder = RequestRecorder.create(registry);

    List<String> log =
        CapturedLog.withoutSenders(
            () -> {
              recorder.record(request("/a", 200));
              recorder.record(request("/a", 200));
              return null;
            });

    assertThat(in(registry)).isEmpty();
    assertThat(
            log.stream()
                .filter(line -> line.startsWith(LOGGER))
                .map(line -> line.substring(LOGGER.length(), line.indexOf(" failed"))))
        .containsExactly(
            "Hook PROCESSING_TIME",
            "Hook COUNT",
            "Hook RESPONSE_SIZE",
            "Hook STATUS_CODE",
            "Hook STATUS_TYPE");
  }

  @Test
  void record_meterDeniedByFilter_recordsTheOthers() {
    registry.config().meterFilter(MeterFilter.denyNameStartsWith("http.route.status"));
    RequestRecorder recorder =
        with(RequestHooks.COUNT, RequestHooks.STATUS_CODE, RequestHooks.STATUS_TYPE);

    recorder.record(request("/a", 200));

    assertThat(in(registry))
        .containsExactly("COUNTER http.route.count{route=/a,status=200} count=1");
  }

  @Test
  void record_hookIsInterrupted_keepsTheFlag() {
    RequestRecorder recorder = with(throwing("interrupted", new InterruptedException("stop")));

    recorder.record(request("/a", 200));

    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void name_ofLambdaClassAndConstant_isSameInEveryRun() {
    RequestHook lambda = (request, meters) -> {};

    assertThat(lambda.name()).isEqualTo("io.github.graphitebridge.request.RequestHookTest.lambda");
    assertThat(lambda.forRoutes(route -> true).name()).isEqualTo(lambda.name());
    assertThat(new QuietHook().name())
        .isEqualTo("io.github.graphitebridge.request.RequestHookTest$QuietHook");
    assertThat(RequestHooks.COUNT.name()).isEqualTo("COUNT");
  }

  private RequestRecorder with(RequestHook... hooks) {
    return RequestRecorder.builder(registry).hooks(List.of(hooks)).build();
  }

  private static RequestHook setUp(Consumer<RequestStart> step) {
    return new RequestHook() {
      @Override
      public void before(RequestStart start) {
        step.accept(start);
      }

      @Override
      public void record(ServedRequest request, RouteMeters meters) {}
    };
  }

  private static RequestHook logging(List<String> steps) {
    return new RequestHook() {
      @Override
      public void before(RequestStart start) {
        steps.add("before " + start.route());
      }

      @Override
      public void record(ServedRequest request, RouteMeters meters) {
        steps.add("record " + request.route());
      }
    };
  }

  private static RequestHook named(String name, RequestHook hook) {
    return new RequestHook() {
      @Override
      public void record(ServedRequest request, RouteMeters meters) {
        hook.record(request, meters);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }

  private static RequestHook throwing(String name, Throwable failure) {
    return named(name, (request, meters) -> RequestHookTest.<RuntimeException>sneak(failure));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  private static MeterFilter refusing(String prefix) {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        if (id.getName().startsWith(prefix)) {
          throw new IllegalStateException("refused: " + id);
        }
        return id;
      }
    };
  }

  private static final class QuietHook implements RequestHook {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {}
  }

  /** Breaks whoever tries to log it. */
  private static final class UnprintableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @Override
    public String getMessage() {
      throw new IllegalStateException("cannot be printed");
    }
  }
}
