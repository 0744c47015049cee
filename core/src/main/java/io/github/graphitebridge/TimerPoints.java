// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesGroup;
import io.micrometer.core.instrument.util.TimeUtils;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The points that one event of a timer becomes: its time, and where it is another framework's
 * request timer a 1 for each of the request's counts.
 *
 * @param time takes the time
 * @param all the time's series, and those of the counts
 * @param units the unit of the time
 * @param pushed whether points are made at all
 */
record TimerPoints(Series time, SeriesGroup all, TimeUnit units, BooleanSupplier pushed) {
  void record(long nanos, long second) {
    if (pushed.getAsBoolean()) {
      all.record(value(nanos), 1, second);
    }
  }

  /** Returns whether an event always is a point of the time, and nothing else. */
  boolean isTimeAlone() {
    return pushed == PushedMeters.ALWAYS;
  }

  /** Returns the value of the time's point. */
  double value(long nanos) {
    return TimeUtils.nanosToUnit((double) nanos, units);
  }
}
