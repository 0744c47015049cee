// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.ExponentiallyDecayingReservoir;
import com.codahale.metrics.Histogram;

/**
 * A Dropwizard histogram that keeps six digits after the point: its values are millionths, which
 * {@link #amount} undoes. They end at 9.2 × 10<sup>12</sup>; what is larger counts as that.
 */
final class FractionalHistogram extends Histogram {
  private static final double UNITS_IN_ONE = 1e6;

  FractionalHistogram() {
    super(new ExponentiallyDecayingReservoir());
  }

  void update(double amount) {
    update(Math.round(amount * UNITS_IN_ONE));
  }

  /** Returns what a value of a snapshot stands for. */
  static double amount(double units) {
    return units / UNITS_IN_ONE;
  }
}
