// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {
  private static final long WINDOW_MILLIS = 120_000;

  private final MockClock clock = new MockClock();

  @Test
  void record_someValues_countsAndSums() {
    Tally tally = tally();

    tally.record(2);
    tally.record(0.5);
    tally.record(0);

    assertThat(tally.count()).isEqualTo(3);
    assertThat(tally.sum()).isEqualTo(2.5);
    assertThat(tally.max()).isEqualTo(2);
  }

  @Test
  void max_nothingRecorded_isZero() {
    assertThat(tally().max()).isZero();
  }

  @Test
  void max_greatestIsThreeWindowsOld_isThatOfTheRest() {
    Tally tally = tally();
    tally.record(9);
    clock.add(Duration.ofMillis(WINDOW_MILLIS));
    tally.record(5);
    clock.add(Duration.ofMillis(WINDOW_MILLIS));
    tally.record(7);

    double before = tally.max();
    clock.add(Duration.ofMillis(WINDOW_MILLIS));

    assertThat(before).isEqualTo(9);
    assertThat(tally.max()).isEqualTo(7);
  }

  @Test
  void max_longRest_isZeroAndCountStays() {
    Tally tally = tally();
    tally.record(9);

    clock.add(Duration.ofDays(1));

    assertThat(tally.max()).isZero();
    assertThat(tally.count()).isEqualTo(1);
    assertThat(tally.sum()).isEqualTo(9);
  }

  @Test
  void record_clockGoesBackForAWhile_isInTheCurrentWindow() {
    clock.add(Duration.ofDays(1));
    Tally tally = tally();

    clock.add(Duration.ofDays(-1));
    tally.record(9);
    clock.add(Duration.ofDays(1));

    assertThat(tally.max()).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void max_randomValuesAndRests_isMicrometers(int windows) {
    Random random = new Random(windows);
    Duration expiry = Duration.ofMillis(WINDOW_MILLIS);
    Tally tally = new Tally(clock, config(expiry, windows));
    TimeWindowMax micrometers = new TimeWindowMax(clock, config(expiry, windows));

    for (int i = 0; i < 1_000; i++) {
      double value = random.nextInt(100);
      tally.record(value);
      micrometers.record(value);
      clock.add(Duration.ofMillis(random.nextInt(10) * WINDOW_MILLIS / 4));

      assertThat(tally.max()).as("after %d", i).isEqualTo(micrometers.poll());
    }
  }

  @Test
  void max_windowsShorterThanAMillisecond_lastForOne() {
    Tally tally = new Tally(clock, config(Duration.ofNanos(1), 3));

    tally.record(9);
    double before = tally.max();
    clock.add(Duration.ofMillis(3));

    assertThat(before).isEqualTo(9);
    assertThat(tally.max()).isZero();
  }

  @Test
  @Timeout(60)
  void record_fourThreadsAndAClockThatRuns_losesNone() throws InterruptedException {
    int each = 100_000;
    Tally tally = new Tally(Clock.SYSTEM, config(Duration.ofMillis(1), 3));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int value = 1; value <= each; value++) {
                  tally.record(value);
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(tally.count()).isEqualTo(4L * each);
    assertThat(tally.sum()).isEqualTo(4.0 * each * (each + 1) / 2);
    assertThat(tally.max()).isBetween(0.0, (double) each);
  }

  private Tally tally() {
    return new Tally(clock, DistributionStatisticConfig.DEFAULT);
  }

  private static DistributionStatisticConfig config(Duration expiry, int windows) {
    return DistributionStatisticConfig.builder().expiry(expiry).bufferLength(windows).build();
  }
}
