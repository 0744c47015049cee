// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesKind;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.rules.Leaf;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which meters are pushed per event, and creates them.
 *
 * <p>Thread-safety: safe.
 */
final class PushedMeters {
  private final AtomicBoolean warned = new AtomicBoolean();
  private final Clock clock;
  private final MeterNames names;
  private final CarbonSender sender;
  private final Predicate<Meter.Id> pushPerEvent;
  private final ForeignRequests foreign;

  PushedMeters(
      GraphiteBridgeConfig config,
      Clock clock,
      MeterNames names,
      CarbonSender sender,
      Predicate<Meter.Id> pushPerEvent) {
    this.clock = clock;
    this.names = names;
    this.sender = sender;
    this.pushPerEvent = pushPerEvent;
    this.foreign = new ForeignRequests(config);
  }

  /** Returns a timer that pushes its events, or null if it is stepped. */
  @Nullable Timer timer(
      Meter.Id id,
      DistributionStatisticConfig histogram,
      PauseDetector pauseDetector,
      TimeUnit baseTimeUnit) {
    PushedTimer.Points points = pointsOfTimer(id);
    return points == null
        ? null
        : new PushedTimer(id, clock, histogram, pauseDetector, baseTimeUnit, points);
  }

  /** Returns a counter that pushes its events, or null if it is stepped. */
  @Nullable Counter counter(Meter.Id id) {
    String name = name(id, Leaf.COUNT.word());
    return name == null ? null : new PushedCounter(id, points(name, SeriesKind.SUM));
  }

  /** Checks a gauge, which may show that our own hooks record here. */
  void gauge(Meter.Id id) {
    if (id.getName().equals(RequestRecorder.HOOKS)) {
      foreign.yieldToOwnHooks();
    }
  }

  /** Returns a summary that pushes its events, or null if it is stepped. */
  @Nullable DistributionSummary summary(
      Meter.Id id, DistributionStatisticConfig histogram, double scale) {
    if (foreign.isResponseSize(id)) {
      DoubleConsumer size = requestPoints(id, Leaf.SIZE.word(), SeriesKind.SAMPLE);
      return new PushedSummary(id, clock, histogram, scale, size, foreign);
    }
    String name = name(id, Leaf.SIZE.word());
    return name == null
        ? null
        : new PushedSummary(id, clock, histogram, scale, points(name, SeriesKind.SAMPLE), null);
  }

  private PushedTimer.@Nullable Points pointsOfTimer(Meter.Id id) {
    if (foreign.isRequestTimer(id)) {
      return new PushedTimer.Points(
          requestPoints(id, Leaf.PT.word(), SeriesKind.SAMPLE),
          List.of(
              requestPoints(id, Leaf.COUNT.word(), SeriesKind.SUM),
              requestPoints(id, Leaf.STATUS_CODE.word(), SeriesKind.SUM),
              requestPoints(id, Leaf.STATUS_TYPE.word(), SeriesKind.SUM)),
          foreign);
    }
    String name = name(id, Leaf.PT.word());
    return name == null
        ? null
        : new PushedTimer.Points(points(name, SeriesKind.SAMPLE), List.of(), null);
  }

  private DoubleConsumer requestPoints(Meter.Id id, String leaf, SeriesKind kind) {
    return points(names.ofRequest(foreign.derive(id, leaf)), kind);
  }

  /** Returns the consumer of points. The application's own clock is read for each point. */
  private DoubleConsumer points(String name, SeriesKind kind) {
    Series series = sender.series(name, kind);
    return clock == sender.clock()
        ? series::record
        : value -> series.record(value, clock.wallTime() / 1000);
  }

  private @Nullable String name(Meter.Id id, String leaf) {
    if (RouteNameMapper.isRequestMeter(id)) {
      foreign.yieldToOwnHooks();
      return names.ofRequest(id);
    }
    return id.syntheticAssociation() == null && isPushed(id) ? names.ofPushed(id, leaf) : null;
  }

  /** Asks the application; its fault must not reach the code that registers the meter. */
  private boolean isPushed(Meter.Id id) {
    try {
      return pushPerEvent.test(id);
    } catch (Throwable e) {
      if (warned.compareAndSet(false, true)) {
        RegistryLog.LOGGER.warn(
            "pushPerEvent failed for {}; such meters are reported once per step", id, e);
      }
      return false;
    }
  }
}
