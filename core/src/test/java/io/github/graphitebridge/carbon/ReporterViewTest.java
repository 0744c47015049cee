// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.graphite.GraphiteReporter;
import com.codahale.metrics.graphite.GraphiteSender;
import io.github.graphitebridge.CapturedLog;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReporterViewTest {
  private static final long NOW = 1_700_000_000;
  private static final int CAPACITY = 1024;

  /** A report waits for room so long, as the sender's thread may wait for a processor. */
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void report_stockGraphiteReporter_sendsItsLinesAndOutlivesItsClose() throws Exception {
    CarbonSender sender = dryRun();
    MetricRegistry metrics = new MetricRegistry();
    metrics.register("jvm.memory used", (Gauge<Double>) () -> 1.5);
    metrics.register("jvm.nothing", (Gauge<Double>) () -> Double.NaN);
    metrics.register("jvm.threads", (Gauge<Integer>) () -> 12);
    metrics.counter("jobs").inc(7);
    GraphiteReporter reporter =
        GraphiteReporter.forRegistry(metrics)
            .withClock(clockAtNow())
            .prefixedWith("web")
            .build(sender.graphiteSender());

    List<String> log =
        CapturedLog.of(
            () -> {
              reporter.report();
              reporter.report();
              reporter.close();
              sender.close();
              return null;
            });

    assertThat(log)
        .contains(
            "INFO web.jvm.memory_used 1.5 1700000000",
            "INFO web.jvm.threads 12 1700000000",
            "INFO web.jobs.count 7 1700000000")
        .noneMatch(line -> line.contains("nothing"));
    assertThat(sender.recorded()).isEqualTo(6);
    assertThat(sender.sent()).isEqualTo(6);
  }

  @Test
  void send_numbersOfTheReporter_areWrittenAsOurs() throws Exception {
    assertThat(sent("3.00", "0.003", "1E-4", "12345678"))
        .containsExactly(
            "INFO a.b 3 1700000000",
            "INFO a.b 0.003 1700000000",
            "INFO a.b 0.0001 1700000000",
            "INFO a.b 12345678 1700000000");
  }

  @Test
  void send_valuesThatAreNoNumber_skipsNanAndCountsTheRest() throws Exception {
    CarbonSender sender = dryRun();
    GraphiteSender view = sender.graphiteSender();

    for (String value : List.of("NaN", "Infinity", "-Infinity", "1,5", "")) {
      view.send("a.b", value, NOW);
    }
    sender.close();

    assertThat(sender.recorded()).isEqualTo(4);
    assertThat(sender.dropped(DropReason.INVALID)).isEqualTo(4);
    assertThat(sender.sent()).isZero();
    assertThat(view.getFailures()).isEqualTo(4);
  }

  @Test
  void send_noNameOrNoValue_countsAsInvalid() throws IOException {
    CarbonSender sender = dryRun();
    GraphiteSender view = sender.graphiteSender();

    view.send(null, "1", NOW);
    view.send("a.b", null, NOW);

    assertThat(sender.dropped(DropReason.INVALID)).isEqualTo(2);
    sender.close();
  }

  @Test
  void send_unsafeName_isMadeSafe() throws Exception {
    CarbonSender sender = dryRun();

    List<String> log =
        CapturedLog.of(
            () -> {
              sender.graphiteSender().send("a..b c\n/é", "1", NOW);
              sender.close();
              return null;
            });

    assertThat(log).contains("INFO a.b_c__e 1 1700000000");
  }

  @Test
  void isConnected_always_keepsReportersFromConnecting() throws IOException {
    CarbonSender sender = dryRun();
    GraphiteSender view = sender.graphiteSender();

    view.connect();
    view.flush();
    view.close();

    assertThat(view.isConnected()).isTrue();
    assertThat(sender.dropped(DropReason.CLOSED)).isZero();
    sender.close();
    assertThat(view.isConnected()).isTrue();
  }

  @Test
  void start_stockReporterOfMoreThanTheRingHolds_losesNothingOnStop() throws Exception {
    CarbonSender sender =
        CarbonSender.builder().dryrun(true).queueCapacity(1024).clock(() -> NOW * 1000).build();
    AtomicInteger reports = new AtomicInteger();
    MetricRegistry metrics = new MetricRegistry();
    metrics.register("a", (Gauge<Integer>) reports::incrementAndGet);
    for (int i = 0; i < 4999; i++) {
      int value = i;
      metrics.register("b" + i, (Gauge<Integer>) () -> value);
    }
    GraphiteReporter reporter =
        GraphiteReporter.forRegistry(metrics)
            .withClock(clockAtNow())
            .build(sender.reporterView(PATIENCE));

    CapturedLog.of(
        () -> {
          reporter.start(1, TimeUnit.MILLISECONDS);
          Awaitility.await().until(() -> reports.get() >= 5);
          reporter.stop();
          sender.close();
          return null;
        });

    assertThat(sender.sent()).isEqualTo(5000L * reports.get());
    assertThat(sender.recorded()).isEqualTo(sender.sent());
  }

  @Test
  void send_fullRing_waitsUntilThereIsRoom() throws Exception {
    CarbonSender sender = notStarted();
    Thread reporter = new Thread(() -> sender.reporterView(PATIENCE).send("a.b", "1", NOW));

    reporter.start();
    Awaitility.await().until(() -> reporter.getState() == Thread.State.TIMED_WAITING);
    startAndClose(sender, reporter);

    assertThat(sender.recorded()).isEqualTo(CAPACITY + 1);
    assertThat(sender.sent()).isEqualTo(CAPACITY + 1);
  }

  @Test
  void send_fullRingAndInterrupted_waitsAllTheSameAndStaysInterrupted() throws Exception {
    CarbonSender sender = notStarted();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread reporter =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              sender.reporterView(PATIENCE).send("a.b", "1", NOW);
              interrupted.set(Thread.interrupted());
            });

    reporter.start();
    Awaitility.await().until(() -> reporter.getState() == Thread.State.TIMED_WAITING);
    startAndClose(sender, reporter);

    assertThat(interrupted).isTrue();
    assertThat(sender.sent()).isEqualTo(CAPACITY + 1);
  }

  /** With a wait for each of them it would take hours. */
  @Test
  void send_ringStaysFull_waitsOnceAndCountsWhatIsDropped() {
    CarbonSender sender = notStarted();
    ReporterView view = view(sender);

    for (int i = 0; i < 10_000; i++) {
      view.send("a.b", "1", NOW);
    }

    assertThat(sender.recorded()).isEqualTo(CAPACITY + 10_000);
    assertThat(sender.dropped(DropReason.QUEUE_FULL)).isEqualTo(10_000);
  }

  @Test
  void send_afterClose_countsAsClosedWithoutWaiting() {
    CarbonSender sender = dryRun();
    sender.close();

    for (int i = 0; i < 10_000; i++) {
      view(sender).send("a.b", "1", NOW);
    }

    assertThat(sender.dropped(DropReason.CLOSED)).isEqualTo(10_000);
  }

  private static void startAndClose(CarbonSender sender, Thread reporter) throws Exception {
    CapturedLog.of(
        () -> {
          sender.start();
          reporter.join();
          sender.close();
          return null;
        });
  }

  /** Returns a sender whose ring is full and is not emptied before it is started. */
  private static ReporterView view(CarbonSender sender) {
    return (ReporterView) sender.graphiteSender();
  }

  private static CarbonSender notStarted() {
    CarbonSender sender =
        new CarbonSender(
            CarbonSender.builder().dryrun(true).queueCapacity(CAPACITY).clock(() -> NOW * 1000));
    Series series = sender.series("a.b", SeriesKind.SAMPLE);
    for (int i = 0; i < CAPACITY; i++) {
      series.record(i, NOW);
    }
    return sender;
  }

  private static List<String> sent(String... values) throws Exception {
    CarbonSender sender = dryRun();
    List<String> log =
        CapturedLog.of(
            () -> {
              for (String value : values) {
                sender.graphiteSender().send("a.b", value, NOW);
              }
              sender.close();
              return null;
            });
    return log.stream().filter(line -> line.startsWith("INFO a.b")).toList();
  }

  private static CarbonSender dryRun() {
    return CarbonSender.builder().dryrun(true).clock(() -> NOW * 1000).build();
  }

  private static Clock clockAtNow() {
    return new Clock() {
      @Override
      public long getTick() {
        return 0;
      }

      @Override
      public long getTime() {
        return NOW * 1000;
      }
    };
  }
}
