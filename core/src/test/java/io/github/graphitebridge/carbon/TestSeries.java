// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/** Series that belong to no running sender, for the parts that only carry them. */
final class TestSeries {
  /** Knows them by their numbers, as a ring needs it. */
  static final SeriesTable TABLE = new SeriesTable();

  private TestSeries() {}

  /** Returns a ring for them. */
  static PointRing ring(int capacity, PointAccounts accounts, Runnable wakeUp) {
    CurrentSecond second = new CurrentSecond(System::currentTimeMillis, System::nanoTime);
    return new PointRing(capacity, TABLE, accounts, wakeUp, second);
  }

  /** Returns the one series of sums of a name. */
  static Series sum(String name) {
    return TABLE.of(name, SeriesKind.SUM, null);
  }

  /** Returns the one series of samples of a name. */
  static Series sample(String name) {
    return TABLE.of(name, SeriesKind.SAMPLE, null);
  }
}
