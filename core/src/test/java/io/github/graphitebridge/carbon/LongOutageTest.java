// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.CapturedLog;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Ten minutes without carbon, by the clock that the test moves: 2,000 requests a second on 100
 * routes, five points each, more than the default backlog holds.
 */
@Tag("load")
class LongOutageTest {
  private static final int SECONDS = 600;
  private static final int ROUTES = 100;
  private static final int REQUESTS = 2000;
  private static final int MAX_AGE = 240;
  private static final int STEPS_A_SECOND = 10;

  private final ManualTime time = new ManualTime();
  private final PointAccounts accounts = new PointAccounts();
  private final PointRing ring = TestSeries.ring(1 << 16, accounts, () -> {});
  private final Backlog backlog =
      new Backlog(
          CarbonSenderBuilder.BACKLOG_CAPACITY.defaultValue(),
          MergeCounts.UNDER_PRESSURE,
          accounts);
  private final FakeConnection connection = new FakeConnection();
  private final SenderLoop loop =
      new SenderLoop(
          ring,
          backlog,
          new WriteBatch(new LineEncoder()),
          connection,
          accounts,
          new OutageLog("fake", () -> "a.pt", true, accounts, time::nanos),
          new SenderLoop.Timing(
              Duration.ofMillis(100),
              Duration.ofSeconds(MAX_AGE),
              Duration.ofSeconds(5),
              time::nanos,
              new CurrentSecond(time::millis, time::nanos)));
  private final Series[][] routes = new Series[ROUTES][];
  private long recorded;

  @BeforeEach
  void nameSeries() {
    for (int i = 0; i < ROUTES; i++) {
      String route = "web-1.shop.route" + i;
      routes[i] =
          new Series[] {
            TestSeries.sample(route + ".pt"),
            TestSeries.sample(route + ".size"),
            TestSeries.sum(route + ".count"),
            TestSeries.sum(route + ".status_code.200"),
            TestSeries.sum(route + ".status_type.2XX")
          };
    }
  }

  @Test
  void outageOfTenMinutes_heapIsFlatAndTheLastCountsAreExact() throws Exception {
    List<Double> megabytes = new ArrayList<>();

    List<String> log =
        CapturedLog.of(
            () -> {
              loop.step();
              connection.open = false;
              for (int second = 1; second <= SECONDS; second++) {
                recordASecond();
                if (second % 60 == 0 && second > MAX_AGE) {
                  megabytes.add(usedHeap());
                }
              }
              connection.open = true;
              sendAll();
              return null;
            });

    System.out.printf(
        Locale.ROOT, "heap in use from the fifth minute of an outage on, in MB: %s%n", megabytes);
    assertThat(Collections.max(megabytes) - Collections.min(megabytes)).isLessThan(2);
    assertCountsOfTheLastSecondsAreExact();
    assertNewestSamplesArrived();
    assertThat(recorded).isEqualTo(SECONDS * REQUESTS * 5L).isEqualTo(accounts.sent() + dropped());
    assertThat(loop.waiting()).isZero();
    assertThat(log).hasSize(3);
    assertThat(log.get(2))
        .startsWith("INFO Carbon at fake is back after PT10M: ")
        .contains(accounts.dropped(DropReason.BACKLOG_FULL) + " backlog_full")
        .contains(accounts.dropped(DropReason.TOO_OLD) + " too_old");
  }

  private void recordASecond() {
    for (int i = 0; i < STEPS_A_SECOND; i++) {
      for (int request = 0; request < REQUESTS / STEPS_A_SECOND; request++) {
        for (Series series : routes[request % ROUTES]) {
          boolean taken = ring.offer(series, 1, time.second());
          assertThat(taken).isTrue();
          recorded++;
        }
      }
      loop.step();
      time.pass(Duration.ofSeconds(1).dividedBy(STEPS_A_SECOND));
    }
  }

  private void sendAll() {
    boolean more = true;
    while (more) {
      more = loop.step();
    }
  }

  private void assertCountsOfTheLastSecondsAreExact() {
    Map<String, Integer> counts = new HashMap<>();
    for (Series[] route : routes) {
      for (int age = 1; age <= MAX_AGE; age++) {
        for (int kind = 2; kind < route.length; kind++) {
          String line = route[kind] + " " + REQUESTS / ROUTES + " " + (time.second() - age);
          counts.put(line, 1);
        }
      }
    }
    Map<String, Integer> received = new HashMap<>();
    connection.lines.stream()
        .filter(line -> !isSample(line))
        .forEach(line -> received.merge(line, 1, Integer::sum));
    assertThat(received).isEqualTo(counts);
  }

  /** What room the counts have left is full of the newest samples. */
  private void assertNewestSamplesArrived() {
    Map<Long, Integer> bySecond = new TreeMap<>();
    connection.lines.stream()
        .filter(LongOutageTest::isSample)
        .forEach(
            line ->
                bySecond.merge(
                    Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)), 1, Integer::sum));
    long first = Collections.min(bySecond.keySet());
    for (long second = first + 1; second < time.second(); second++) {
      assertThat(bySecond).containsEntry(second, 2 * REQUESTS);
    }
    int capacity = CarbonSenderBuilder.BACKLOG_CAPACITY.defaultValue();
    assertThat(connection.lines.size()).isBetween(capacity - 2 * REQUESTS, capacity);
  }

  private static boolean isSample(String line) {
    return line.contains(".pt ") || line.contains(".size ");
  }

  private long dropped() {
    return accounts.dropped(DropReason.BACKLOG_FULL) + accounts.dropped(DropReason.TOO_OLD);
  }

  private static double usedHeap() {
    System.gc();
    System.gc();
    long bytes = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    return Math.round(bytes / 1024.0 / 102.4) / 10.0;
  }
}
