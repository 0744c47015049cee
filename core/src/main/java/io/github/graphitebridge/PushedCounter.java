// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.Counter;
import java.util.function.DoubleConsumer;

/** A counter that sends each increment as a point. */
final class PushedCounter extends AbstractMeter implements Counter {
  private final Tally tally = new Tally();
  private final DoubleConsumer points;

  PushedCounter(Id id, DoubleConsumer points) {
    super(id);
    this.points = points;
  }

  /** An amount that is no number does not change the count; the sender counts it as invalid. */
  @Override
  public void increment(double amount) {
    if (Double.isFinite(amount)) {
      tally.add(amount);
    }
    points.accept(amount);
  }

  @Override
  public double count() {
    return tally.sum();
  }
}
