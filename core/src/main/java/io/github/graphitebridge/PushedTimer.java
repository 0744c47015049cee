// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.AbstractTimer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.util.TimeUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A timer that sends each event as points. */
final class PushedTimer extends AbstractTimer {
  /**
   * The points of one event.
   *
   * @param time takes the time
   * @param counts take a 1 each, if this is another framework's request timer
   * @param foreign knows whether foreign events become points now; null for our own timer, whose
   *     events always do
   */
  record Points(
      DoubleConsumer time, List<DoubleConsumer> counts, @Nullable ForeignRequests foreign) {}

  /** One for all timers of our own: each event reads it. */
  private static final DoubleConsumer[] NONE = {};

  /** In nanoseconds. */
  private final Tally tally;

  private final DoubleConsumer time;
  private final DoubleConsumer[] counts;
  private final @Nullable ForeignRequests foreign;

  PushedTimer(
      Id id,
      Clock clock,
      DistributionStatisticConfig histogram,
      PauseDetector pauseDetector,
      TimeUnit baseTimeUnit,
      Points points) {
    super(id, clock, histogram, pauseDetector, baseTimeUnit, false);
    this.tally = new Tally(histogram, clock.wallTime());
    this.time = points.time();
    this.counts = points.counts().toArray(NONE);
    this.foreign = points.foreign();
  }

  @Override
  protected void recordNonNegative(long amount, TimeUnit unit) {
    double nanos = unit.toNanos(amount);
    tally.record(nanos, clock.wallTime());
    if (foreign == null || foreign.arePushed()) {
      time.accept(TimeUtils.nanosToUnit(nanos, baseTimeUnit()));
      for (DoubleConsumer count : counts) {
        count.accept(1);
      }
    }
  }

  @Override
  public long count() {
    return tally.count();
  }

  @Override
  public double totalTime(TimeUnit unit) {
    return TimeUtils.nanosToUnit(tally.sum(), unit);
  }

  @Override
  public double max(TimeUnit unit) {
    return TimeUtils.nanosToUnit(tally.max(clock.wallTime()), unit);
  }
}
