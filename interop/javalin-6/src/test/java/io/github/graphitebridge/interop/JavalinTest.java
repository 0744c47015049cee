// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.javalin.Javalin;
import io.javalin.http.staticfiles.Location;
import io.javalin.micrometer.MicrometerPlugin;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Javalin with the plugin that it has itself. */
class JavalinTest extends InteropTest {
  /** The plugin has words in place of the route of a HEAD, a file and a redirect. */
  @Override
  protected Map<String, String> differences() {
    return Map.of(
        "FILE", "UNKNOWN 200",
        "MOVED", "REDIRECTION 302",
        "WRONG_METHOD", "NOT_FOUND 404",
        "HEAD", "UNKNOWN 200",
        "OPTIONS", "NOT_FOUND 404");
  }

  @Override
  protected Server start(Map<String, String> settings) {
    GraphiteBridgeMeterRegistry registry = registry(settings);
    Javalin app =
        Javalin.create(
            config -> {
              config.registerPlugin(
                  new MicrometerPlugin(micrometer -> micrometer.registry = registry));
              config.showJavalinBanner = false;
              config.staticFiles.add("/static", Location.CLASSPATH);
            });
    app.get("/", ctx -> ctx.result("root"));
    app.get("/products/{id}", ctx -> ctx.result(ctx.pathParam("id")));
    app.get("/shops/{shop}/products/{id}", ctx -> ctx.result(ctx.pathParam("id")));
    app.get("/orders/{number}", ctx -> ctx.result(ctx.pathParam("number")));
    app.get(
        "/fails",
        ctx -> {
          throw new IllegalStateException("as asked");
        });
    app.get("/moved", ctx -> ctx.redirect("/"));
    app.get("/empty", ctx -> ctx.status(204));
    app.get("/later", ctx -> ctx.future(() -> CompletableFuture.runAsync(() -> ctx.result("x"))));
    app.get("/slow", ctx -> ctx.result(slow()));
    app.start("127.0.0.1", 0);
    return Server.of(
        app.port(),
        () -> {
          app.stop();
          registry.close();
        });
  }
}
