// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.Series;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;

/** A counter each increment of which becomes a point. */
final class PushedCounter extends CumulativeCounter {
  private final Clock clock;
  private final Series series;

  PushedCounter(Id id, Clock clock, Series series) {
    super(id);
    this.clock = clock;
    this.series = series;
  }

  /** An amount that is no number leaves the count as it is; the sender counts it as invalid. */
  @Override
  public void increment(double amount) {
    if (Double.isFinite(amount)) {
      super.increment(amount);
    }
    series.record(amount, clock.wallTime() / 1000);
  }
}
