// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.cumulative.CumulativeCounter;

/** A counter that is reported once per step. One wrong increment cannot spoil it. */
final class SteppedCounter extends CumulativeCounter {
  private final Runnable invalid;

  /**
   * Creates one.
   *
   * @param invalid called for each amount that is no number
   */
  SteppedCounter(Id id, Runnable invalid) {
    super(id);
    this.invalid = invalid;
  }

  @Override
  public void increment(double amount) {
    if (Double.isFinite(amount)) {
      super.increment(amount);
    } else {
      invalid.run();
    }
  }
}
