// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Locale;

/**
 * The files that a Graphite needs to aggregate requests. {@code examples/graphite} and {@code
 * examples/victoria-metrics} have those for the default names.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public enum GraphiteFile {
  /** carbon-aggregator's {@code aggregation-rules.conf}. */
  AGGREGATOR("aggregation-rules.conf"),

  /** carbon-relay's rules, for a relay in front of several carbon-aggregators. */
  RELAY("relay-aggregation-rules.conf"),

  /**
   * The file of carbon-c-relay, which can replace carbon-aggregator. It leaves out what that
   * computes wrongly: p999, and percentiles of times that are not in micro- or nanoseconds.
   */
  C_RELAY("carbon-c-relay.conf"),

  /** carbon-cache's {@code storage-schemas.conf}: which steps it keeps, and how long. */
  STORAGE_SCHEMAS("storage-schemas.conf"),

  /** carbon-cache's {@code storage-aggregation.conf}: how minutes become hours. */
  STORAGE_AGGREGATION("storage-aggregation.conf"),

  /** VictoriaMetrics' relabeling, in place of carbon-aggregator. */
  VICTORIA_METRICS("victoria-metrics-relabel.yml");

  private final String fileName;

  GraphiteFile(String fileName) {
    this.fileName = fileName;
  }

  /**
   * Returns the usual name of the file.
   *
   * @return without a folder
   * @since 0.1
   */
  public String fileName() {
    return fileName;
  }

  /**
   * Returns the file for some series, with comments.
   *
   * @param series the names of the points, and what to compute
   * @return lines, each with its line feed, in ASCII
   * @since 0.1
   */
  public String text(RequestSeries series) {
    return switch (this) {
      case AGGREGATOR -> AggregatorFile.text(series);
      case RELAY -> RelayRulesFile.text(series);
      case C_RELAY -> CRelayFile.text(series);
      case STORAGE_SCHEMAS -> StorageFiles.schemas(series);
      case STORAGE_AGGREGATION -> StorageFiles.aggregation(series);
      case VICTORIA_METRICS -> VictoriaMetricsFile.text(series);
    };
  }

  /**
   * Returns the part for an existing Graphite, to put in front of its own file. Other applications'
   * series do not change.
   *
   * @param series the names of the points, and what to compute
   * @return lines, each with its line feed, in ASCII
   * @throws IllegalArgumentException if this file cannot be joined with another
   * @since 0.1
   */
  public String fragment(RequestSeries series) {
    return switch (this) {
      case AGGREGATOR -> AggregatorFile.fragment(series);
      case RELAY -> RelayRulesFile.fragment(series);
      case STORAGE_SCHEMAS -> StorageFiles.schemasFragment(series);
      case STORAGE_AGGREGATION -> StorageFiles.aggregationFragment(series);
      case C_RELAY, VICTORIA_METRICS ->
          throw new IllegalArgumentException("there is no fragment of " + this);
    };
  }

  /** Returns its word on the command line: {@code storage-schemas}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns the regular expression that matches exactly these nodes. */
  static String regex(String nodes) {
    return nodes.replace(".", "\\.");
  }
}
