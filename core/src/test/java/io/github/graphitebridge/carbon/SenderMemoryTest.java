// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits, and what is kept, in bytes of heap; the figures are printed. */
@Tag("load")
class SenderMemoryTest {
  private static final long NOW = 1_700_000_000;
  private static final int CAPACITY = CarbonSenderBuilder.BACKLOG_CAPACITY.defaultValue();
  private static final int LIMIT_MB = 64;

  private final CarbonSender names = CarbonSender.builder().enabled(false).build();
  private final Backlog backlog =
      new Backlog(CAPACITY, MergeCounts.UNDER_PRESSURE, new PointAccounts());

  @Test
  void fullDefaultBacklog_ofSamples_takesLessThan64Megabytes() {
    Series series = names.series("web-1.shop.orders.pt", SeriesKind.SAMPLE);

    double megabytes =
        megabytesOf(
            "a full backlog of samples",
            () -> {
              for (int i = 0; i < CAPACITY + 1000; i++) {
                backlog.add(series, i, NOW + i / 10_000);
              }
            });

    assertFull();
    assertThat(megabytes).isLessThan(LIMIT_MB);
  }

  /** With so many a second, the table of each is as empty as it can be. */
  @Test
  void fullDefaultBacklog_ofSums_takesLessThan64Megabytes() {
    Series[] series = seriesOf(5462);

    double megabytes =
        megabytesOf(
            "a full backlog of sums, 5,462 a second",
            () -> {
              for (int i = 0; i < CAPACITY + 1000; i++) {
                backlog.add(series[i % series.length], i, NOW + i / series.length);
              }
            });

    assertFull();
    assertThat(megabytes).isLessThan(LIMIT_MB);
  }

  @Test
  void fullDefaultBacklog_ofSumsOfOneSecond_takesLessThan64Megabytes() {
    Series[] series = seriesOf(CAPACITY);

    double megabytes =
        megabytesOf(
            "a full backlog of sums, all of one second",
            () -> {
              for (Series one : series) {
                backlog.add(one, 1, NOW);
              }
            });

    assertFull();
    assertThat(megabytes).isLessThan(LIMIT_MB);
  }

  /** With one or two sums a second nothing is shared. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void fullDefaultBacklog_ofDistinctSeconds_takesAnEighthOfTheHeapItIsFor(int sums) {
    Series[] series = seriesOf(sums);

    double megabytes =
        megabytesOf(
            "a full backlog of seconds with " + sums + " sums",
            () -> {
              for (int i = 0; i < CAPACITY + 1000; i++) {
                backlog.add(series[i % sums], 1, NOW + i / sums);
              }
            });

    assertFull();
    assertThat(megabytes).as("128 bytes a line").isLessThan(CAPACITY * 130.0 / 1024 / 1024);
  }

  @Test
  void defaultCapacity_anyHeap_isAnEighthOfItOrAMillion() {
    assertThat(Backlog.defaultCapacity(32L << 20)).isEqualTo(32_768);
    assertThat(Backlog.defaultCapacity(1L << 30)).isEqualTo(1_000_000);
    assertThat(Backlog.defaultCapacity(Long.MAX_VALUE)).isEqualTo(1_000_000);
    assertThat(CAPACITY).isEqualTo(Backlog.defaultCapacity(Runtime.getRuntime().maxMemory()));
  }

  @Test
  void millionNames_of60Bytes_areFound() {
    List<Series> kept = new ArrayList<>();

    double megabytes =
        megabytesOf(
            "a million names of 60 characters", () -> kept.addAll(List.of(seriesOf(1_000_000))));

    assertThat(names.series(name(999_999), SeriesKind.SUM)).isSameAs(kept.get(999_999));
    assertThat(kept.get(999_999).name()).hasSize(60);
    assertThat(megabytes).isBetween(60.0, 400.0);
  }

  private void assertFull() {
    backlog.publish();
    assertThat(backlog.size()).isEqualTo(CAPACITY);
  }

  private Series[] seriesOf(int count) {
    Series[] series = new Series[count];
    for (int i = 0; i < count; i++) {
      series[i] = names.series(name(i), SeriesKind.SUM);
    }
    return series;
  }

  private static String name(int number) {
    return "web-1.shop.customers.customer.orders.order.i" + (1_000_000_000 + number) + ".count";
  }

  /** Returns by how much the heap has grown, in megabytes of 1,048,576 bytes. */
  private static double megabytesOf(String what, Runnable growth) {
    long before = usedHeap();
    growth.run();
    double megabytes = (usedHeap() - before) / 1024.0 / 1024.0;
    System.out.printf(Locale.ROOT, "%s: %.1f MB%n", what, megabytes);
    return megabytes;
  }

  private static long usedHeap() {
    // Twice: the first collection may only promote what the second one frees.
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
