// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * A summary that Dropwizard's reporter reports once a step. Micrometer's own for Dropwizard cuts
 * the fractions.
 */
final class SteppedSummary extends CumulativeDistributionSummary {
  private final FractionalHistogram reported;

  SteppedSummary(
      Id id,
      Clock clock,
      DistributionStatisticConfig histogram,
      double scale,
      FractionalHistogram reported) {
    super(id, clock, histogram, scale, false);
    this.reported = reported;
  }

  @Override
  protected void recordNonNegative(double amount) {
    super.recordNonNegative(amount);
    reported.update(amount);
  }
}
