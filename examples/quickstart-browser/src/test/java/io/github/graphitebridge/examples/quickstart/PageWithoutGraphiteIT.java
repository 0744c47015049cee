// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static io.github.graphitebridge.examples.quickstart.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
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

  private RunningQuickstart start(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("GRAPHITE_BRIDGE_HOST", carbon.host());
    environment.put("GRAPHITE_BRIDGE_PORT", Integer.toString(carbon.port()));
    environment.put("GRAPHITE_BRIDGE_STEP", "1h");
    return RunningQuickstart.start(Duration.ofSeconds(1), environment);
  }
}
