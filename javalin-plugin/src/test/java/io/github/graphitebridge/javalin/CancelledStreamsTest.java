// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that cancels one stream of an HTTP/2 connection: its request counts, once. */
@Timeout(60)
class CancelledStreamsTest {

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore cancelled = new Semaphore(0);
  private final Set<Context> failed = ConcurrentHashMap.newKeySet();
  private volatile CountDownLatch seen = new CountDownLatch(1);
  private final TestApp app = TestApp.start(recorded, this::configure);
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void stream_cancelledInTheMiddle_countsWithTheBytesWritten() throws Exception {
    HttpResponse<InputStream> response =
        client.send(request("/whole/30000000"), BodyHandlers.ofInputStream());
    response.body().readNBytes(1_000);
    response.body().close();

    ServedRequest request = recorded.next();
    assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(request.route() + " " + request.status()).isEqualTo("/whole/{size} 200");
    assertThat(request.responseSize()).isBetween(1_000L, 29_999_999L);
  }

  @Test
  void stream_cancelledBeforeItsAnswer_countsOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      cancel("/waits/1000000");

      assertThat(recorded.next().route()).isEqualTo("/waits/{size}");
    }
  }

  /** The server takes the request back, and Javalin fails to answer over and over. */
  @Test
  void stream_cancelledBeforeItsFuture_countsOnce() throws Exception {
    for (int i = 0; i < 10; i++) {
      seen = new CountDownLatch(1);
      cancel("/future/1000000");

      ServedRequest request = recorded.next();
      assertThat(request.route() + " " + request.path())
          .isEqualTo("/future/{size} /future/1000000");
      assertThat(request.status()).isEqualTo(499);
      assertThat(request.responseSize()).isEqualTo(-1);
      seen.countDown();
    }
    client.send(request("/whole/4"), BodyHandlers.ofString());
    assertThat(recorded.nextLine()).isEqualTo("/whole/{size} 200 4 -");
  }

  /**
   * Asks, cancels, and lets the handler go on when the server has seen that: it answers a later
   * request of the same connection.
   */
  private void cancel(String path) throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request(path), BodyHandlers.ofString());
    asked.acquire();
    answer.cancel(true);
    client.send(request("/whole/4"), BodyHandlers.ofString());
    assertThat(recorded.nextLine()).isEqualTo("/whole/{size} 200 4 -");
    cancelled.release();
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.javalin.port() + path))
        .build();
  }

  private void configure(JavalinConfig config) {
    config.jetty.modifyServer(server -> server.insertHandler(new AsksWhenItWaits()));
    config.jetty.addConnector(
        (server, http) -> {
          ServerConnector connector =
              new ServerConnector(
                  server, new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
          connector.setHost("127.0.0.1");
          return connector;
        });
    // Javalin's own mapper would fail for ever. This one gives up when the request was recorded. It
    // holds its thread until then: a thread of the common pool may be the only one.
    config.routes.exception(
        Exception.class,
        (e, ctx) -> {
          if (failed.add(ctx)) {
            ctx.status(500);
          }
          await().atMost(TestApp.PATIENCE).until(() -> seen.getCount() == 0);
        });
    config.routes.get("/whole/{size}", ctx -> ctx.result(new byte[size(ctx)]));
    config.routes.get(
        "/waits/{size}",
        ctx -> {
          asked.release();
          cancelled.acquire();
          ctx.result(new byte[size(ctx)]);
        });
    config.routes.get(
        "/future/{size}",
        ctx -> {
          int size = size(ctx);
          ctx.future(
              () ->
                  CompletableFuture.runAsync(
                      () -> {
                        cancelled.acquireUninterruptibly();
                        await().atMost(TestApp.PATIENCE).until(() -> WireResponse.isTakenBack(ctx));
                        ctx.result(new byte[size]);
                      },
                      CancelledStreamsTest::startDaemon));
        });
  }

  private static void startDaemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private static int size(Context ctx) {
    return Integer.parseInt(ctx.pathParam("size"));
  }

  /**
   * Tells when the server waits for a future. It recycles a response that is cancelled while it
   * waits, not one that was cancelled earlier.
   */
  private final class AsksWhenItWaits extends Handler.Wrapper {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      boolean handled = super.handle(request, response, callback);
      if (request.getHttpURI().getPath().startsWith("/future/")) {
        asked.release();
      }
      return handled;
    }
  }
}
