// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many threads record, and some are interrupted. */
class SenderLoadTest extends SocketTest {
  private static final int THREADS = 64;
  private static final int EACH = 1000;
  private static final Duration LONG = Duration.ofMinutes(5);

  @Test
  @Tag("load")
  void record_64Threads_everyPointArrivesOnce() throws Exception {
    CarbonSender sender = toServer().queueCapacity(1 << 18).build();
    await(sender::isConnected);

    recordOnThreads(sender);
    sender.close();

    server.awaitLines((int) sender.lines());
    Map<String, List<Integer>> received =
        server.points().stream()
            .collect(
                Collectors.groupingBy(
                    CarbonPoint::name,
                    Collectors.mapping(point -> (int) point.value(), Collectors.toList())));
    List<Integer> counted = received.remove("all.count");
    assertThat(counted.stream().mapToInt(Integer::intValue).sum()).isEqualTo(THREADS * EACH);
    assertThat(received).hasSize(THREADS);
    // A carbon may read two connections by turns.
    received.values().forEach(Collections::sort);
    assertThat(received.values()).containsOnly(IntStream.range(0, EACH).boxed().toList());
    assertThat(sender.sent()).isEqualTo(2L * THREADS * EACH);
    assertThat(sender.lines()).isEqualTo(server.lineCount());
    assertAccountsExact(sender);
    assertNothingTorn();
  }

  @Test
  @Tag("load")
  void record_64ThreadsWhileCarbonIsDownAndTheRingOverflows_accountsAreExact() throws Exception {
    server.stop();
    CarbonSender sender =
        toServer()
            .queueCapacity(1024)
            .backlogCapacity(500)
            .closeTimeout(Duration.ofMillis(100))
            .build();

    recordOnThreads(sender);
    await(() -> sender.queueSize() == 0);
    assertThat(sender.recorded()).isEqualTo(2L * THREADS * EACH);
    await(() -> sender.recorded() == sender.waiting() + dropped(sender));
    sender.close();

    assertThat(sender.dropped(DropReason.BACKLOG_FULL)).isPositive();
    assertThat(sender.sent()).isZero();
    assertAccountsExact(sender);
  }

  @Test
  @Tag("load")
  void record_aMillionDistinctNames_everyPointArrivesOnce() {
    int names = 1_000_000;
    try (CarbonServer carbon = CarbonServer.start()) {
      CarbonSender sender =
          CarbonSender.builder()
              .host(carbon.host())
              .port(carbon.port())
              .clock(() -> NOW * 1000)
              .closeTimeout(LONG)
              .build();
      for (int i = 0; i < names; i++) {
        sender.series("customer" + i + ".count", SeriesKind.SUM).record(i, NOW);
        if (i % 10_000 == 0) {
          await(() -> sender.queueSize() < 50_000);
        }
      }
      sender.close();

      carbon.awaitLines(names);
      assertThat(sender.sent()).isEqualTo(names);
      assertAccountsExact(sender);
      long arrived =
          carbon.points().stream()
              .filter(point -> point.name().equals("customer" + (int) point.value() + ".count"))
              .mapToInt(point -> (int) point.value())
              .distinct()
              .count();
      assertThat(arrived).isEqualTo(names).isEqualTo(carbon.lineCount());
    }
  }

  @Test
  void record_interruptedThreads_changesNothing() throws Exception {
    try (CarbonSender sender = toServer().queueCapacity(1024).build()) {
      await(sender::isConnected);
      Series series = sample(sender, "a.pt");

      List<Boolean> flags = new ArrayList<>();
      for (int i = 0; i < 4000; i++) {
        // Some of them wake the sender.
        Thread.currentThread().interrupt();
        series.record(i, NOW);
        flags.add(Thread.interrupted());
        if (i % 500 == 499) {
          server.await("a.pt", i + 1);
        }
      }

      assertThat(flags).doesNotContain(false);
      assertEachReceivedOnce("a.pt", 4000);
      assertThat(sender.reconnects()).isZero();
    }
  }

  @Test
  void interruptedSenderThread_neitherSpinsNorLosesAPoint() {
    try (CarbonSender sender = toServer().flushInterval(Duration.ofMillis(50)).build()) {
      await(sender::isConnected);
      for (int i = 0; i < 10; i++) {
        senderThread().interrupt();
        sample(sender, "a.pt").record(i, NOW);
        server.await("a.pt", i + 1);
      }
      senderThread().interrupt();

      assertDoesNotSpin();
      assertThat(received("a.pt")).isEqualTo(IntStream.range(0, 10).boxed().toList());
    }
  }

  @Test
  void record_flushIntervalOfOneMilli_arrives() {
    try (CarbonSender sender = toServer().flushInterval(Duration.ofMillis(1)).build()) {
      for (int i = 0; i < 100; i++) {
        sample(sender, "a.pt").record(i, NOW);
        server.await("a.pt", i + 1);
      }
    }

    assertThat(received("a.pt")).isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  private static Thread senderThread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("graphite-bridge-sender"))
        .findFirst()
        .orElseThrow();
  }

  /** Counts in one series together, and numbers the samples of each thread's own. */
  private static void recordOnThreads(CarbonSender sender) throws InterruptedException {
    Series shared = sender.series("all.count", SeriesKind.SUM);
    onThreads(
        thread -> {
          Series own = sample(sender, "thread" + thread + ".pt");
          for (int i = 0; i < EACH; i++) {
            shared.record(1, NOW);
            own.record(i, NOW);
          }
        });
  }

  private static void onThreads(IntConsumer work) throws InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      Thread thread =
          new Thread(
              () -> {
                awaitStart(start);
                work.accept(number);
              });
      threads.add(thread);
      thread.start();
    }
    start.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void awaitStart(CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
