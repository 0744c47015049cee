// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/**
 * What a series' values are, which decides what may happen to them while carbon is away.
 *
 * @since 0.1
 */
public enum SeriesKind {
  /**
   * Amounts that carbon sums: several of one second may be merged into one line without changing
   * any result.
   */
  SUM,

  /**
   * Measurements that carbon averages and takes percentiles of: merging would change the result, so
   * they are sent one by one and are the first to be dropped.
   */
  SAMPLE
}
