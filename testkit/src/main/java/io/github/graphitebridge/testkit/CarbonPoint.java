// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/**
 * One point that carbon has accepted.
 *
 * <p>Thread-safety: a value.
 *
 * @param name the metric's name
 * @param value the value; infinity is accepted too, as by carbon
 * @param timestampSeconds seconds since 1970, without the fraction that a client may send; for -1
 *     carbon uses the time of arrival
 * @param line the line as it arrived, without its line feed; over TCP a carriage return stays. For
 *     a pickled datapoint the equivalent line, with numbers in plain decimals
 * @since 0.1
 */
public record CarbonPoint(String name, double value, long timestampSeconds, String line) {}
