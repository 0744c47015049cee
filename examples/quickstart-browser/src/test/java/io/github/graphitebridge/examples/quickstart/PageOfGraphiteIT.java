// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static io.github.graphitebridge.examples.quickstart.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.graphite.Graphite;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page with a real carbon-aggregator and a real graphite-web behind it. */
@Timeout(300)
class PageOfGraphiteIT {
  @TempDir private static Path scratch;

  private final Graphite graphite = new Graphite(scratch.resolve("graphite"));
  private final Browser browser = Browser.start();

  @BeforeEach
  void start() throws Exception {
    graphite.start();
  }

  @AfterEach
  void end() throws Exception {
    try (browser) {
      assertThat(browser.complaints()).isEmpty();
    } finally {
      graphite.stop();
    }
  }

  @Test
  void page_webUrlGiven_showsWhatGraphiteHasAndBreaksNothing() throws Exception {
    Map<String, String> environment =
        Map.of(
            "GRAPHITE_BRIDGE_HOST",
            "127.0.0.1",
            "GRAPHITE_BRIDGE_PORT",
            Integer.toString(graphite.aggregatorPort()),
            "GRAPHITE_BRIDGE_AGGREGATION_INTERVAL",
            Graphite.INTERVAL_SECONDS + "s",
            "GRAPHITE_BRIDGE_STEP",
            "1h",
            "GRAPHITE_WEB_URL",
            graphite.webUrl().toString());
    try (RunningQuickstart quickstart =
        RunningQuickstart.start(Duration.ofSeconds(3), environment)) {
      browser.look(1280, 1600, false);
      browser.open(quickstart.url());
      browser.press("errors");
      long sent = quickstart.sent() + 30;

      eventually(() -> assertThat(browser.number("requests")).isEqualTo(sent));
      eventually(() -> assertThat(browser.rowsOfTheTable()).isEqualTo(sent));
      eventually(() -> assertThat(browser.types()).isEqualTo(sent));
      eventually(() -> assertThat(browser.number("sent")).isEqualTo(5 * sent));
      assertThat(browser.text("source"))
          .isEqualTo("Graphite at " + graphite.webUrl() + ", series all.graphite-bridge.*");
      assertThat(browser.isShown("breaking")).isFalse();
      assertThat(browser.isShown("raw")).isFalse();
      // The shop asks Graphite; the browser need not reach it.
      assertThat(browser.askedHosts()).containsExactly(URI.create(quickstart.url()).getAuthority());
    }
  }
}
