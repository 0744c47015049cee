// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.ExponentiallyDecayingReservoir;
import com.codahale.metrics.Histogram;

/**
 * A Dropwizard histogram with six digits after the point: its reservoir, which holds whole numbers,
 * holds millionths. They end at 9.2 × 10<sup>12</sup>; what is larger counts as that.
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
  public FractionalSnapshot getSnapshot() {
    return new FractionalSnapshot(super.getSnapshot(), MILLIONTHS);
  }
}
