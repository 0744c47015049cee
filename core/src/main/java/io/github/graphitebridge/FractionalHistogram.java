// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.ExponentiallyDecayingReservoir;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Snapshot;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * A Dropwizard histogram with six digits after the point. Its reservoir stores whole numbers, so it
 * stores millionths. The limit is 9.2 × 10<sup>12</sup>; a larger value counts as the limit.
 */
final class FractionalHistogram extends Histogram {
  private static final double MILLIONTHS = 1e6;

  FractionalHistogram() {
    super(new ExponentiallyDecayingReservoir());
  }

  void record(double amount) {
    super.update(Math.round(amount * MILLIONTHS));
  }

  @Override
  public void update(long value) {
    record((double) value);
  }

  @Override
  public Values getSnapshot() {
    return new Values(super.getSnapshot());
  }

  /** A snapshot of millionths, with the fractions that Dropwizard's own lacks. */
  static final class Values extends Snapshot {
    private final Snapshot millionths;

    private Values(Snapshot millionths) {
      this.millionths = millionths;
    }

    double max() {
      return millionths.getMax() / MILLIONTHS;
    }

    double min() {
      return millionths.getMin() / MILLIONTHS;
    }

    @Override
    public double getValue(double quantile) {
      return millionths.getValue(quantile) / MILLIONTHS;
    }

    @Override
    public double getMean() {
      return millionths.getMean() / MILLIONTHS;
    }

    @Override
    public double getStdDev() {
      return millionths.getStdDev() / MILLIONTHS;
    }

    @Override
    public long getMax() {
      return Math.round(max());
    }

    @Override
    public long getMin() {
      return Math.round(min());
    }

    @Override
    public long[] getValues() {
      return Arrays.stream(millionths.getValues())
          .map(value -> Math.round(value / MILLIONTHS))
          .toArray();
    }

    @Override
    public int size() {
      return millionths.size();
    }

    @Override
    public void dump(OutputStream output) {
      millionths.dump(output);
    }
  }
}
