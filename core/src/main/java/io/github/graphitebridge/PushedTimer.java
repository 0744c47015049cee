// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.Series;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.NoPauseDetector;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import java.util.concurrent.TimeUnit;

/** A timer each event of which becomes points; its own state is that of Micrometer's own timer. */
final class PushedTimer extends CumulativeTimer {
  private final Clock wallClock;
  private final TimerPoints points;
  private final boolean keepable;

  PushedTimer(
      Id id,
      Clock clock,
      DistributionStatisticConfig histogram,
      PauseDetector pauseDetector,
      TimeUnit baseTimeUnit,
      TimerPoints points) {
    super(id, clock, histogram, pauseDetector, baseTimeUnit);
    this.wallClock = clock;
    this.points = points;
    this.keepable = points.isOwn() && pauseDetector instanceof NoPauseDetector;
  }

  @Override
  protected void recordNonNegative(long amount, TimeUnit unit) {
    super.recordNonNegative(amount, unit);
    points.record(unit.toNanos(amount), wallClock.wallTime() / 1000);
  }

  Series series() {
    return points.time();
  }

  /** Returns whether {@link #keep} leaves nothing out. */
  boolean canKeep() {
    return keepable;
  }

  /** Keeps an event whose point somebody else makes, and returns the point's value. */
  double keep(long nanos) {
    histogram.recordLong(nanos);
    super.recordNonNegative(nanos, TimeUnit.NANOSECONDS);
    return points.value(nanos);
  }
}
