// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import java.util.concurrent.TimeUnit;

/**
 * A timer that Dropwizard's reporter reports once per step. Micrometer's own for Dropwizard counts
 * in milliseconds, whatever the registry's unit.
 */
final class SteppedTimer extends CumulativeTimer {
  private final com.codahale.metrics.Timer reported;

  SteppedTimer(
      Id id,
      Clock clock,
      DistributionStatisticConfig histogram,
      PauseDetector pauseDetector,
      TimeUnit baseTimeUnit,
      com.codahale.metrics.Timer reported) {
    super(id, clock, histogram, pauseDetector, baseTimeUnit);
    this.reported = reported;
  }

  @Override
  protected void recordNonNegative(long amount, TimeUnit unit) {
    super.recordNonNegative(amount, unit);
    reported.update(amount, unit);
  }
}
