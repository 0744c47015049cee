// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class OutageLogTest {
  private final IOException refused = new IOException("refused");
  private static final String CONNECTED =
      "INFO Connected to carbon at carbon:2023; series are named like web.shop.orders.pt";
  private static final String DOWN =
      "WARN No connection to carbon at carbon:2023 (java.io.IOException: refused); points wait,"
          + " attempts follow every 0.1 to 30 s";

  private final ManualTime time = new ManualTime();
  private final PointAccounts accounts = new PointAccounts();
  private final OutageLog log =
      new OutageLog("carbon:2023", () -> "web.shop.orders.pt", false, accounts, time::nanos);

  @Test
  void open_firstTime_namesTargetAndExample() throws Exception {
    assertThat(logged(() -> openProven(0))).containsExactly(CONNECTED);
  }

  @Test
  void open_noSeriesYet_namesTheFirstOneOnceThereIsOne() throws Exception {
    AtomicReference<String> series = new AtomicReference<>();
    OutageLog early = new OutageLog("carbon:2023", series::get, false, accounts, time::nanos);

    List<String> before =
        logged(
            () -> {
              early.open(0);
              early.logFirstConnect();
            });
    series.set("web.shop.orders.pt");
    List<String> after =
        logged(
            () -> {
              early.logFirstConnect();
              early.logFirstConnect();
            });

    assertThat(before).isEmpty();
    assertThat(after).containsExactly(CONNECTED);
  }

  @Test
  void down_carbonAbsentFromTheStart_warnsOnceAndTellsTheEnd() throws Exception {
    List<String> lines =
        logged(
            () -> {
              for (int i = 0; i < 20; i++) {
                log.down(refused, false);
                time.pass(Duration.ofMillis(500));
              }
              openProven(7);
            });

    assertThat(lines)
        .containsExactly(
            DOWN,
            CONNECTED,
            "INFO Carbon at carbon:2023 is back after PT10S: 7 points kept, 0 merged, dropped:"
                + " none");
  }

  @Test
  void open_connectionsThatProveNothing_areOneOutageOfOneWarning() throws Exception {
    List<String> lines =
        logged(
            () -> {
              openProven(0);
              for (int i = 0; i < 300; i++) {
                log.down(refused, false);
                time.pass(Duration.ofSeconds(1));
                log.open(5);
                time.pass(Duration.ofSeconds(1));
              }
              log.recovered();
            });

    assertThat(lines)
        .containsExactly(
            CONNECTED,
            DOWN,
            "INFO Carbon at carbon:2023 is back after PT9M59S: 5 points kept, 0 merged, dropped:"
                + " none");
  }

  @Test
  void down_afterAFault_warnsAllTheSame() throws Exception {
    List<String> lines =
        logged(
            () -> {
              openProven(0);
              log.fault(new IllegalStateException("broken"), false);
              log.down(refused, false);
            });

    assertThat(lines).anyMatch(line -> line.contains("it starts again")).endsWith(DOWN);
  }

  @Test
  void open_afterAnOutage_tellsWhatBecameOfThePointsOfThatOutage() throws Exception {
    openProven(0);
    accounts.dropped(DropReason.TOO_OLD, 100);
    accounts.merged();
    List<String> lines =
        logged(
            () -> {
              log.down(refused, false);
              accounts.dropped(DropReason.TOO_OLD, 3);
              accounts.dropped(DropReason.QUEUE_FULL, 2);
              accounts.merged();
              accounts.merged();
              time.pass(Duration.ofMillis(1500));
              openProven(40);
            });

    assertThat(lines)
        .containsExactly(
            DOWN,
            "INFO Carbon at carbon:2023 is back after PT1.5S: 40 points kept, 2 merged, dropped:"
                + " 2 queue_full, 3 too_old");
  }

  @Test
  void down_carbonFlapping_warnsOnceAMinute() throws Exception {
    openProven(0);
    List<String> lines =
        logged(
            () -> {
              for (int i = 0; i < 1190; i++) {
                log.down(refused, false);
                time.pass(Duration.ofMillis(100));
                openProven(0);
              }
            });

    assertThat(lines).hasSize(4);
    assertThat(lines.stream().filter(DOWN::equals)).hasSize(2);
  }

  @Test
  void down_longOutageSoonAfterAShortOne_isWarnedOfAMinuteLater() throws Exception {
    openProven(0);
    log.down(refused, false);
    openProven(0);
    List<String> lines =
        logged(
            () -> {
              for (int i = 0; i < 61; i++) {
                log.down(refused, false);
                time.pass(Duration.ofSeconds(1));
              }
              openProven(5);
            });

    assertThat(lines)
        .containsExactly(
            DOWN,
            "INFO Carbon at carbon:2023 is back after PT1M1S: 5 points kept, 0 merged, dropped:"
                + " none");
  }

  @Test
  void down_withoutReconnecting_saysThatNothingMoreIsSent() throws Exception {
    openProven(0);

    assertThat(logged(() -> log.down(refused, true)))
        .containsExactly(
            "WARN Lost carbon at carbon:2023 (java.io.IOException: refused); autoreconnect is"
                + " false, so nothing more is sent");
  }

  @Test
  void fault_repeated_warnsOnceAMinute() throws Exception {
    List<String> lines =
        logged(
            () -> {
              for (int i = 0; i < 70; i++) {
                log.fault(new IllegalStateException("a fault"), false);
                time.pass(Duration.ofSeconds(1));
              }
            });

    assertThat(lines)
        .containsExactly(
            "WARN The sender to carbon at carbon:2023 failed; it starts again",
            "java.lang.IllegalStateException: a fault",
            "WARN The sender to carbon at carbon:2023 failed; it starts again",
            "java.lang.IllegalStateException: a fault");
  }

  @Test
  void closed_pointsNotSent_saysHowMany() throws Exception {
    assertThat(logged(() -> log.closed(0, 0))).isEmpty();
    assertThat(logged(() -> log.closed(3, 0)))
        .containsExactly("WARN Closed with 3 points not sent to carbon at carbon:2023");
  }

  @Test
  void everyLine_appenderThatThrows_isSwallowed() throws Exception {
    CapturedLog.broken(
        () -> {
          openProven(0);
          log.down(refused, false);
          time.pass(Duration.ofMinutes(2));
          log.fault(refused, false);
          openProven(1);
          log.down(refused, true);
          log.closed(3, 0);
          return null;
        });
  }

  private static List<String> logged(Runnable step) throws Exception {
    return CapturedLog.of(
        () -> {
          step.run();
          return null;
        });
  }

  private void openProven(long waiting) {
    log.open(waiting);
    log.recovered();
  }
}
