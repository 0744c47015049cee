// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/**
 * When counts of one series and second are added up into one line, which carbon's {@code sum} makes
 * lossless. Times and sizes always go one line each.
 *
 * @since 0.1
 */
public enum MergeCounts {
  /** While carbon is away or slow; as long as it keeps up, each count is a line. The default. */
  UNDER_PRESSURE,

  /**
   * At any load: a count waits until its second is over, so one carbon-aggregator takes more
   * requests. If {@code backlogCapacity} is less than the series of a second, the other counts go
   * unmerged.
   */
  ALWAYS
}
