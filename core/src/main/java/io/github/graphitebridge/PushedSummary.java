// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.AbstractDistributionSummary;
import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A summary that sends each event as a point.
 *
 * <p>It extends none of Micrometer's own summaries: their {@code record} is final and swallows NaN
 * before anybody can count it.
 */
final class PushedSummary extends AbstractMeter implements DistributionSummary {
  private final Local local;
  private final double scale;
  private final DoubleConsumer points;

  /** Knows whether foreign events become points now; null for our own summary. */
  private final @Nullable ForeignRequests foreign;

  PushedSummary(
      Id id,
      Clock clock,
      DistributionStatisticConfig histogram,
      double scale,
      DoubleConsumer points,
      @Nullable ForeignRequests foreign) {
    super(id);
    this.local = new Local(id, clock, histogram, scale);
    this.scale = scale;
    this.points = points;
    this.foreign = foreign;
  }

  /** Ignores a negative amount, like Micrometer. One that is no number counts as invalid. */
  @Override
  public void record(double amount) {
    boolean finite = Double.isFinite(amount);
    if (finite && amount >= 0) {
      local.record(amount);
    }
    if ((amount >= 0 || !finite) && (foreign == null || foreign.arePushed())) {
      points.accept(scale * amount);
    }
  }

  @Override
  public long count() {
    return local.count();
  }

  @Override
  public double totalAmount() {
    return local.totalAmount();
  }

  @Override
  public double max() {
    return local.max();
  }

  @Override
  public HistogramSnapshot takeSnapshot() {
    return local.takeSnapshot();
  }

  /** What Micrometer's users read, with a histogram if they want one. */
  private static final class Local extends AbstractDistributionSummary {
    private final Clock clock;
    private final Tally tally;

    Local(Id id, Clock clock, DistributionStatisticConfig histogram, double scale) {
      super(id, clock, histogram, scale, false);
      this.clock = clock;
      this.tally = new Tally(histogram, clock.wallTime());
    }

    @Override
    protected void recordNonNegative(double amount) {
      tally.record(amount, clock.wallTime());
    }

    @Override
    public long count() {
      return tally.count();
    }

    @Override
    public double totalAmount() {
      return tally.sum();
    }

    @Override
    public double max() {
      return tally.max(clock.wallTime());
    }
  }
}
