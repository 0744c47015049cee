// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A stream of events lasts, but nothing is processed meanwhile: it counts, without a time. */
@Timeout(60)
class LongLivedAnswersTest {

  private final TestApp.Recorded recorded = new TestApp.Recorded();

  @ParameterizedTest(name = "{0} -> timed {1}")
  @CsvSource({
    "/events, false",
    "/stream-by-hand, false",
    "/plain, true",
    "/poll, true",
    "/failed-stream, true"
  })
  void answer_byDefault_isTimedUnlessAStream(String path, boolean timed) {
    try (TestApp app = TestApp.start(recorded, LongLivedAnswersTest::routes)) {
      app.get(path, "Accept", "text/event-stream");

      ServedRequest request = recorded.next();
      assertThat(request.route()).isEqualTo(path);
      assertThat(request.durationNanos() >= 0).isEqualTo(timed);
    }
  }

  @Test
  void untimed_ofTheUser_isAddedToTheDefault() {
    try (TestApp app =
        TestApp.start(
            recorded.andThen(
                graphite ->
                    graphite.untimed = graphite.untimed.or(ctx -> ctx.path().equals("/poll"))),
            LongLivedAnswersTest::routes)) {
      app.get("/poll");
      app.get("/events", "Accept", "text/event-stream");
      app.get("/plain");

      assertThat(recorded.next().durationNanos()).isEqualTo(-1);
      assertThat(recorded.next().durationNanos()).isEqualTo(-1);
      assertThat(recorded.next().durationNanos()).isNotNegative();
    }
  }

  @Test
  void untimed_throws_requestIsTimed() {
    try (TestApp app =
        TestApp.start(
            recorded.andThen(
                graphite ->
                    graphite.untimed =
                        ctx -> {
                          throw new IllegalStateException("on purpose");
                        }),
            LongLivedAnswersTest::routes)) {
      app.get("/plain");

      assertThat(recorded.next().durationNanos()).isNotNegative();
    }
  }

  private static void routes(JavalinConfig config) {
    config.routes.sse(
        "/events",
        client -> {
          client.sendEvent("news", "hello");
          client.close();
        });
    config.routes.get(
        "/stream-by-hand",
        ctx -> ctx.contentType("Text/Event-Stream;charset=utf-8").result("data: 1\n\n"));
    config.routes.get("/failed-stream", ctx -> ctx.status(503).result("no events today"));
    config.routes.get("/plain", ctx -> ctx.result("plain"));
    config.routes.get("/poll", ctx -> ctx.result("poll"));
  }
}
