// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.Javalin;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.http.servlet.JavalinServlet;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.servlet.ServletResponseHttpWrapper;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The application's servlet in a server that is not Javalin's: no event announces start and stop.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ForeignServerTest {

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  @BeforeAll
  void start() throws Exception {
    Javalin javalin =
        TestApp.create(
            recorded,
            config -> {
              config.routes.get("/orders/{id}", ctx -> ctx.result("order"));
              config.routes.get(
                  "/later",
                  ctx -> ctx.future(() -> CompletableFuture.runAsync(() -> ctx.result("later"))));
              config.routes.get("/whole", ctx -> ctx.result(new byte[10_000_000]));
              config.routes.get("/broken", ctx -> ctx.result(closed()));
              config.routes.get(
                  "/refused",
                  ctx -> {
                    ctx.res().sendError(502);
                    ctx.result("sorry");
                  });
              config.routes.get("/written", ctx -> ctx.outputStream().print("written"));
              config.routes.get("/wrapped", ctx -> ctx.status(201).result("wrapped"));
              config.routes.get(
                  "/denied",
                  ctx -> {
                    throw new UnauthorizedResponse();
                  });
            });
    Servlet servlet = new JavalinServlet(javalin.unsafe);
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/war");
    context.addServlet(new ServletHolder(servlet), "/*");
    // Says 0 of every status, and hears of none.
    context.addFilter(
        (request, response, chain) ->
            chain.doFilter(request, new ServletResponseHttpWrapper(response)),
        "/wrapped",
        EnumSet.of(DispatcherType.REQUEST));
    server.setHandler(context);
    server.start();
  }

  @AfterAll
  void stop() throws Exception {
    server.stop();
  }

  @ParameterizedTest(name = "{0} {1} -> {2}")
  @CsvSource({
    "GET, /war/orders/7, /orders/{id} 200 5 -",
    "HEAD, /war/orders/7, /orders/{id} 200 0 -",
    "GET, /war/later, /later 200 5 -",
    "GET, /war/written, /written 200 7 -",
    "GET, /war/denied, /denied 401 12 UnauthorizedResponse",
    "GET, /war/nowhere, - 404 31 EndpointNotFound",
    "GET, /war/wrapped, /wrapped 200 7 -",
    "GET, /war/broken, /broken 500 0 IOException",
    "GET, /war/refused, /refused 502 -1 EofException",
  })
  void request_inForeignServer_isRecorded(String method, String path, String expected) {
    HttpResponse<String> response =
        TestApp.call("http://127.0.0.1:" + connector.getLocalPort(), method, path);

    assertThat(recorded.nextLine()).isEqualTo(expected);
    assertThat(expected).contains(" " + response.statusCode() + " ");
  }

  @Test
  void client_leavesInTheMiddle_isRecorded() {
    RawClient.getAndLeave(connector.getLocalPort(), "/war/whole", 1_000, true);

    ServedRequest request = recorded.next();
    assertThat(request.route() + " " + request.status()).isEqualTo("/whole 200");
    assertThat(request.responseSize()).isBetween(1_000L, 9_999_999L);
  }

  private static InputStream closed() throws IOException {
    InputStream stream = InputStream.nullInputStream();
    stream.close();
    return stream;
  }
}
