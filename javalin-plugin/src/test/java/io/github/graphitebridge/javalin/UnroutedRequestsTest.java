// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import io.javalin.http.staticfiles.Location;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers a request where no route matches: a file, a CORS rule, or nothing. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UnroutedRequestsTest {

  private static final String REQUEST_METHOD = "Access-Control-Request-Method";

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  private TestApp app;

  @BeforeAll
  void start(@TempDir Path files) throws IOException {
    Files.writeString(files.resolve("style.css"), "body {}");
    Files.createDirectories(files.resolve("guarded"));
    Files.writeString(files.resolve("guarded/moved.txt"), "moved");
    Files.writeString(files.resolve("guarded/secret.txt"), "secret");
    Files.writeString(files.resolve("page.html"), "<p>");
    Files.writeString(files.resolve("routed.txt"), "not this");
    app = TestApp.start(recorded, config -> configure(config, files));
  }

  @AfterAll
  void stop() {
    app.close();
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "GET, /style.css, STATIC 200",
    "HEAD, /style.css, STATIC 200",
    "POST, /style.css, 404",
    "GET, /none.css, 404",
    "GET, /routed.txt, /routed.txt 200",
    "GET, /guarded/moved.txt, 302",
    "GET, /guarded/secret.txt, 401",
    "GET, /app/any/page, STATIC 200",
    "GET, /STATIC, /STATIC 200",
    "OPTIONS, /style.css, 404",
  })
  void request_thatNoRouteServes_countsByWhatAnswersIt(String method, String path, String line) {
    app.send(method, path);

    assertThat(next()).isEqualTo(line);
  }

  @Test
  void file_notModified_isStaticToo() {
    String etag = app.get("/style.css").headers().firstValue("ETag").orElseThrow();
    assertThat(next()).isEqualTo("STATIC 200");

    assertThat(app.get("/style.css", "If-None-Match", etag).statusCode()).isEqualTo(304);

    assertThat(next()).isEqualTo("STATIC 304");
  }

  @ParameterizedTest(name = "OPTIONS {0} {1} -> {2}")
  @CsvSource({
    "/shared/orders/7, GET, PREFLIGHT 200",
    "/shared/style.css, GET, PREFLIGHT 200",
    "/shared/nowhere, PUT, PREFLIGHT 200",
    "/shared/own, GET, /shared/own 200",
    "/style.css, GET, 404",
  })
  void preflight_thatNoRouteServes_countsAsOneIfAnswered(String path, String method, String line) {
    app.send("OPTIONS", path, "Origin", "http://a.example", REQUEST_METHOD, method);

    assertThat(next()).isEqualTo(line);
  }

  @Test
  void options_withoutTheHeadersOfAPreflight_isNone() {
    app.send("OPTIONS", "/shared/orders/7", "Origin", "http://a.example");

    assertThat(next()).isEqualTo("200");
  }

  private String next() {
    ServedRequest request = recorded.next();
    return (request.route() + " " + request.status()).trim();
  }

  private static void configure(JavalinConfig config, Path files) {
    config.staticFiles.add(files.toString(), Location.EXTERNAL);
    config.spaRoot.addFile("/app", files.resolve("page.html").toString(), Location.EXTERNAL);
    config.bundledPlugins.enableCors(
        cors ->
            cors.addRule(
                rule -> {
                  rule.path = "/shared/*";
                  rule.anyHost();
                }));
    config.routes.get("/routed.txt", ctx -> ctx.result("this"));
    config.routes.get("STATIC", ctx -> ctx.result("a route of that name"));
    config.routes.get("/shared/orders/{id}", ctx -> ctx.result("order"));
    config.routes.options("/shared/own", ctx -> ctx.result("own"));
    config.routes.before("/guarded/moved.txt", ctx -> ctx.redirect("/routed.txt"));
    config.routes.before("/guarded/secret.txt", ctx -> ctx.status(401).skipRemainingHandlers());
  }
}
