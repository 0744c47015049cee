// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.Meter;
import java.util.function.DoubleSupplier;

/** A Dropwizard meter that also has a count with fractions; Dropwizard's is a whole number. */
final class RunningTotal extends Meter {
  private final DoubleSupplier total;
  private final Meter rates;

  /**
   * Creates one.
   *
   * @param total the count
   * @param rates has the rates of the same count
   */
  RunningTotal(DoubleSupplier total, Meter rates) {
    this.total = total;
    this.rates = rates;
  }

  double total() {
    return total.getAsDouble();
  }

  @Override
  public long getCount() {
    return (long) total();
  }

  @Override
  public double getOneMinuteRate() {
    return rates.getOneMinuteRate();
  }

  @Override
  public double getFiveMinuteRate() {
    return rates.getFiveMinuteRate();
  }

  @Override
  public double getFifteenMinuteRate() {
    return rates.getFifteenMinuteRate();
  }

  @Override
  public double getMeanRate() {
    return rates.getMeanRate();
  }
}
