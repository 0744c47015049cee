// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesKind;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts and times of some routes, recorded at a steady rate, and what was recorded.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int ROUTES = 20;

  private final List<Series> series = new ArrayList<>();
  private final RecordedPoints recorded;
  private final Pace pace;
  private volatile long second = now();

  /**
   * Starts to record.
   *
   * @param sender records
   * @param recorded gets each point as well
   * @param prefix stands before each name, without a dot at its end
   * @param pointsPerSecond half counts, half times; at least some each second
   */
  SteadyLoad(CarbonSender sender, RecordedPoints recorded, String prefix, int pointsPerSecond) {
    this.recorded = recorded;
    for (int route = 0; route < ROUTES; route++) {
      String name = prefix + ".route" + route;
      series.add(sender.series(name + ".count", SeriesKind.SUM));
      series.add(sender.series(name + ".pt", SeriesKind.SAMPLE));
    }
    this.pace = Pace.start(pointsPerSecond, this::record);
  }

  /** Returns the second that it records in: of those before nothing more comes. */
  long second() {
    return second;
  }

  /** Returns whether it records no more. */
  boolean isEnded() {
    return pace.isEnded();
  }

  /** Ends the load. */
  @Override
  public void close() {
    pace.close();
  }

  private void record(long number) {
    second = now();
    Series next = series.get((int) (number % series.size()));
    double value = next.kind() == SeriesKind.SUM ? 1 + number % 4 : time(number);
    recorded.add(next.name(), value, second);
    next.record(value, second);
  }

  /** Parts of 64, whose sums are exact in any order. */
  private static double time(long number) {
    return 1 + number * 7919 % 4096 / 64.0;
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }
}
