// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.Snapshot;
import java.io.OutputStream;
import java.util.Arrays;

/** A snapshot of values that were multiplied, with the fractions that Dropwizard's own lacks. */
final class FractionalSnapshot extends Snapshot {
  private final Snapshot multiplied;
  private final double factor;

  FractionalSnapshot(Snapshot multiplied, double factor) {
    this.multiplied = multiplied;
    this.factor = factor;
  }

  double max() {
    return multiplied.getMax() / factor;
  }

  double min() {
    return multiplied.getMin() / factor;
  }

  @Override
  public double getValue(double quantile) {
    return multiplied.getValue(quantile) / factor;
  }

  @Override
  public double getMean() {
    return multiplied.getMean() / factor;
  }

  @Override
  public double getStdDev() {
    return multiplied.getStdDev() / factor;
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
    return Arrays.stream(multiplied.getValues()).map(value -> Math.round(value / factor)).toArray();
  }

  @Override
  public int size() {
    return multiplied.size();
  }

  @Override
  public void dump(OutputStream output) {
    multiplied.dump(output);
  }
}
