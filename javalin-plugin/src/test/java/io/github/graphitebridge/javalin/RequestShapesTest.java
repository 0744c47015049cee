// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.http.staticfiles.Location;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is recorded of every shape of response that Javalin gives: route, status, size, failure. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestShapesTest {

  private static final String LONG = "0123456789".repeat(1000);

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  private TestApp app;

  @BeforeAll
  void start(@TempDir Path files) throws IOException {
    Files.writeString(files.resolve("style.css"), "body {}");
    app = TestApp.start(recorded, config -> configure(config, files));
  }

  @AfterAll
  void stop() {
    app.close();
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    // What a handler answers.
    "GET, /plain, /plain 200 5 -",
    "GET, /orders/7, /orders/{id} 200 7 -",
    "GET, /umlaut, /umlaut 200 7 -",
    "GET, /empty, /empty 200 0 -",
    "GET, /no-content, /no-content 204 0 -",
    "GET, /teapot, /teapot 418 5 -",
    "GET, /strange-status, /strange-status 299 2 -",
    "GET, /redirect, /redirect 302 10 -",
    "GET, /future, /future 200 6 -",
    "GET, /async, /async 200 5 -",
    // How its body goes out.
    "GET, /long, /long 200 10000 -",
    "GET, /stream, /stream 200 10000 -",
    "GET, /written, /written 200 10000 -",
    "GET, /servlet-written, /servlet-written 200 7 -",
    "GET, /style.css, STATIC 200 7 -",
    // What a handler throws.
    "GET, /mapped, /mapped 409 8 IllegalArgumentException",
    "GET, /uncaught, /uncaught 500 12 IllegalStateException",
    "GET, /error, /error 500 0 AssertionError",
    "GET, /denied, /denied 401 12 UnauthorizedResponse",
    "GET, /future-failed, /future-failed 500 12 IllegalStateException",
    "GET, /future-mapped, /future-mapped 409 8 IllegalArgumentException",
    "GET, /future-refused, /future-refused 500 12 IllegalStateException",
    "GET, /async-failed, /async-failed 500 12 IllegalStateException",
    "GET, /mapper-throws, /mapper-throws 500 12 UnsupportedOperationException",
    // No route, or not the handler's doing.
    "GET, /nowhere, - 404 7 EndpointNotFound",
    "GET, /orders/7/nowhere, - 404 7 EndpointNotFound",
    "POST, /plain, - 405 42 MethodNotAllowedResponse",
    "PROPFIND, /plain, - 405 42 MethodNotAllowedResponse",
    "HEAD, /plain, /plain 200 0 -",
    "HEAD, /headed, /headed 200 0 -",
    "HEAD, /nowhere, - 404 0 EndpointNotFound",
    "GET, /before/throws/7, /before/throws/{id} 401 12 UnauthorizedResponse",
    "GET, /before/redirects/7, /before/redirects/{id} 302 10 -",
    "GET, /before/skips/7, /before/skips/{id} 403 7 -",
    "GET, /before/nowhere, - 401 12 UnauthorizedResponse",
    "GET, /after/throws, /after/throws 500 12 IllegalStateException",
    "GET, /after/mapped, /after/mapped 500 12 IllegalArgumentException",
    // Templates as they were registered.
    "GET, /, / 200 4 -",
    "GET, /no-leading, no-leading 200 2 -",
    "GET, /wild/a/b, /wild/* 200 2 -",
    "GET, /slash/a/b, /slash/<p> 200 2 -",
    "GET, /mix-1-2/x, /mix-{a}-{b}/x 200 2 -",
    "GET, /dot.ted/a_b-c, /dot.ted/a_b-c 200 2 -",
    "GET, /sp%20ace, - 404 7 EndpointNotFound",
    "GET, //, - 404 7 EndpointNotFound",
    "GET, /%2F, - 404 7 EndpointNotFound",
  })
  void request_ofAnyShape_isRecorded(String method, String path, String expected) {
    HttpResponse<String> response = app.send(method, path);

    ServedRequest request = recorded.next();
    assertThat(TestApp.line(request)).isEqualTo(expected);
    assertThat(request.status()).isEqualTo(response.statusCode());
    assertThat(request.responseSize()).isEqualTo(bytes(response.body()).length);
  }

  @ParameterizedTest(name = "{0} {1} {2}: {3} -> {4}")
  @CsvSource({
    "GET, /long, Accept-Encoding, gzip, /long 200 10000 -",
    "GET, /stream, Accept-Encoding, gzip, /stream 200 -1 -",
    "GET, /written, Accept-Encoding, gzip, /written 200 -1 -",
    "GET, /sse, Accept, text/event-stream, /sse 200 25 -",
    "GET, /tagged, If-None-Match, \"7\", /tagged 304 0 -",
    "OPTIONS, /plain, Origin, http://shop.example, - 200 0 MethodNotAllowedResponse",
    "POST, /plain, X-HTTP-Method-Override, GET, /plain 200 5 -",
    "GET, /plain, X-HTTP-Method-Override, EVILWORD, - 405 42 MethodNotAllowedResponse",
    "GET, /nowhere, X-HTTP-Method-Override, BEFORE, - 200 0 -",
    "GET, /nowhere, X-HTTP-Method-Override, BEFORE_MATCHED, - 404 7 EndpointNotFound",
    "GET, /nowhere, X-HTTP-Method-Override, WEBSOCKET_BEFORE_UPGRADE, - 404 7 EndpointNotFound",
  })
  void request_withHeader_isRecorded(
      String method, String path, String header, String value, String expected) {
    app.send(method, path, header, value);

    assertThat(recorded.nextLine()).isEqualTo(expected);
  }

  @Test
  void request_servedSlowly_isTimedInNanoseconds() {
    app.get("/half-second");

    assertThat(recorded.next().durationNanos()).isBetween(500_000_000L, 20_000_000_000L);
  }

  @Test
  void request_futureTimesOut_isRecordedOnce() {
    try (TestApp impatient =
        TestApp.start(
            recorded,
            config -> {
              config.http.asyncTimeout = 100;
              config.routes.get("/never", ctx -> ctx.future(CompletableFuture::new));
              config.routes.get("/next", ctx -> ctx.result("next"));
            })) {
      impatient.get("/never");
      ServedRequest timedOut = recorded.next();
      impatient.get("/next");

      assertThat(TestApp.line(timedOut)).isEqualTo("/never 500 15 -");
      assertThat(recorded.nextLine()).isEqualTo("/next 200 4 -");
    }
  }

  @Test
  void request_underContextPath_hasItsTemplateWithout() {
    try (TestApp mounted =
        TestApp.start(
            recorded,
            config -> {
              config.router.contextPath = "/shop";
              config.routes.get("/orders/{id}", ctx -> ctx.result("order"));
            })) {
      mounted.get("/shop/orders/7");
      String get = recorded.nextLine();
      mounted.send("HEAD", "/shop/orders/7");
      String head = recorded.nextLine();

      assertThat(get).isEqualTo("/orders/{id} 200 5 -");
      assertThat(head).isEqualTo("/orders/{id} 200 0 -");
    }
  }

  @Test
  void request_emptyTemplate_isRoot() {
    try (TestApp rooted =
        TestApp.start(recorded, config -> config.routes.get("", ctx -> ctx.result("root")))) {
      rooted.get("/");

      assertThat(recorded.nextLine()).isEqualTo("/ 200 4 -");
    }
  }

  @Test
  void request_methodAndPathOfClient_areGivenAsTheyCame() {
    app.send("PROPFIND", "/orders/%7e?q=1");

    ServedRequest request = recorded.next();
    assertThat(request.method()).isEqualTo("PROPFIND");
    assertThat(request.path()).isEqualTo("/orders/%7e");
  }

  @Test
  void request_onTheNewestKindOfThread_isRecorded() {
    boolean virtualThreads = Runtime.version().feature() >= 21;
    try (TestApp newest =
        TestApp.start(
            recorded,
            config ->
                config.routes.get("/v", ctx -> ctx.result(Thread.currentThread().toString())))) {
      String thread = newest.get("/v").body();

      assertThat(thread.startsWith("VirtualThread")).isEqualTo(virtualThreads);
      assertThat(recorded.nextLine()).startsWith("/v 200 ");
    }
  }

  private static void configure(JavalinConfig config, Path files) {
    config.http.prefer405over404 = true;
    config.http.generateEtags = false;
    config.staticFiles.add(files.toString(), Location.EXTERNAL);
    config.bundledPlugins.enableCors(
        cors -> cors.addRule(rule -> rule.allowHost("http://shop.example")));
    answers(config.routes);
    bodies(config.routes);
    failures(config.routes);
    surroundings(config.routes);
    templates(config.routes);
  }

  private static void answers(RoutesConfig routes) {
    routes.get("/plain", ctx -> ctx.result("plain"));
    routes.get("/orders/{id}", ctx -> ctx.result("order " + ctx.pathParam("id")));
    routes.get("/umlaut", ctx -> ctx.result("größe"));
    routes.get("/empty", ctx -> {});
    routes.get("/no-content", ctx -> ctx.status(HttpStatus.NO_CONTENT));
    routes.get("/teapot", ctx -> ctx.status(418).result("short"));
    routes.get("/strange-status", ctx -> ctx.status(299).result("ok"));
    routes.get("/redirect", ctx -> ctx.redirect("/plain"));
    routes.get(
        "/future", ctx -> ctx.future(() -> CompletableFuture.runAsync(() -> ctx.result("future"))));
    routes.get("/async", ctx -> ctx.async(() -> ctx.result("async")));
    routes.get("/half-second", RequestShapesTest::halfSecond);
    routes.get(
        "/tagged",
        ctx ->
            ctx.header(Header.ETAG, "\"7\"")
                .header(Header.CONTENT_ENCODING, "br")
                .result("tagged"));
    routes.head("/headed", ctx -> ctx.result("headed"));
  }

  private static void halfSecond(Context ctx) {
    ctx.future(
        () ->
            CompletableFuture.runAsync(
                () -> {}, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)));
  }

  private static void bodies(RoutesConfig routes) {
    routes.get("/long", ctx -> ctx.result(LONG));
    routes.get("/stream", ctx -> ctx.result(stream(LONG)));
    routes.get("/written", ctx -> ctx.outputStream().write(bytes(LONG)));
    routes.get("/servlet-written", ctx -> ctx.res().getWriter().write("servlet"));
    routes.sse(
        "/sse",
        client -> {
          client.sendEvent("news", "hello");
          client.close();
        });
  }

  private static void failures(RoutesConfig routes) {
    routes.exception(
        IllegalArgumentException.class, (e, ctx) -> ctx.status(409).result("conflict"));
    routes.exception(
        UnsupportedOperationException.class,
        (e, ctx) -> {
          throw new IllegalStateException("the mapper fails too");
        });
    routes.error(404, ctx -> ctx.result("missing"));
    routes.get("/mapped", ctx -> fail(new IllegalArgumentException("mapped")));
    routes.get("/uncaught", ctx -> fail(new IllegalStateException("uncaught")));
    routes.get("/mapper-throws", ctx -> fail(new UnsupportedOperationException("mapper")));
    routes.get(
        "/error",
        ctx -> {
          throw new AssertionError("an Error");
        });
    routes.get("/denied", ctx -> fail(new UnauthorizedResponse()));
    routes.get(
        "/future-failed",
        ctx ->
            ctx.future(
                () -> CompletableFuture.runAsync(() -> fail(new IllegalStateException("later")))));
    routes.get(
        "/future-mapped",
        ctx ->
            ctx.future(
                () -> CompletableFuture.failedFuture(new IllegalArgumentException("later"))));
    routes.get(
        "/future-refused",
        ctx ->
            ctx.future(
                () -> {
                  throw new IllegalStateException("no future");
                }));
    routes.get("/async-failed", ctx -> ctx.async(() -> fail(new IllegalStateException("later"))));
  }

  private static void surroundings(RoutesConfig routes) {
    routes.before("/before/throws/*", ctx -> fail(new UnauthorizedResponse()));
    routes.before("/before/nowhere", ctx -> fail(new UnauthorizedResponse()));
    routes.before("/before/redirects/*", ctx -> ctx.redirect("/plain"));
    routes.before(
        "/before/skips/*", ctx -> ctx.status(403).result("skipped").skipRemainingHandlers());
    routes.after("/after/*", ctx -> fail(new IllegalStateException("after")));
    routes.get("/after/mapped", ctx -> fail(new IllegalArgumentException("handler")));
    for (String route :
        new String[] {
          "/before/throws/{id}", "/before/redirects/{id}", "/before/skips/{id}", "/after/throws"
        }) {
      routes.get(route, ctx -> ctx.result("ok"));
    }
  }

  private static void templates(RoutesConfig routes) {
    routes.get("/", ctx -> ctx.result("root"));
    for (String route :
        new String[] {"no-leading", "/wild/*", "/slash/<p>", "/mix-{a}-{b}/x", "/dot.ted/a_b-c"}) {
      routes.get(route, ctx -> ctx.result("ok"));
    }
  }

  private static void fail(RuntimeException failure) {
    throw failure;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A stream of which nobody can tell the length. */
  private static InputStream stream(String text) {
    return new FilterInputStream(new ByteArrayInputStream(bytes(text))) {
      @Override
      public int available() {
        throw new UncheckedIOException(new IOException("nobody should ask"));
      }
    };
  }
}
