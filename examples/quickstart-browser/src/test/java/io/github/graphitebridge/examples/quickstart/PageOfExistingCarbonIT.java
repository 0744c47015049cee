// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static io.github.graphitebridge.examples.quickstart.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonServer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page with a carbon elsewhere, whose Graphite it does not know. */
@Timeout(300)
class PageOfExistingCarbonIT {
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
  void page_carbonElsewhere_showsTheSenderAndSaysWhereToLook() {
    try (RunningQuickstart quickstart =
        RunningQuickstart.start(Duration.ofSeconds(1), environment())) {
      browser.look(390, 1000, true);
      browser.open(quickstart.url());
      long sent = quickstart.sent();

      eventually(() -> assertThat(browser.number("sent")).isEqualTo(5 * sent));
      eventually(() -> assertThat(browser.text("connected")).isEqualTo("yes"));
      assertThat(browser.text("source"))
          .startsWith("Points go to carbon-aggregator at " + carbon.host() + ':' + carbon.port())
          .contains("web-1.graphite-bridge.products.count");
      assertThat(browser.isShown("breaking")).isFalse();
      assertThat(browser.isShown("raw")).isFalse();
      eventually(() -> assertThat(browser.rowsOfTheTable()).isEqualTo(sent));
      eventually(() -> assertThat(browser.number("requests")).isEqualTo(sent));
    }
  }

  @Test
  void page_openedLate_itsChartsAreLive() {
    try (RunningQuickstart quickstart = RunningQuickstart.startWithTrafficLater(environment())) {
      long sent = quickstart.sent();
      browser.open(quickstart.url());

      eventually(() -> assertThat(browser.number("requests")).isGreaterThan(sent + 30));

      assertThat(browser.isShown("charts")).isTrue();
      eventually(
          () ->
              assertThat((long) browser.script("return document.querySelectorAll('canvas').length"))
                  .isEqualTo(4));
    }
  }

  private Map<String, String> environment() {
    return Map.of(
        "GRAPHITE_BRIDGE_HOST",
        carbon.host(),
        "GRAPHITE_BRIDGE_PORT",
        Integer.toString(carbon.port()),
        "GRAPHITE_BRIDGE_HOST_NODE",
        "web-1",
        "GRAPHITE_BRIDGE_STEP",
        "1h");
  }
}
