// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Series that belong to no running sender, for the parts that only carry them. */
final class TestSeries {
  /** Knows them by their numbers, as a ring needs it. */
  static final SeriesTable TABLE = new SeriesTable();

  /** So that their numbers stay theirs. */
  private static final Set<Series> KEPT = ConcurrentHashMap.newKeySet();

  private TestSeries() {}

  /** Returns a ring for them. */
  static PointRing ring(int capacity, PointAccounts accounts, Runnable wakeUp) {
    // Time stands still: no point is given up while a thread waits for a processor.
    CurrentSecond second = new CurrentSecond(System::currentTimeMillis, () -> 0);
    return new PointRing(capacity, TABLE, accounts, wakeUp, second);
  }

  /** Returns the one series of sums of a name. */
  static Series sum(String name) {
    return kept(TABLE.of(name, SeriesKind.SUM, null));
  }

  /** Returns the one series of samples of a name. */
  static Series sample(String name) {
    return kept(TABLE.of(name, SeriesKind.SAMPLE, null));
  }

  private static Series kept(Series series) {
    KEPT.add(series);
    return series;
  }
}
