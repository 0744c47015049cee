// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesGroup;
import io.micrometer.core.instrument.util.TimeUtils;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The points that one event of a timer becomes: its time, and where it is another framework's
 * request timer a 1 for each of the request's counts.
 *
 * @param time takes the time
 * @param all the time's series, and those of the counts
 * @param units the unit of the time
 * @param foreign tells whether another framework's events become points now; null for a timer of
 *     our own, whose events always do
 */
record TimerPoints(
    Series time, SeriesGroup all, TimeUnit units, @Nullable ForeignRequests foreign) {

  void record(long nanos, long second) {
    if (foreign == null || foreign.areTakenApart()) {
      all.record(value(nanos), second);
    }
  }

  /** Returns whether each event is a point of the time, and nothing else. */
  boolean isOwn() {
    return foreign == null;
  }

  /** Returns the value of the time's point. */
  double value(long nanos) {
    return TimeUtils.nanosToUnit((double) nanos, units);
  }
}
