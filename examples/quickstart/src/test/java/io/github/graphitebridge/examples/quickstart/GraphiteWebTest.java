// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.github.graphitebridge.GraphiteBridgeConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class GraphiteWebTest {
  private static final String WRONG = "It must be graphite-web's address, as http://host:port.";

  private static final String ONE_INTERVAL =
      """
      [{"target": "all.graphite-bridge.cart.count", "datapoints": [[2.0, 60]]}]
      """;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final HttpServer server = server();

  @AfterEach
  void end() {
    server.stop(0);
  }

  @Test
  void figures_answer_aTableForEachInterval() {
    answer(
        200,
        """
        [{"target": "shop.all.tea.cart.count", "datapoints": [[2.0, 60], [3.0, 120]]},
         {"target": "shop.all.tea.cart.pt", "datapoints": [[0.5, 60], [0.25, 120]]},
         {"target": "shop.all.tea.cart.status_code.201", "datapoints": [[2.0, 60], [3.0, 120]]}]
        """);
    GraphiteWeb web = web(url() + "/", Map.of("METRIC_PREFIX", "shop", "GROUP", "tea"));

    Figures figures = awaitSource(web, "Graphite at " + url() + ", series shop.all.tea.*");

    assertThat(figures.intervalSeconds()).isEqualTo(60);
    assertThat(figures.span()).isEqualTo("in the last 36 min");
    assertThat(figures.intervals()).extracting(Figures.Interval::begin).containsExactly(60L, 120L);
    assertThat(figures.total().requests()).isEqualTo(5);
    assertThat(figures.total().rows().get(0).avgSeconds()).isEqualTo(0.35);
    assertThat(asked.get(0))
        .isEqualTo(
            "/render?format=json&noNullPoints=true&from=-2160s"
                + "&target=shop.all.tea.**.count&target=shop.all.tea.**.pt"
                + "&target=shop.all.tea.**.pt.p95&target=shop.all.tea.**.pt.p99"
                + "&target=shop.all.tea.**.size&target=shop.all.tea.**.status_code.*");
  }

  @Test
  void figures_nothingStoredYet_saysWhichSeriesIsMissed() {
    answer(200, "[]");

    awaitSource(
        web(url(), Map.of("HOST_NODE", "")),
        "Graphite at "
            + url()
            + ", which has no series graphite-bridge.**.count yet:"
            + " the first interval takes a while");
  }

  @Test
  void figures_anotherServer_saysWhatItAnswered() {
    answer(404, "nothing here");

    awaitSource(web(url(), Map.of()), fault("it answered 404 to /render"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>", "{}", ""})
  void figures_noList_saysSo(String body) {
    answer(200, body);

    awaitSource(
        web(url(), Map.of()), fault("it answered to /render with something that is no JSON list"));
  }

  @Test
  void figures_nobodyListens_saysSo() {
    GraphiteWeb web = web(url(), Map.of());
    server.stop(0);

    awaitSource(web, fault("it takes no connection"));
  }

  @Test
  void figures_answersFailForAWhile_stayAndSaySinceWhen() {
    answer(200, ONE_INTERVAL);
    GraphiteWeb web = web(url(), Map.of());
    Figures good = awaitSource(web, "Graphite at " + url() + ", series all.graphite-bridge.*");
    assertThat(good.current()).isTrue();

    server.removeContext("/");
    answer(503, "Service Unavailable");

    Figures kept = awaitSource(web, noNews("it answered 503 to /render"));
    assertThat(kept).isEqualTo(good.stale(kept.source()));
    assertThat(kept.total().requests()).isEqualTo(2);
    assertThat(kept.current()).isFalse();

    server.removeContext("/");
    answer(200, ONE_INTERVAL);

    awaitSource(web, good.source());
    assertThat(web.figures()).isEqualTo(good);
  }

  @Test
  void figures_bodyStalls_hangsUpAndAsksAgain() throws Exception {
    try (ServerSocket graphite = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      GraphiteWeb web = web("http://127.0.0.1:" + graphite.getLocalPort(), Map.of());
      web.figures();
      try (Socket stalled = graphite.accept()) {
        send(stalled, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[");

        await()
            .atMost(PATIENCE)
            .until(() -> web.figures().source().contains(": no whole answer within 5 s."));
        stalled.setSoTimeout(10_000);
        stalled.getInputStream().readAllBytes(); // ends, as the client hangs up
      }
      graphite.setSoTimeout(10_000);
      CompletableFuture<Socket> again = CompletableFuture.supplyAsync(() -> accept(graphite));
      await().atMost(PATIENCE).until(() -> web.figures() != null && again.isDone());
      try (Socket answered = again.join()) {
        send(answered, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]");

        await().atMost(PATIENCE).until(() -> web.figures().current());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "graphite:8080", "ftp://graphite", "http://", "http://a b", "http://g?x"})
  void of_noUrl_saysWhatIsAllowed(String url) {
    assertThatThrownBy(() -> web(url, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "GRAPHITE_WEB_URL was '"
                + url
                + "' but it must be graphite-web's address, as http://host:port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://tea:s3cret@graphite:8080", "http://tea:s3/c@ret@graphite", "@"})
  void of_userAndPassword_saysThatTheyAreNotUsed(String url) {
    assertThatThrownBy(() -> web(url, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "GRAPHITE_WEB_URL has an @, but a user and password before it would not be used: it"
                + " must be graphite-web's address without them, as http://host:port");
  }

  @Test
  void of_noVariable_isNone() {
    assertThat(GraphiteWeb.of(GraphiteBridgeConfig.DEFAULT, Map.of())).isNull();
  }

  private String fault(String what) {
    return "Nothing can be read from GRAPHITE_WEB_URL=" + url() + ": " + what + ". " + WRONG;
  }

  private String noNews(String what) {
    return "Nothing newer than of hh:mm:ss can be read from GRAPHITE_WEB_URL="
        + url()
        + ": "
        + what
        + ". It is asked again and again.";
  }

  private static Figures awaitSource(GraphiteWeb web, String source) {
    return await()
        .atMost(PATIENCE)
        .until(
            web::figures,
            figures ->
                figures.source().replaceFirst("\\d\\d:\\d\\d:\\d\\d", "hh:mm:ss").equals(source));
  }

  private static Socket accept(ServerSocket server) {
    try {
      return server.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static GraphiteWeb web(String url, Map<String, String> settings) {
    var builder = GraphiteBridgeConfig.builder();
    settings.forEach(
        (key, value) -> builder.fromEnvironment(Map.of("GRAPHITE_BRIDGE_" + key, value)));
    return GraphiteWeb.of(builder.build(), Map.of(GraphiteWeb.VARIABLE, url));
  }

  private String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static HttpServer server() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.start();
      return server;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void answer(int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    server.createContext(
        "/",
        exchange -> {
          asked.add(URLDecoder.decode(exchange.getRequestURI().toString(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }
}
