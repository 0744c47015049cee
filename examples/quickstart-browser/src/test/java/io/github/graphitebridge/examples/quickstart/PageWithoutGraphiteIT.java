// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static io.github.graphitebridge.examples.quickstart.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page with a carbon elsewhere whose Graphite it was not told, or told wrongly. */
@Timeout(300)
class PageWithoutGraphiteIT {
  private final CarbonServer carbon = CarbonServer.start();
  private final Browser browser = Browser.start();

  @AfterEach
  void end() {
    try (carbon;
        browser) {
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void page_noWebUrl_showsTheSenderAndSaysWhatToSet() {
    try (RunningQuickstart quickstart = start(Map.of())) {
      browser.look(390, 1000, true);
      browser.open(quickstart.url());
      long sent = quickstart.sent();

      eventually(() -> assertThat(browser.number("sent")).isEqualTo(5 * sent));
      assertThat(browser.text("connected")).isEqualTo("yes");
      assertThat(browser.text("source")).startsWith("Set GRAPHITE_WEB_URL=http://host:port");
      assertThat(browser.isShown("breaking")).isFalse();
    }
  }

  @Test
  void page_webUrlOfSomethingElse_saysWhatIsWrong() {
    String wrong = "http://127.0.0.1:" + carbon.port() + "/nothing";
    try (RunningQuickstart quickstart = start(Map.of("GRAPHITE_WEB_URL", wrong))) {
      browser.open(quickstart.url());

      eventually(
          () ->
              assertThat(browser.text("source"))
                  .startsWith("Nothing can be read from GRAPHITE_WEB_URL=" + wrong + ": "));
    }
  }

  @Test
  void page_graphiteFailsForAWhile_keepsItsFiguresSaysSoAndComesBack() throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    HttpServer graphite = graphite(status);
    String url = "http://127.0.0.1:" + graphite.getAddress().getPort();
    try (RunningQuickstart quickstart = start(Map.of("GRAPHITE_WEB_URL", url))) {
      browser.open(quickstart.url());
      eventually(() -> assertThat(browser.number("requests")).isEqualTo(7));
      assertThat(browser.tone("source")).isEqualTo("quiet");

      status.set(503);
      eventually(
          () ->
              assertThat(browser.text("source"))
                  .matches(
                      "Nothing newer than of \\d\\d:\\d\\d:\\d\\d can be read .* answered 503 .*"));
      assertThat(browser.tone("source")).isEqualTo("bad");
      assertThat(browser.number("requests")).isEqualTo(7);
      assertThat(browser.rowsOfTheTable()).isEqualTo(7);

      status.set(200);
      eventually(() -> assertThat(browser.text("source")).startsWith("Graphite at " + url));
      assertThat(browser.tone("source")).isEqualTo("quiet");
    } finally {
      graphite.stop(0);
    }
  }

  /** A graphite-web with one interval of one route, which answers with such a status. */
  private static HttpServer graphite(AtomicInteger status) throws IOException {
    byte[] series =
        """
        [{"target": "all.graphite-bridge.cart.count", "datapoints": [[7.0, 60]]}]
        """
            .getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/render",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), series.length);
          exchange.getResponseBody().write(series);
          exchange.close();
        });
    server.start();
    return server;
  }

  private RunningQuickstart start(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("GRAPHITE_BRIDGE_HOST", carbon.host());
    environment.put("GRAPHITE_BRIDGE_PORT", Integer.toString(carbon.port()));
    environment.put("GRAPHITE_BRIDGE_STEP", "1h");
    return RunningQuickstart.start(Duration.ofSeconds(1), environment);
  }
}
