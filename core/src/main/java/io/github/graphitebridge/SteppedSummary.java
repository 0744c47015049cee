// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;

/**
 * A summary that Dropwizard's reporter reports once per step. Micrometer's own for Dropwizard cuts
 * off fractions.
 */
final class SteppedSummary extends CumulativeDistributionSummary {
  private final Report report;

  /** Receives the amounts, and counts infinite ones; Micrometer itself ignores NaN. */
  record Report(FractionalHistogram amounts, Runnable invalid) {}

  SteppedSummary(
      Id id, Clock clock, DistributionStatisticConfig histogram, double scale, Report report) {
    super(id, clock, histogram, scale, false);
    this.report = report;
  }

  @Override
  protected void recordNonNegative(double amount) {
    if (Double.isFinite(amount)) {
      super.recordNonNegative(amount);
      report.amounts.record(amount);
    } else {
      report.invalid.run();
    }
  }
}
