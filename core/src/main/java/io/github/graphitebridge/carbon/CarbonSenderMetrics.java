// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * The meters of a sender itself, for any registry.
 *
 * <ul>
 *   <li>{@code graphite.bridge.points}, tagged {@code state} and {@code reason} (that of the drop,
 *       otherwise none), in recorded points. Counters: recorded, sent, acknowledged, merged,
 *       dropped. Gauges: unacknowledged, which a late acknowledgement takes back, in_flight,
 *       waiting. At every quiet moment {@code sent = acknowledged + unacknowledged + in_flight} and
 *       {@code recorded = sent + waiting + dropped}. Alert on any rate of {@code dropped}: its
 *       reason names the setting or the fault. Alert when {@code unacknowledged} rises: carbon hung
 *       or died with these points; over UDP and with {@code acknowledge=false} it means nothing, as
 *       all that is sent counts there. Alert when {@code waiting} rises for minutes.
 *   <li>{@code graphite.bridge.lines}, {@code graphite.bridge.bytes}: what the kernel has taken.
 *       Alert on a rate of 0 while points are recorded.
 *   <li>{@code graphite.bridge.queue.size}: points between the recording threads and the sender.
 *       Alert when it stays above half of the queue's capacity.
 *   <li>{@code graphite.bridge.backlog.size}, {@code graphite.bridge.backlog.age}: lines that wait
 *       and the age of the oldest. Alert when the age nears {@code maxAge}.
 *   <li>{@code graphite.bridge.acknowledging}: 1 while carbon reads, which is to say that it has
 *       answered when it was asked last, else 0; none over UDP and with {@code acknowledge=false}.
 *       Alert on 0 for minutes, from another system.
 *   <li>{@code graphite.bridge.last.acknowledged.age}: time since carbon answered. An idle
 *       application has a high one too.
 *   <li>{@code graphite.bridge.reconnects}: alert on a steady rate.
 *   <li>{@code graphite.bridge.last.success.age}: time since carbon took bytes. An idle application
 *       has a high one too.
 * </ul>
 *
 * <p>Thread-safety: safe. The registry keeps the sender only weakly.
 *
 * @since 0.1
 */
public final class CarbonSenderMetrics implements MeterBinder {
  private static final String POINTS = "graphite.bridge.points";

  private final CarbonSender sender;

  /**
   * Creates the meters of one sender.
   *
   * @param sender the sender to watch
   */
  public CarbonSenderMetrics(CarbonSender sender) {
    this.sender = requireNonNull(sender, "sender");
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    points(registry, "recorded", "none", CarbonSender::recorded);
    points(registry, "sent", "none", CarbonSender::sent);
    points(registry, "acknowledged", "none", CarbonSender::acknowledged);
    points(registry, "merged", "none", CarbonSender::merged);
    state(registry, "unacknowledged", CarbonSender::unacknowledged);
    state(registry, "in_flight", CarbonSender::inFlight);
    state(registry, "waiting", CarbonSender::waiting);
    for (DropReason reason : DropReason.values()) {
      points(registry, "dropped", reason.label(), from -> from.dropped(reason));
    }
    counter(registry, "graphite.bridge.lines", CarbonSender::lines);
    counter(registry, "graphite.bridge.bytes", CarbonSender::bytes);
    counter(registry, "graphite.bridge.reconnects", CarbonSender::reconnects);
    gauge(registry, "graphite.bridge.queue.size", CarbonSender::queueSize);
    gauge(registry, "graphite.bridge.backlog.size", CarbonSender::backlogSize);
    gauge(registry, "graphite.bridge.acknowledging", CarbonSenderMetrics::acknowledging);
    age(registry, "graphite.bridge.backlog.age", from -> from.backlogAge().toMillis());
    age(
        registry,
        "graphite.bridge.last.acknowledged.age",
        from -> from.lastAcknowledgedAge().toMillis());
    age(registry, "graphite.bridge.last.success.age", from -> from.lastSuccessAge().toMillis());
  }

  private void points(
      MeterRegistry registry, String state, String reason, ToDoubleFunction<CarbonSender> count) {
    FunctionCounter.builder(POINTS, sender, count)
        .tag("state", state)
        .tag("reason", reason)
        .description("Recorded points by what became of them")
        .register(registry);
  }

  private void state(MeterRegistry registry, String state, ToDoubleFunction<CarbonSender> points) {
    Gauge.builder(POINTS, sender, points)
        .tag("state", state)
        .tag("reason", "none")
        .description("Recorded points by their present state")
        .register(registry);
  }

  private static double acknowledging(CarbonSender sender) {
    return sender.asksCarbon() ? sender.isAcknowledging() ? 1 : 0 : Double.NaN;
  }

  private void counter(MeterRegistry registry, String name, ToDoubleFunction<CarbonSender> count) {
    FunctionCounter.builder(name, sender, count).register(registry);
  }

  private void gauge(MeterRegistry registry, String name, ToDoubleFunction<CarbonSender> value) {
    Gauge.builder(name, sender, value).register(registry);
  }

  private void age(MeterRegistry registry, String name, Function<CarbonSender, Long> millis) {
    TimeGauge.builder(name, sender, TimeUnit.MILLISECONDS, millis::apply).register(registry);
  }
}
