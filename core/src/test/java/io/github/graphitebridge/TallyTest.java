// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.TimeWindowMax;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TallyTest {
  private static final long WINDOW_MILLIS = 120_000;

  private final MockClock clock = new MockClock();

  @Test
  void record_someValues_countsAndSums() {
    Tally tally = tally();

    tally.record(2, clock.wallTime());
    tally.record(0.5, clock.wallTime());
    tally.record(0, clock.wallTime());

    assertThat(tally.count()).isEqualTo(3);
    assertThat(tally.sum()).isEqualTo(2.5);
    assertThat(tally.max(clock.wallTime())).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "3, 4, 7",
    "0.25, 0.5, 0.75",
    "3, 0.5, 3.5",
    "-3, -0.5, -3.5",
    "9e18, 9e18, 1.8e19",
    "-9.223372036854775808e18, -1, -9.223372036854775808e18",
    "1e300, 1e300, 2e300",
    "-0.0, 0.0, 0.0"
  })
  void add_twoValues_areAddedUp(double one, double other, double sum) {
    Tally tally = new Tally();

    tally.add(one);
    tally.add(other);

    assertThat(tally.sum()).isEqualTo(sum);
  }

  /** Where objects stand is the collector's choice, so a line's length has to be on either side. */
  @Test
  void numbers_shareNoCacheLineWithAnotherObject() throws ReflectiveOperationException {
    Map<String, Long> offsets = offsets();
    List<Long> numbers =
        Stream.of("count", "whole", "rest", "max", "windowBegin").map(offsets::get).toList();

    long line = 64;
    assertThat(Collections.min(numbers)).isGreaterThanOrEqualTo(line - Long.BYTES);
    assertThat(Collections.max(offsets.values()) - Collections.max(numbers))
        .isGreaterThanOrEqualTo(line - Long.BYTES);
  }

  /** By reflection: a compiler warns of this class. */
  private static Map<String, Long> offsets() throws ReflectiveOperationException {
    Class<?> unsafe = Class.forName("sun.misc.Unsafe");
    Field instance = unsafe.getDeclaredField("theUnsafe");
    instance.setAccessible(true);
    Method offset = unsafe.getMethod("objectFieldOffset", Field.class);
    Map<String, Long> offsets = new TreeMap<>();
    for (Field field : Tally.class.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        offsets.put(field.getName(), (Long) offset.invoke(instance.get(null), field));
      }
    }
    return offsets;
  }

  @Test
  void max_nothingRecorded_isZero() {
    assertThat(tally().max(clock.wallTime())).isZero();
  }

  @Test
  void max_greatestIsThreeWindowsOld_isThatOfTheRest() {
    Tally tally = tally();
    tally.record(9, clock.wallTime());
    clock.add(Duration.ofMillis(WINDOW_MILLIS));
    tally.record(5, clock.wallTime());
    clock.add(Duration.ofMillis(WINDOW_MILLIS));
    tally.record(7, clock.wallTime());

    double before = tally.max(clock.wallTime());
    clock.add(Duration.ofMillis(WINDOW_MILLIS));

    assertThat(before).isEqualTo(9);
    assertThat(tally.max(clock.wallTime())).isEqualTo(7);
  }

  @Test
  void max_longRest_isZeroAndCountStays() {
    Tally tally = tally();
    tally.record(9, clock.wallTime());

    clock.add(Duration.ofDays(1));

    assertThat(tally.max(clock.wallTime())).isZero();
    assertThat(tally.count()).isEqualTo(1);
    assertThat(tally.sum()).isEqualTo(9);
  }

  @Test
  void record_clockGoesBackForAWhile_isInTheCurrentWindow() {
    clock.add(Duration.ofDays(1));
    Tally tally = tally();

    clock.add(Duration.ofDays(-1));
    tally.record(9, clock.wallTime());
    clock.add(Duration.ofDays(1));

    assertThat(tally.max(clock.wallTime())).isEqualTo(9);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void max_randomValuesAndRests_isMicrometers(int windows) {
    Random random = new Random(windows);
    Duration expiry = Duration.ofMillis(WINDOW_MILLIS);
    Tally tally = new Tally(config(expiry, windows), clock.wallTime());
    TimeWindowMax micrometers = new TimeWindowMax(clock, config(expiry, windows));

    for (int i = 0; i < 1_000; i++) {
      double value = random.nextInt(100);
      tally.record(value, clock.wallTime());
      micrometers.record(value);
      clock.add(Duration.ofMillis(random.nextInt(10) * WINDOW_MILLIS / 4));

      assertThat(tally.max(clock.wallTime())).as("after %d", i).isEqualTo(micrometers.poll());
    }
  }

  @Test
  void max_windowsShorterThanAMillisecond_lastForOne() {
    Tally tally = new Tally(config(Duration.ofNanos(1), 3), clock.wallTime());

    tally.record(9, clock.wallTime());
    double before = tally.max(clock.wallTime());
    clock.add(Duration.ofMillis(3));

    assertThat(before).isEqualTo(9);
    assertThat(tally.max(clock.wallTime())).isZero();
  }

  @Test
  @Timeout(60)
  void record_fourThreadsAndAClockThatRuns_losesNone() throws InterruptedException {
    int each = 100_000;
    Tally tally = new Tally(config(Duration.ofMillis(1), 3), System.currentTimeMillis());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          new Thread(
              () -> {
                for (int value = 1; value <= each; value++) {
                  tally.record(value + (value & 1) / 2.0, System.currentTimeMillis());
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(tally.count()).isEqualTo(4L * each);
    assertThat(tally.sum()).isEqualTo(4.0 * each * (each + 1) / 2 + each);
    assertThat(tally.max(System.currentTimeMillis())).isBetween(0.0, each + 0.5);
  }

  private Tally tally() {
    return new Tally(DistributionStatisticConfig.DEFAULT, clock.wallTime());
  }

  private static DistributionStatisticConfig config(Duration expiry, int windows) {
    return DistributionStatisticConfig.builder().expiry(expiry).bufferLength(windows).build();
  }
}
