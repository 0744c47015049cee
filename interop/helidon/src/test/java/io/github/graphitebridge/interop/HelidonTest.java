// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.HttpRouting;
import java.util.Map;

/** Helidon, whose requests a filter records: it writes no Micrometer timer of its own. */
class HelidonTest extends InteropTest {
  /** A route answers its own method only, and a filter does not see for whom the client left. */
  @Override
  protected Map<String, String> differences() {
    return Map.of(
        "FILE", "NOT_FOUND 404",
        "WRONG_METHOD", "NOT_FOUND 404",
        "HEAD", "NOT_FOUND 404",
        "OPTIONS", "NOT_FOUND 404",
        "LEAVES", "-");
  }

  @Override
  protected Server start(Map<String, String> settings) {
    GraphiteBridgeMeterRegistry registry = registry(settings);
    WebServer server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .routing(routing -> shop(routing.addFilter(filter(registry))))
            .build()
            .start();
    return Server.of(
        server.port(),
        () -> {
          server.stop();
          registry.close();
        });
  }

  private static Filter filter(GraphiteBridgeMeterRegistry registry) {
    RequestRecorder recorder = RequestRecorder.create(registry);
    Filter filter =
        (chain, request, response) -> {
          long start = System.nanoTime();
          response.whenSent(
              () ->
                  recorder.record(
                      new ServedRequest(
                          request.prologue().method().text(),
                          request.matchingPattern().orElse(null),
                          request.path().rawPath(),
                          response.status().code(),
                          System.nanoTime() - start,
                          response.bytesWritten(),
                          null,
                          Map.of())));
          chain.proceed();
        };
    return filter;
  }

  private void shop(HttpRouting.Builder routing) {
    routing
        .get("/", (request, response) -> response.send("root"))
        .get("/products/{id}", (request, response) -> response.send("product"))
        .get("/shops/{shop}[/products/{id}]", (request, response) -> response.send("product"))
        .get("/orders/{number:\\d+}", (request, response) -> response.send("order"))
        .get(
            "/fails",
            (request, response) -> {
              throw new IllegalStateException("as asked");
            })
        .get(
            "/moved",
            (request, response) -> response.status(Status.FOUND_302).header("Location", "/").send())
        .get("/empty", (request, response) -> response.status(Status.NO_CONTENT_204).send())
        .get("/later", (request, response) -> response.send("later"))
        .get("/slow", (request, response) -> response.send(slow()));
  }
}
