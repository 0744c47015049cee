// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/** Series that belong to no running sender, for the parts that only carry them. */
final class TestSeries {
  private static final CarbonSender NONE = CarbonSender.builder().enabled(false).build();

  private TestSeries() {}

  /** Returns the one series of sums of a name. */
  static Series sum(String name) {
    return NONE.series(name, SeriesKind.SUM);
  }

  /** Returns the one series of samples of a name. */
  static Series sample(String name) {
    return NONE.series(name, SeriesKind.SAMPLE);
  }
}
