// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.Javalin;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.router.InternalRouter;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application sees no difference between Javalin's router and the one in front of it. */
@Timeout(60)
class FailureRouterTest {

  /** What each router has for itself: Java lets no object ask another one for them. */
  private static final List<String> KEPT =
      List.of("getHttpPathMatcher()", "getHttpErrorMapper()", "getHttpExceptionMapper()");

  private final TestApp.Recorded recorded = new TestApp.Recorded();
  private final Javalin javalin =
      TestApp.create(
          recorded,
          config -> {
            config.routes.get("/orders/{id}", ctx -> ctx.result("order"));
            config.bundledPlugins.enableRouteOverview("/overview");
          });

  @AfterEach
  void stop() {
    javalin.stop();
  }

  /** A newer Javalin's method would else work on the routes and handlers of the wrong router. */
  @Test
  void methods_thatJavalinLeavesOpen_areAllHandedOn() {
    List<String> open =
        Arrays.stream(InternalRouter.class.getDeclaredMethods())
            .filter(FailureRouterTest::isOpen)
            .map(FailureRouterTest::signature)
            .toList();
    List<String> handedOn =
        Arrays.stream(FailureRouter.class.getDeclaredMethods())
            .map(FailureRouterTest::signature)
            .toList();

    assertThat(open).hasSizeGreaterThan(KEPT.size()).containsAll(KEPT);
    assertThat(open)
        .filteredOn(method -> !KEPT.contains(method))
        .allSatisfy(method -> assertThat(handedOn).contains(method));
  }

  @Test
  void routes_ofTheApplication_areListed() {
    javalin.unsafe.routes.get("/late", ctx -> ctx.result("late"));

    assertThat(javalin.unsafe.internalRouter.allHttpHandlers())
        .extracting(entry -> entry.endpoint.path)
        .containsExactlyInAnyOrder("/orders/{id}", "/overview", "/late");
  }

  @Test
  void routesAndHandlers_addedAfterThePlugin_work() {
    javalin.unsafe.routes.get("/late", ctx -> ctx.result("late"));
    javalin.unsafe.routes.get(
        "/denied",
        ctx -> {
          throw new UnauthorizedResponse();
        });
    javalin.unsafe.routes.get(
        "/broken",
        ctx -> {
          throw new IllegalStateException("broken");
        });
    javalin.unsafe.routes.exception(
        IllegalStateException.class, (e, ctx) -> ctx.status(409).result("conflict"));
    javalin.unsafe.routes.error(404, ctx -> ctx.result("missing"));
    javalin.start(0);

    assertThat(TestApp.call(url("http"), "GET", "/late").body()).isEqualTo("late");
    assertThat(recorded.nextLine()).isEqualTo("/late 200 4 -");
    assertThat(TestApp.call(url("http"), "GET", "/denied").statusCode()).isEqualTo(401);
    assertThat(recorded.nextLine()).isEqualTo("/denied 401 12 UnauthorizedResponse");
    assertThat(TestApp.call(url("http"), "GET", "/broken").body()).isEqualTo("conflict");
    assertThat(recorded.nextLine()).isEqualTo("/broken 409 8 IllegalStateException");
    assertThat(TestApp.call(url("http"), "GET", "/nowhere").body()).isEqualTo("missing");
    assertThat(recorded.nextLine()).isEqualTo("- 404 7 EndpointNotFound");
  }

  @Test
  void webSockets_addedAfterThePlugin_work() throws Exception {
    javalin.unsafe.routes.ws(
        "/chat",
        ws ->
            ws.onConnect(
                ctx -> {
                  throw new IllegalStateException("broken");
                }));
    javalin.unsafe.routes.wsException(
        IllegalStateException.class, (e, ctx) -> ctx.send("handled: " + e.getMessage()));
    javalin.start(0);
    Listener listener = new Listener();

    WebSocket socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(url("ws") + "/chat"), listener)
            .get(30, TimeUnit.SECONDS);

    assertThat(listener.texts.poll(30, TimeUnit.SECONDS)).isEqualTo("handled: broken");
    socket.abort();
  }

  private String url(String scheme) {
    return scheme + "://127.0.0.1:" + javalin.port();
  }

  private static boolean isOpen(Method method) {
    int modifiers = method.getModifiers();
    return (Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers))
        && !Modifier.isFinal(modifiers)
        && !Modifier.isStatic(modifiers)
        && !method.isSynthetic();
  }

  private static String signature(Method method) {
    List<String> types = Arrays.stream(method.getParameterTypes()).map(Class::getName).toList();
    return method.getName() + '(' + String.join(", ", types) + ')';
  }

  private static final class Listener implements WebSocket.Listener {
    final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      texts.add(text.toString());
      return WebSocket.Listener.super.onText(socket, text, last);
    }
  }
}
