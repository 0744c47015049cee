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
 *   <li>{@code graphite.bridge.points}, tagged {@code state} (recorded, sent, merged, dropped) and
 *       {@code reason} (that of the drop, otherwise none), in recorded points. Alert on any rate of
 *       {@code dropped}: its reason names the setting or the fault.
 *   <li>{@code graphite.bridge.lines}, {@code graphite.bridge.bytes}: what the kernel has taken.
 *       Alert on a rate of 0 while points are recorded.
 *   <li>{@code graphite.bridge.queue.size}: points between the recording threads and the sender.
 *       Alert when it stays above half of the queue's capacity.
 *   <li>{@code graphite.bridge.backlog.size}, {@code graphite.bridge.backlog.age}: lines that wait
 *       and the age of the oldest. Alert when the age nears {@code maxAge}.
 *   <li>{@code graphite.bridge.connected}: 1 or 0. Alert on 0 for minutes, from another system.
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
    points(registry, "merged", "none", CarbonSender::merged);
    for (DropReason reason : DropReason.values()) {
      points(registry, "dropped", reason.label(), from -> from.dropped(reason));
    }
    counter(registry, "graphite.bridge.lines", CarbonSender::lines);
    counter(registry, "graphite.bridge.bytes", CarbonSender::bytes);
    counter(registry, "graphite.bridge.reconnects", CarbonSender::reconnects);
    gauge(registry, "graphite.bridge.queue.size", CarbonSender::queueSize);
    gauge(registry, "graphite.bridge.backlog.size", CarbonSender::backlogSize);
    gauge(registry, "graphite.bridge.connected", from -> from.isConnected() ? 1 : 0);
    age(registry, "graphite.bridge.backlog.age", from -> from.backlogAge().toMillis());
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
