// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/**
 * The value that Graphite shows for one series and interval.
 *
 * <p>Thread-safety: a value.
 *
 * @param timestampSeconds the begin of the interval, in seconds since 1970
 * @param name the name of the series
 * @param value the value
 * @since 0.1
 */
public record CarbonAggregate(long timestampSeconds, String name, double value) {}
