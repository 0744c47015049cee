// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Locale;

/**
 * The files that a Graphite needs for the points of requests. {@code examples/graphite} and {@code
 * examples/victoria-metrics} have them as they are for the default names.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public enum GraphiteFile {
  /** carbon-aggregator's {@code aggregation-rules.conf}. */
  AGGREGATOR("aggregation-rules.conf"),

  /** carbon-relay's rules, where it stands before several carbon-aggregators. */
  RELAY("relay-aggregation-rules.conf"),

  /**
   * The file of carbon-c-relay, which can take carbon-aggregator's place. It leaves out what that
   * would make wrongly: p999, and percentiles of times that are not in micro- or nanoseconds.
   */
  C_RELAY("carbon-c-relay.conf"),

  /** carbon-cache's {@code storage-schemas.conf}: how long which step is kept. */
  STORAGE_SCHEMAS("storage-schemas.conf"),

  /** carbon-cache's {@code storage-aggregation.conf}: how minutes become hours. */
  STORAGE_AGGREGATION("storage-aggregation.conf"),

  /** VictoriaMetrics' relabeling, where it stands in the place of carbon-aggregator. */
  VICTORIA_METRICS("victoria-metrics-relabel.yml");

  private final String fileName;

  GraphiteFile(String fileName) {
    this.fileName = fileName;
  }

  /**
   * Returns the name that the file usually has.
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
   * @param series how the points are named, and what is wanted of them
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
   * Returns the part of the file that a Graphite needs which is there already, to be put in front
   * of what its own file holds: other applications' series stay as they are.
   *
   * @param series how the points are named, and what is wanted of them
   * @return lines, each with its line feed, in ASCII
   * @throws IllegalArgumentException if the file cannot be put together so
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

  /** Returns the word for it on the command line: {@code storage-schemas}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns nodes as the regular expression that takes nothing else. */
  static String regex(String nodes) {
    return nodes.replace(".", "\\.");
  }
}
