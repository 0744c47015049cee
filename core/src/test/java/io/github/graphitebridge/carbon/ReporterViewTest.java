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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReporterViewTest {
  private static final long NOW = 1_700_000_000;

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
    return CarbonSender.builder().dryrun(true).clock(() -> NOW).exampleName("x.pt").build();
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
