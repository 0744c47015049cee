// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CarbonSenderMetricsTest {
  private final ManualTime time = new ManualTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void bindTo_senderThatWaits_showsItsAccounts() {
    CarbonSender sender = notStarted();
    new CarbonSenderMetrics(sender).bindTo(registry);

    Series series = sender.series("a.count", SeriesKind.SUM);
    series.record(1, ManualTime.START);
    series.record(2, ManualTime.START);
    series.record(Double.NaN, ManualTime.START);
    series.record(1, -1);
    time.pass(Duration.ofMillis(2500));

    assertThat(values())
        .containsExactlyInAnyOrder(
            "graphite.bridge.points state=recorded reason=none 4.0",
            "graphite.bridge.points state=sent reason=none 0.0",
            "graphite.bridge.points state=acknowledged reason=none 0.0",
            "graphite.bridge.points state=unacknowledged reason=none 0.0",
            "graphite.bridge.points state=in_flight reason=none 0.0",
            "graphite.bridge.points state=waiting reason=none 2.0",
            "graphite.bridge.points state=merged reason=none 0.0",
            "graphite.bridge.points state=dropped reason=queue_full 0.0",
            "graphite.bridge.points state=dropped reason=backlog_full 0.0",
            "graphite.bridge.points state=dropped reason=too_old 0.0",
            "graphite.bridge.points state=dropped reason=closed 0.0",
            "graphite.bridge.points state=dropped reason=sender_ended 0.0",
            "graphite.bridge.points state=dropped reason=invalid 2.0",
            "graphite.bridge.lines 0.0",
            "graphite.bridge.bytes 0.0",
            "graphite.bridge.reconnects 0.0",
            "graphite.bridge.queue.size 2.0",
            "graphite.bridge.backlog.size 0.0",
            "graphite.bridge.acknowledging 0.0",
            "graphite.bridge.last.acknowledged.age 2.5",
            "graphite.bridge.backlog.age 0.0",
            "graphite.bridge.last.success.age 2.5");
    sender.close();
  }

  @Test
  void bindTo_senderSwitchedOff_showsZeros() {
    CarbonSender sender = CarbonSender.builder().enabled(false).build();
    new CarbonSenderMetrics(sender).bindTo(registry);

    sender.series("a.count", SeriesKind.SUM).record(1, ManualTime.START);
    sender.series("a.count", SeriesKind.SUM).record(Double.NaN, ManualTime.START);

    assertThat(values())
        .hasSize(22)
        .contains("graphite.bridge.acknowledging NaN")
        .filteredOn(value -> !value.endsWith(" 0.0"))
        .hasSize(1);
  }

  private CarbonSender notStarted() {
    CarbonSenderBuilder builder = CarbonSender.builder().clock(time::millis);
    builder.nanoTime = time::nanos;
    return new CarbonSender(builder);
  }

  private List<String> values() {
    return registry.getMeters().stream()
        .map(
            meter ->
                meter.getId().getName()
                    + tags(meter)
                    + " "
                    + meter.measure().iterator().next().getValue())
        .toList();
  }

  /** Returns the tags in the order of the documentation. */
  private static String tags(Meter meter) {
    return meter.getId().getTags().stream()
        .sorted((a, b) -> b.getKey().compareTo(a.getKey()))
        .map((Tag tag) -> " " + tag.getKey() + "=" + tag.getValue())
        .collect(Collectors.joining());
  }
}
