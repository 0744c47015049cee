// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestStart;
import io.github.graphitebridge.request.RouteMeters;
import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.RequestLogger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plugin beside an application's own request loggers. */
@Timeout(60)
class RequestLoggersTest {

  private static final RequestLogger LAST = (ctx, millis) -> {};

  private final TestApp.Recorded recorded = new TestApp.Recorded();

  @Test
  void logger_thatThrows_countsAsTheWireHasIt() {
    try (TestApp app =
        TestApp.start(
            recorded,
            config -> {
              routes(config);
              config.requestLogger.http(RequestLoggersTest::fail);
            })) {
      assertThat(app.get("/short").statusCode()).isEqualTo(500);
      assertThat(recorded.nextLine()).isEqualTo("/short 500 5 IllegalStateException");

      // Its status is on the way already.
      assertThat(app.get("/long").statusCode()).isEqualTo(200);
      assertThat(recorded.nextLine()).isEqualTo("/long 200 100000 IllegalStateException");
    }
  }

  @Test
  void logger_thatComesLaterAndThrows_countsAsTheWireHasIt() {
    try (TestApp app = TestApp.start(recorded, RequestLoggersTest::routes)) {
      app.javalin.unsafe.requestLogger.http(RequestLoggersTest::fail);

      assertThat(app.get("/short").statusCode()).isEqualTo(500);
      assertThat(recorded.nextLine()).isEqualTo("/short 500 5 IllegalStateException");
    }
  }

  static Stream<Arguments> lists() {
    return Stream.of(
        Arguments.of("immutable", List.<RequestLogger>of()),
        Arguments.of("mutable", new ArrayList<RequestLogger>()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("lists")
  void loggers_setToAnotherList_doNotKeepThePluginOut(String name, List<RequestLogger> loggers) {
    try (TestApp app =
        TestApp.start(
            recorded,
            config -> {
              routes(config);
              config.unsafe.httpRequestLoggers = loggers;
            })) {
      app.get("/short");

      assertThat(recorded.nextLine()).isEqualTo("/short 200 5 -");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "gzip"})
  void logger_besideThePlugin_findsTheStreamWhereItWas(String encoding) {
    List<Integer> unread = new CopyOnWriteArrayList<>();
    Consumer<JavalinConfig> logging =
        config -> {
          routes(config);
          config.requestLogger.http((ctx, ms) -> unread.add(ctx.resultInputStream().available()));
        };
    try (TestApp app = TestApp.start(recorded, logging)) {
      app.get("/skipped", "Accept-Encoding", encoding);

      assertThat(recorded.nextLine()).isEqualTo("/skipped 200 5000 -");
      assertThat(unread).containsExactly(0);
    }
  }

  @Test
  void attributes_ofARequest_areTheApplicationsAlone() {
    List<String> names = new CopyOnWriteArrayList<>();
    Consumer<GraphitePlugin.Config> settingUp =
        recorded.andThen(
            graphite ->
                graphite.hooks =
                    List.of(
                        new RequestHook() {
                          @Override
                          public void before(RequestStart start) {
                            start.attributes().put("kept", "here");
                          }

                          @Override
                          public void record(ServedRequest request, RouteMeters meters) {}
                        },
                        recorded.hook()));
    try (TestApp app =
        TestApp.start(
            settingUp,
            config -> {
              config.routes.get("/broken", ctx -> fail(ctx, 0));
              config.routes.after(ctx -> names.addAll(ctx.attributeMap().keySet()));
              config.requestLogger.http((ctx, ms) -> names.addAll(ctx.attributeMap().keySet()));
            })) {
      app.get("/broken");

      assertThat(recorded.next().attributes()).containsOnlyKeys("kept");
    }
    assertThat(names).allMatch(name -> !name.contains("graphitebridge"));
  }

  @Test
  void list_whateverIsDoneToIt_keepsThePluginLast() {
    RequestLogger first = (ctx, millis) -> {};
    RequestLogger second = (ctx, millis) -> {};
    LoggersThenRecord loggers = new LoggersThenRecord(List.of(first), LAST);

    loggers.add(second);
    assertThat(loggers).containsExactly(first, second, LAST);
    loggers.add(0, second);
    loggers.set(1, second);
    assertThat(loggers).containsExactly(second, second, second, LAST);
    loggers.remove(first);
    loggers.remove(0);
    assertThat(loggers).containsExactly(second, second, LAST);
    loggers.set(2, first);
    loggers.remove(2);
    assertThat(loggers).containsExactly(second, second, LAST);
    loggers.clear();
    assertThat(loggers).containsExactly(LAST);
  }

  private static void routes(JavalinConfig config) {
    config.routes.get("/short", ctx -> ctx.result("short"));
    config.routes.get("/long", ctx -> ctx.result("x".repeat(100_000)));
    // Then nothing of the plugin sees the body before it is written.
    config.routes.get("/skipped", ctx -> ctx.result("x".repeat(5_000)).skipRemainingHandlers());
  }

  private static void fail(Context ctx, float millis) {
    throw new IllegalStateException("on purpose");
  }
}
