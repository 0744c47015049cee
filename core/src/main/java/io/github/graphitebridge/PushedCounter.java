// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import java.util.function.DoubleConsumer;

/** A counter that sends each increment as a point. */
final class PushedCounter extends CumulativeCounter {
  private final DoubleConsumer points;

  PushedCounter(Id id, DoubleConsumer points) {
    super(id);
    this.points = points;
  }

  /** An amount that is no number does not change the count; the sender counts it as invalid. */
  @Override
  public void increment(double amount) {
    if (Double.isFinite(amount)) {
      super.increment(amount);
    }
    points.accept(amount);
  }
}
