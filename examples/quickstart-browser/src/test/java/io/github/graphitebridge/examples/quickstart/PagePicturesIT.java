// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static io.github.graphitebridge.examples.quickstart.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The page as it looks, in windows of several kinds; pictures.sh has it draw the README's. */
@Timeout(300)
class PagePicturesIT {
  private static final Path PICTURES = Path.of(System.getProperty("pictures", "target/pictures"));

  /** How long the shop has customers before it is looked at. */
  private static final Duration TRAFFIC =
      Duration.ofSeconds(Integer.getInteger("pictures.seconds", 6));

  private final RunningQuickstart quickstart =
      RunningQuickstart.start(Integer.getInteger("pictures.port", 0), TRAFFIC, Map.of());
  private final Browser browser = Browser.start();

  @AfterEach
  void end() {
    try (quickstart;
        browser) {
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  void page_anyWindow_fitsAndIsKeptAsPicture() throws Exception {
    browser.look(1280, 1340, false);
    browser.open(quickstart.url());
    eventually(() -> assertThat(browser.number("served")).isPositive());
    browser.press("steady");
    await()
        .atMost(TRAFFIC.plusSeconds(60))
        .until(() -> quickstart.text().contains("Requests sent: "));
    browser.press("slow");
    browser.press("errors");
    eventuallyLater();
    String light = background();
    picture("page", 1280, 1640, false);
    picture("page-dark", 1280, 1120, true);
    assertThat(background()).isNotEqualTo(light);
    picture("page-phone", 390, 1240, false);

    browser.press("stop");
    browser.press("burst");
    eventually(() -> assertThat(browser.number("missing")).isGreaterThan(500));
    eventually(() -> assertThat(browser.number("merged")).isGreaterThan(500));
    picture("page-carbon-stopped", 1280, 1120, false);
  }

  /** Waits for two more of carbon's intervals, so that the charts have a line. */
  private void eventuallyLater() {
    long served = browser.number("served");
    eventually(() -> assertThat(browser.number("served")).isGreaterThan(served + 200));
  }

  private void picture(String name, int width, int height, boolean dark) throws Exception {
    browser.look(width, height, dark);
    // Drawn again with the next state, twice a second.
    long recorded = browser.number("recorded");
    eventually(() -> assertThat(browser.number("recorded")).isGreaterThan(recorded));

    assertThat((long) browser.script("return document.documentElement.scrollWidth"))
        .isLessThanOrEqualTo(width);
    assertThat((long) browser.script("return document.querySelectorAll('canvas').length"))
        .isEqualTo(4);
    browser.picture(PICTURES.resolve(name + ".png"));
  }

  private String background() {
    return (String)
        browser.script("return getComputedStyle(document.documentElement).backgroundColor");
  }
}
