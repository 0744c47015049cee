// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static io.github.graphitebridge.examples.quickstart.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
@Timeout(300)
class QuickstartPageIT {
  private final RunningQuickstart quickstart =
      RunningQuickstart.start(Duration.ofSeconds(3), Map.of());
  private final Browser browser = Browser.start();

  @AfterEach
  void end() throws Exception {
    try (quickstart;
        browser) {
      assertThat(browser.complaints()).isEmpty();
      assertThat(browser.askedHosts()).containsExactly(URI.create(quickstart.url()).getAuthority());
    }
  }

  @Test
  void page_ownTrafficAndErrors_itsNumbersAreThoseSent() {
    open();
    long sent = quickstart.sent();
    // The status is the last of a request's points: it may come a moment after the count.
    eventually(() -> assertThat(browser.types()).isEqualTo(sent));
    long before = browser.number("type-5");

    browser.press("errors");

    eventually(() -> assertThat(browser.number("requests")).isEqualTo(sent + 30));
    eventually(() -> assertThat(browser.types()).isEqualTo(sent + 30));
    eventually(() -> assertThat(browser.number("served")).isEqualTo(sent + 30));
    eventually(() -> assertThat(browser.text("verdict")).isEqualTo("Every request is counted."));
    assertThat(browser.number("type-5")).isEqualTo(before + 10);
    eventually(() -> assertThat(browser.rowsOfTheTable()).isEqualTo(sent + 30));
    eventually(() -> assertThat(browser.number("recorded")).isEqualTo(5 * (sent + 30)));
    eventually(() -> assertThat(browser.number("sent")).isEqualTo(5 * (sent + 30)));
    assertThat(browser.text("lines"))
        .containsPattern("\\.graphite-bridge\\.\\S+\\.status_code\\.\\d+ 1 \\d{10}");
  }

  @Test
  void page_timesAndSizesSent_showsWhatTheyComeTo() throws Exception {
    long now = Instant.now().getEpochSecond();
    quickstart.toCarbon(requests("tea", 1, now) + requests("tea", 2, now - 60));
    open();

    // The mean of 51 and 102 ms, the percentiles of the slower interval, the mean of 510 and 1020.
    eventually(
        () ->
            assertThat(browser.row("tea"))
                .isEqualTo(
                    List.of("tea", "202", "76.5 ms", "192 ms", "200 ms", "765 B", "200202")));
    // Of the shop's own answers the sizes are known: a line, and twenty lines.
    eventually(() -> assertThat(browser.row("cart")).element(5).isEqualTo("11 B"));
    eventually(() -> assertThat(browser.row("products")).element(5).isEqualTo("200 B"));
  }

