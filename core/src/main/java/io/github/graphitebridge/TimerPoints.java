// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.Series;
import io.micrometer.core.instrument.util.TimeUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The points that one event of a timer becomes: its time, and a 1 for each of its counts.
 *
 * @param time takes the time
 * @param units the unit of the time
 * @param counts take a 1 each; a timer of our own has none, for its hooks count by themselves
 * @param pushed whether points are made at all
 */
record TimerPoints(Series time, TimeUnit units, List<Series> counts, BooleanSupplier pushed) {
  void record(long nanos, long second) {
    if (!pushed.getAsBoolean()) {
      return;
    }
    time.record(TimeUtils.nanosToUnit((double) nanos, units), second);
    for (int i = 0; i < counts.size(); i++) {
      counts.get(i).record(1, second);
    }
  }
}
