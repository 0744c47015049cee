// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.StaticHandler;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.util.EnumSet;
import java.util.Map;

class VertxTest extends InteropTest {
  /** A router answers only the methods that it has, and nobody counts for whom the client left. */
  @Override
  protected Map<String, String> differences() {
    return Map.of(
        "FILE", "files 200", "HEAD", "NOT_FOUND 405", "OPTIONS", "NOT_FOUND 405", "LEAVES", "-");
  }

  @Override
  protected Server start(Map<String, String> settings) throws Exception {
    GraphiteBridgeMeterRegistry registry = registry(settings);
    Vertx vertx = vertx(registry);
    HttpServer server = await(vertx.createHttpServer().requestHandler(shop(vertx)).listen(0));
    return Server.of(
        server.actualPort(),
        () -> {
          await(vertx.close());
          registry.close();
        });
  }

  private static Vertx vertx(GraphiteBridgeMeterRegistry registry) {
    Vertx vertx =
        Vertx.builder()
            .with(
                new VertxOptions()
                    .setMetricsOptions(
                        new MicrometerMetricsOptions()
                            .setEnabled(true)
                            .setLabels(
                                EnumSet.of(Label.HTTP_ROUTE, Label.HTTP_CODE, Label.HTTP_METHOD))))
            .withMetrics(new MicrometerMetricsFactory(registry))
            .build();
    return vertx;
  }

  private Router shop(Vertx vertx) {
    Router shop = Router.router(vertx);
    shop.get("/").handler(call -> call.end("root"));
    shop.get("/products/:id").handler(call -> call.end(call.pathParam("id")));
    shop.get("/shops/:shop/products/:id").handler(call -> call.end(call.pathParam("id")));
    shop.getWithRegex("\\/orders\\/(?<number>\\d{4})").handler(call -> call.end("order"));
    shop.get("/files/*").handler(StaticHandler.create("static/files"));
    shop.get("/fails")
        .handler(
            call -> {
              throw new IllegalStateException("as asked");
            });
    shop.get("/moved").handler(call -> call.redirect("/"));
    shop.get("/empty").handler(call -> call.response().setStatusCode(204).end());
    shop.get("/later").handler(call -> vertx.setTimer(1, timer -> call.end("later")));
    shop.get("/slow")
        .handler(call -> vertx.executeBlocking(this::slow, false).onSuccess(call::end));
    return shop;
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get();
  }
}