  /**
   * The lines of 101 requests that took 1 to 101 ms, times the pace, and have ten bytes for each:
   * of so many, carbon's 95th and 99th percentiles are the 96th and the 100th.
   */
  private static String requests(String route, int pace, long second) {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 101; i++) {
      Map.of("count", 1, "pt", i * pace / 1000.0, "size", i * pace * 10, "status_code.200", 1)
          .forEach(
              (leaf, value) ->
                  lines.append(
                      "web-1.graphite-bridge.%s.%s %s %d\n".formatted(route, leaf, value, second)));
    }
    return lines.toString();
  }

  @Test
  void page_carbonStopped_pointsWaitMergeAndAreCountedAfterTheRestart() {
    open();
    eventuallyAllIsCounted();
    long counted = browser.number("counted");

    browser.press("stop");
    eventually(() -> assertThat(browser.text("carbon")).isEqualTo("Carbon is stopped"));
    browser.press("burst");
    eventually(() -> assertThat(browser.number("served")).isEqualTo(counted + 500));
    eventually(() -> assertThat(browser.number("merged")).isPositive());

    assertThat(browser.number("counted")).isEqualTo(counted);
    assertThat(browser.number("missing")).isEqualTo(500);
    eventually(() -> assertThat(browser.number("waiting")).isEqualTo(5 * 500));
    assertThat(browser.number("backlog")).isPositive().isLessThan(5 * 500);
    eventually(() -> assertThat(browser.text("connected")).isEqualTo("no"));
    assertThat(browser.text("verdict")).isEqualTo("Carbon is gone: the points wait in the sender.");

    browser.press("restart");

    eventuallyAllIsCounted();
    eventually(() -> assertThat(browser.text("carbon")).isEqualTo("Carbon runs"));
    assertThat(browser.number("counted")).isEqualTo(counted + 500);
    assertThat(browser.rowsOfTheTable()).isEqualTo(counted + 500);
    eventually(() -> assertThat(browser.number("waiting")).isZero());
    assertThat(browser.number("dropped")).isZero();
    assertThat(browser.number("reconnects")).isEqualTo(1);
  }

  @Test
  void page_carbonCannotRestart_saysSoUntilItCan() throws Exception {
    open();
    eventuallyAllIsCounted();
    browser.press("stop");
    eventually(() -> assertThat(browser.text("carbon")).isEqualTo("Carbon is stopped"));

    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(quickstart.carbon());
      browser.press("restart");

      eventually(
          () ->
              assertThat(browser.text("verdict"))
                  .startsWith("Carbon could not start again: ")
                  .contains("port " + taken.getLocalPort()));
      assertThat(browser.tone("verdict")).isEqualTo("bad");
    }
    browser.press("restart");

    eventually(() -> assertThat(browser.text("carbon")).isEqualTo("Carbon runs"));
    eventuallyAllIsCounted();
  }

  @Test
  void page_carbonStalled_pointsWaitAndAreCountedWhenItReadsAgain() {
    open();
    eventuallyAllIsCounted();
    long counted = browser.number("counted");

    browser.press("stall");
    eventually(() -> assertThat(browser.text("carbon")).isEqualTo("Carbon stalls"));
    browser.press("burst");
    browser.press("burst");
    eventually(() -> assertThat(browser.number("served")).isEqualTo(counted + 1_000));
    eventually(() -> assertThat(browser.number("waiting")).isPositive());

    assertThat(browser.number("counted")).isEqualTo(counted);
    assertThat(browser.text("verdict")).startsWith("Carbon reads nothing: points wait");

    browser.press("restart");

    eventuallyAllIsCounted();
    assertThat(browser.number("counted")).isEqualTo(counted + 1_000);
    assertThat(browser.number("dropped")).isZero();
  }

  @Test
  void page_steadyTraffic_goesOnUntilItIsPressedAgain() {
    open();
    eventuallyAllIsCounted();

    browser.press("steady");
    eventually(() -> assertThat(browser.isPressed("steady")).isTrue());
    long before = browser.number("served");
    eventually(() -> assertThat(browser.number("served")).isGreaterThan(before + 40));
    browser.press("steady");
    eventually(() -> assertThat(browser.isPressed("steady")).isFalse());

    eventuallyAllIsCounted();
    assertThat(quickstart.text()).doesNotContain("ARE MISSING");
  }

  @Test
  void press_refused_saysSoUntilOneIsNot() {
    open();
    browser.script("document.querySelector('[data-press=burst]').dataset.press = 'explode'");

    browser.press("explode");

    eventually(
        () ->
            assertThat(browser.text("refused"))
                .startsWith("Burst was refused: No button 'explode'; there are [STEADY, "));
    // The browser says so too, and that is all that it has to complain of.
    assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("press/explode"));

    browser.press("errors");

    eventually(() -> assertThat(browser.text("refused")).isEmpty());
  }

  @Test
  void page_shopCloses_saysSo() {
    open();
    eventuallyAllIsCounted();

    String host = URI.create(quickstart.url()).getAuthority();
    quickstart.close();

    eventually(() -> assertThat(browser.text("link")).isEqualTo("The shop has closed"));
    browser.press("burst");
    eventually(
        () ->
            assertThat(browser.text("refused"))
                .isEqualTo("Burst was not heard: the shop does not answer."));
    // The browser says so too, and that is all that it has to complain of.
    assertThat(browser.complaints())
        .allMatch(complaint -> complaint.contains("/page/") && complaint.contains(host));
    browser.open("about:blank");
    browser.complaints();
  }

  private void eventuallyAllIsCounted() {
    long sent = quickstart.sent();
    eventually(() -> assertThat(browser.number("served")).isGreaterThanOrEqualTo(sent));
    // Read one after the other: a last customer may be served in between.
    eventually(() -> assertThat(browser.number("counted")).isEqualTo(browser.number("served")));
    eventually(() -> assertThat(browser.text("verdict")).isEqualTo("Every request is counted."));
  }

  private void open() {
    browser.look(1280, 1700, false);
    browser.open(quickstart.url());
  }
}
