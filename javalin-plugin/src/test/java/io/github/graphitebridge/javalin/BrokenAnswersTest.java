// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An answer that fails while it is written counts once, and by what went out on the wire. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenAnswersTest {

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  private final Semaphore left = new Semaphore(0);
  private final TestApp app = TestApp.start(recorded, this::configure);

  @AfterAll
  void stop() {
    app.close();
  }

  @ParameterizedTest(name = "{0} -> {1}")
  @CsvSource({
    "/unserialisable, /unserialisable 500 0 InternalServerErrorResponse",
    "/unserialisable-stream, /unserialisable-stream 500 727 InternalServerErrorResponse",
    "/breaks/0, /breaks/{at} 500 0 IOException",
    "/breaks/10, /breaks/{at} 500 10 IOException",
    "/breaks/100000, /breaks/{at} 200 100000 IOException",
    "/breaks-with-error, /breaks-with-error 500 5 StackOverflowError",
    "/future-breaks, /future-breaks 500 10 IOException",
    "/async-breaks, /async-breaks 500 10 IOException",
    "/refused, /refused 502 -1 -",
    "/refused-with-body, /refused-with-body 502 -1 EofException",
    "/refused-then-set, /refused-then-set 502 -1 -",
    "/mapped, /mapped 503 -1 IllegalArgumentException",
    "/closed, /closed 200 0 EofException",
    "/closed-after-some, /closed-after-some 201 50 EofException",
    "/writer, /writer 500 3 IllegalStateException",
  })
  void answer_failsInWriting_countsOnceByTheWire(String path, String expected) {
    RawClient.Answer answer = RawClient.get(app.javalin.port(), path);
    ServedRequest request = recorded.next();
    RawClient.get(app.javalin.port(), "/next");

    assertThat(TestApp.line(request)).isEqualTo(expected);
    assertThat(request.status()).isEqualTo(answer.status());
    assertThat(request.responseSize()).isIn(-1L, answer.size());
    assertThat(recorded.nextLine()).isEqualTo("/next 200 4 -");
  }

  @ParameterizedTest(name = "{0} of {1} bytes")
  @CsvSource({"RST, 100", "RST, 9000", "RST, 100000", "FIN, 100000", "RST, 30000000"})
  void client_leavesBeforeItsAnswer_countsWithWhatWasBeingSent(String how, int size) {
    for (int i = 0; i < 20; i++) {
      RawClient.getAndLeave(app.javalin.port(), "/waits/" + size, 0, how.equals("RST"));
      left.release();

      ServedRequest request = recorded.next();
      assertThat(request.route() + " " + request.status()).isEqualTo("/waits/{size} 200");
      assertThat(request.responseSize()).isBetween(1L, (long) size);
    }
    RawClient.get(app.javalin.port(), "/next");
    assertThat(recorded.nextLine()).isEqualTo("/next 200 4 -");
  }

  @Test
  void client_leavesInTheMiddle_countsWithTheBytesWritten() {
    RawClient.getAndLeave(app.javalin.port(), "/whole/30000000", 1_000, true);

    ServedRequest request = recorded.next();
    assertThat(request.status()).isEqualTo(200);
    assertThat(request.responseSize()).isBetween(1_000L, 29_999_999L);
  }

  private void configure(JavalinConfig config) {
    failures(config.routes);
    refusals(config.routes);
    config.routes.get("/next", ctx -> ctx.result("next"));
    config.routes.get("/whole/{size}", ctx -> ctx.result(new byte[size(ctx)]));
    config.routes.get(
        "/waits/{size}",
        ctx -> {
          left.acquire();
          ctx.result(new byte[size(ctx)]);
        });
  }

  private static int size(Context ctx) {
    return Integer.parseInt(ctx.pathParam("size"));
  }

  private static void failures(RoutesConfig routes) {
    routes.get("/unserialisable", ctx -> ctx.jsonStream(new Object()));
    routes.get("/unserialisable-stream", ctx -> ctx.writeJsonStream(Stream.of(new Object())));
    routes.get(
        "/breaks/{at}",
        ctx -> ctx.result(breaking(Integer.parseInt(ctx.pathParam("at")), new IOException("on"))));
    routes.get(
        "/breaks-with-error", ctx -> ctx.result(breaking(5, new StackOverflowError("on purpose"))));
    routes.get(
        "/future-breaks",
        ctx ->
            ctx.future(
                () ->
                    CompletableFuture.runAsync(
                        () -> ctx.result(breaking(10, new IOException("on purpose"))))));
    routes.get(
        "/async-breaks",
        ctx -> ctx.async(() -> ctx.result(breaking(10, new IOException("on purpose")))));
  }

  private static void refusals(RoutesConfig routes) {
    routes.exception(
        IllegalArgumentException.class,
        (e, ctx) -> {
          sendError(ctx, 503);
          ctx.result("sorry");
        });
    routes.get(
        "/mapped",
        ctx -> {
          throw new IllegalArgumentException("mapped");
        });
    routes.get("/refused", ctx -> sendError(ctx, 502));
    routes.get(
        "/refused-with-body",
        ctx -> {
          sendError(ctx, 502);
          ctx.result("sorry");
        });
    routes.get(
        "/refused-then-set",
        ctx -> {
          sendError(ctx, 502);
          ctx.status(200);
        });
    routes.get(
        "/closed",
        ctx -> {
          ctx.res().getOutputStream().close();
          ctx.result("late");
        });
    routes.get(
        "/closed-after-some",
        ctx -> {
          ctx.status(201).outputStream().write(new byte[50]);
          ctx.res().getOutputStream().close();
          ctx.result("late");
        });
    routes.get(
        "/writer",
        ctx -> {
          ctx.res().getWriter().write("abc");
          ctx.result("late");
        });
  }

  private static void sendError(Context ctx, int status) {
    try {
      ctx.res().sendError(status);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream breaking(int at, Throwable failure) {
    return new InputStream() {
      private int read;

      @Override
      public int read() throws IOException {
        if (read++ < at) {
          return 'x';
        }
        return fail();
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (read >= at) {
          return fail();
        }
        int n = Math.min(length, at - read);
        read += n;
        return n;
      }

      private int fail() throws IOException {
        if (failure instanceof IOException e) {
          throw e;
        }
        throw (Error) failure;
      }
    };
  }
}
