// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;

/**
 * The registry that stock Micrometer enters its metrics into, under any name: it holds none, for
 * {@link SteppedMeters} enters what is reported under names that are no other meter's.
 */
final class UnreportedMetrics extends MetricRegistry {
  @Override
  public <T extends Metric> T register(String name, T metric) {
    return metric;
  }
}
