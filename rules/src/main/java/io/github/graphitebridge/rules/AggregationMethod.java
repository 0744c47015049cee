// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How carbon-aggregator combines the raw values of one series and interval.
 *
 * <p>Each method computes as the daemon does, in the same order of operations. So results are equal
 * to the last bit: a sum adds in order of arrival, and a percentile interpolates between its two
 * neighbours.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public enum AggregationMethod {
  /** All values added up. */
  SUM,
  /** The mean. */
  AVG,
  /** The lowest value. */
  MIN,
  /** The highest value. */
  MAX,
  /** The number of values. */
  COUNT,
  /** The median. */
  P50(0.50),
  /** The 75th percentile. */
  P75(0.75),
  /** The 80th percentile. */
  P80(0.80),
  /** The 90th percentile. */
  P90(0.90),
  /** The 95th percentile. */
  P95(0.95),
  /** The 99th percentile. */
  P99(0.99),
  /** The 99.9th percentile. */
  P999(0.999);

  /** The part of the values below, 0 to 1. NaN if this is no percentile. */
  private final double fraction;

  AggregationMethod() {
    this(Double.NaN);
  }

  AggregationMethod(double fraction) {
    this.fraction = fraction;
  }

  /**
   * Returns the result over the values of one interval.
   *
   * @param values at least one, in order of arrival; not changed
   * @return the value that the daemon would write
   * @throws IllegalArgumentException if there is no value: the daemon then writes nothing
   */
  public double of(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException(this + " needs at least one value");
    }
    return switch (this) {
      case SUM -> sum(values);
      case AVG -> sum(values) / values.length;
      case MIN -> Arrays.stream(values).min().orElseThrow();
      case MAX -> Arrays.stream(values).max().orElseThrow();
      case COUNT -> values.length;
      default -> percentile(values);
    };
  }

  /** Returns whether it is one of the percentiles. */
  boolean isPercentile() {
    return !Double.isNaN(fraction);
  }

  /** Returns the word that stands for the method in a rule: {@code sum}, {@code p99}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns whether a word stands for a method. */
  static boolean isWord(String word) {
    return find(word).isPresent();
  }

  static AggregationMethod parse(String word) {
    return find(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown method "
                        + word
                        + ", allowed are "
                        + Arrays.stream(values())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "))));
  }

  private static Optional<AggregationMethod> find(String word) {
    return Arrays.stream(values()).filter(method -> method.toString().equals(word)).findFirst();
  }

  // Not DoubleStream.sum(): that compensates rounding errors, which the daemon's sum does not.
  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  private double percentile(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    double rank = fraction * (sorted.length - 1);
    int left = (int) Math.floor(rank);
    int right = (int) Math.ceil(rank);
    return left == right
        ? sorted[left]
        : sorted[left] * (right - rank) + sorted[right] * (rank - left);
  }
}
