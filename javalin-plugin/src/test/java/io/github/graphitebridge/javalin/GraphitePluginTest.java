// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestHooks;
import io.github.graphitebridge.request.RequestStart;
import io.github.graphitebridge.request.RouteMeters;
import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.servlet.DefaultTasks;
import io.javalin.http.servlet.JavalinServletContext;
import io.javalin.http.servlet.TaskInitializer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class GraphitePluginTest {

  private static final List<TaskInitializer<JavalinServletContext>> HANDLERS_ONLY =
      List.of(DefaultTasks.INSTANCE.getHTTP());

  private final TestApp.Recorded recorded = new TestApp.Recorded();

  @Test
  void config_nothingButRegistry_recordsTheFiveMeters() {
    try (TestApp app =
        TestApp.start(graphite -> graphite.registry = recorded.registry, this::routes)) {
      app.get("/orders/7");
      // The meters come one by one, while the client has its response already.
      await().atMost(TestApp.PATIENCE).until(() -> ofRoutes().size() == 5);
    }

    assertThat(ofRoutes())
        .allSatisfy(
            meter ->
                assertThat(meter.getId().getTags().toString())
                    .isEqualTo("[tag(route=/orders/{id}), tag(status=200)]"))
        .extracting(meter -> meter.getId().getName())
        .containsExactlyInAnyOrder(
            "http.route.pt",
            "http.route.count",
            "http.route.size",
            "http.route.status_code",
            "http.route.status_type");
  }

  @Test
  void config_hookAdded_runsAfterTheDefaultOnes() {
    List<Integer> metersBefore = new CopyOnWriteArrayList<>();
    try (TestApp app =
        TestApp.start(
            graphite -> {
              graphite.registry = recorded.registry;
              graphite.hooks.add((request, meters) -> metersBefore.add(ofRoutes().size()));
              graphite.hooks.add(recorded.hook());
            },
            this::routes)) {
      app.get("/orders/7");
      recorded.next();
    }

    assertThat(metersBefore).containsExactly(5);
  }

  @Test
  void config_maxRoutesBesideRegistry_capsRoutes() {
    try (TestApp app =
        TestApp.start(
            graphite -> {
              graphite.registry = recorded.registry;
              graphite.settings.maxRoutes(1);
              graphite.route = Context::path;
              graphite.hooks = List.of(RequestHooks.COUNT, recorded.hook());
            },
            this::routes)) {
      for (String path : List.of("/orders/1", "/orders/2", "/orders/3")) {
        app.get(path);
        recorded.next();
      }
    }

    assertThat(recorded.registry.get("http.route.count").counters())
        .extracting(counter -> counter.getId().getTag("route") + " " + counter.count())
        .containsExactlyInAnyOrder("/orders/1 1.0", "OTHER 2.0");
  }

  @Test
  void create_connectionSettingsBesideRegistry_isRefused() {
    assertThatThrownBy(
            () ->
                TestApp.create(
                    graphite -> {
                      graphite.registry = recorded.registry;
                      graphite.settings.host("carbon").group("shop").maxRoutes(5).methodNode(true);
                    },
                    this::routes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "settings.group, settings.host would be ignored, because a registry is given: set it"
                + " there, or leave out the registry. Allowed beside a registry are only"
                + " settings.maxRoutes, settings.methodNode");
  }

  @Test
  void create_settingIsWrong_fails() {
    assertThatThrownBy(() -> TestApp.create(graphite -> graphite.settings.port(0), config -> {}))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("graphite.bridge.port");
  }

  static Stream<Arguments> nulls() {
    return Stream.of(
        fault("hooks", c -> c.hooks = null),
        fault("hook", c -> c.hooks.add(null)),
        fault("name of a hook", c -> c.hooks.add(new NamelessHook())),
        fault("skip", c -> c.skip = null),
        fault("untimed", c -> c.untimed = null));
  }

  @ParameterizedTest
  @MethodSource("nulls")
  void create_configIsNull_fails(String name, Consumer<GraphitePlugin.Config> config) {
    assertThatThrownBy(() -> TestApp.create(config, c -> {}))
        .isInstanceOf(NullPointerException.class)
        .hasMessage(name);
  }

  @Test
  void create_pluginTwice_isRefused() {
    assertThatThrownBy(
            () ->
                TestApp.create(
                    recorded, config -> config.registerPlugin(new GraphitePlugin(recorded))))
        .hasMessageContaining("GraphitePlugin is already registered");
  }

  @Test
  void stop_givenRegistry_leavesItOpen() {
    TestApp app = TestApp.start(recorded, this::routes);

    app.close();

    assertThat(recorded.registry.isClosed()).isFalse();
  }

  @Test
  void skip_chosenRequests_areNotRecorded() {
    try (TestApp app =
        TestApp.start(
            recorded.andThen(graphite -> graphite.skip = ctx -> ctx.statusCode() == 404),
            this::routes)) {
      app.get("/nowhere");
      app.get("/orders/7");

      assertThat(recorded.nextLine()).isEqualTo("/orders/{id} 200 5 -");
    }
  }

  static Stream<Arguments> routeFunctions() {
    return Stream.of(
        function("raw path", Context::path, "/orders/7"),
        function("constant", ctx -> "/all", "/all"),
        function("none", ctx -> "", ""),
        function("null", ctx -> null, "/orders/{id}"),
        function("throws", ctx -> ctx.pathParam("missing"), "/orders/{id}"),
        function("throws an error", GraphitePluginTest::overflow, "/orders/{id}"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("routeFunctions")
  void route_userFunction_decidesUnlessItFails(
      String name, Function<Context, String> route, String expected) {
    try (TestApp app =
        TestApp.start(recorded.andThen(graphite -> graphite.route = route), this::routes)) {
      HttpResponse<String> response = app.get("/orders/7");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(recorded.next().route()).isEqualTo(expected);
    }
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("hook throws", c -> c.hooks = List.of((r, m) -> overflow(null))),
        fault("set-up step throws", c -> c.hooks = List.of(setUp(start -> overflow(null)))),
        fault("skip throws", c -> c.skip = ctx -> overflow(ctx) == null),
        fault("route throws", c -> c.route = GraphitePluginTest::overflow),
        fault("registry throws", c -> c.registry.config().meterFilter(refusing())));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void request_faultInPlugin_isAnsweredAsWithout(
      String name, Consumer<GraphitePlugin.Config> fault) {
    Consumer<GraphitePlugin.Config> plugin =
        graphite -> {
          graphite.registry = recorded.registry;
          fault.accept(graphite);
        };
    try (TestApp app = TestApp.start(plugin, this::routes)) {
      assertThat(app.get("/orders/7").body()).isEqualTo("order");
      assertThat(app.get("/orders/7").statusCode()).isEqualTo(200);
      assertThat(app.get("/broken").statusCode()).isEqualTo(500);
      assertThat(app.get("/nowhere").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void skip_throws_recordsTheRequest() {
    try (TestApp app =
        TestApp.start(
            recorded.andThen(graphite -> graphite.skip = ctx -> overflow(ctx) == null),
            this::routes)) {
      app.get("/orders/7");

      assertThat(recorded.nextLine()).isEqualTo("/orders/{id} 200 5 -");
    }
  }

  @Test
  void request_loggerOfUserReadsBody_findsItWhole() {
    List<String> bodies = new CopyOnWriteArrayList<>();
    try (TestApp app =
        TestApp.start(
            recorded,
            config -> {
              routes(config);
              config.requestLogger.http((ctx, ms) -> bodies.add(ctx.result()));
            })) {
      app.get("/orders/7");
      recorded.next();
    }

    assertThat(bodies).containsExactly("order");
  }

  @Test
  void setUp_beforeHandlers_seesRouteAndLeavesAttribute() {
    List<String> steps = new CopyOnWriteArrayList<>();
    RequestHook hook =
        setUp(
            start -> {
              steps.add("set-up " + start.method() + " " + start.path() + " " + start.route());
              start.attributes().put("who", "set-up");
              start.meters().counter("started").increment();
            });
    try (TestApp app =
        TestApp.start(
            recorded.andThen(graphite -> graphite.hooks = List.of(hook, recorded.hook())),
            config -> {
              config.routes.before(ctx -> steps.add("before " + ctx.endpoint().path));
              routes(config);
            })) {
      app.get("/orders/7");

      ServedRequest request = recorded.next();
      assertThat(request.attributes()).isEqualTo(Map.of("who", "set-up"));
      assertThat(steps).containsExactly("set-up GET /orders/7 /orders/{id}", "before *");
      assertThat(
              recorded
                  .registry
                  .get("http.route.started")
                  .tag("route", "/orders/{id}")
                  .tag("status", "UNKNOWN")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  static Stream<Arguments> lifecycles() {
    return Stream.of(
        Arguments.of(
            "set to another list",
            (Consumer<JavalinConfig>)
                config -> config.unsafe.servletRequestLifecycle = new ArrayList<>(HANDLERS_ONLY)),
        Arguments.of(
            "set to an immutable list",
            (Consumer<JavalinConfig>)
                config -> config.unsafe.servletRequestLifecycle = HANDLERS_ONLY));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lifecycles")
  void setUp_userReplacesLifecycle_stillRuns(String name, Consumer<JavalinConfig> lifecycle) {
    RequestHook hook = setUp(start -> start.attributes().put("who", "set-up"));
    try (TestApp app =
        TestApp.start(
            recorded.andThen(graphite -> graphite.hooks = List.of(hook, recorded.hook())),
            config -> {
              routes(config);
              lifecycle.accept(config);
            })) {
      app.get("/orders/7");

      assertThat(recorded.next().attributes()).isEqualTo(Map.of("who", "set-up"));
    }
  }

  @Test
  void endpoint_inAfterHandler_isAsWithoutPlugin() {
    List<String> endpoints = new CopyOnWriteArrayList<>();
    RequestHook hook = setUp(RequestStart::route);
    try (TestApp app =
        TestApp.start(
            recorded.andThen(graphite -> graphite.hooks = List.of(hook, recorded.hook())),
            config -> {
              routes(config);
              config.routes.after(
                  ctx -> ctx.endpoints().list().forEach(e -> endpoints.add(e.path)));
            })) {
      app.get("/orders/7");
      recorded.next();

      assertThat(endpoints).containsExactly("/orders/{id}", "*");
    }
  }

  private void routes(JavalinConfig config) {
    config.routes.get("/orders/{id}", ctx -> ctx.result("order"));
    config.routes.get(
        "/broken",
        ctx -> {
          throw new IllegalStateException("broken");
        });
  }

  private static Arguments function(String name, Function<Context, String> route, String expected) {
    return Arguments.of(name, route, expected);
  }

  private static Arguments fault(String name, Consumer<GraphitePlugin.Config> fault) {
    return Arguments.of(name, fault);
  }

  private static String overflow(Context ctx) {
    throw new StackOverflowError("on purpose");
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

  private static MeterFilter refusing() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        throw new IllegalStateException("refused: " + id);
      }
    };
  }

  /** Returns the meters of the requests, without the bridge's own. */
  private List<Meter> ofRoutes() {
    return recorded.registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("http.route."))
        .toList();
  }

  private static final class NamelessHook implements RequestHook {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {}

    @Override
    public String name() {
      return null;
    }
  }
}
