// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

/** The rules with which carbon-relay distributes points over several carbon-aggregators. */
final class RelayRulesFile {
  private static final String HEAD =
      """
      # carbon-relay's rules: which carbon-aggregator gets a point. Only [relay] of
      # carbon-scaled.conf reads them.
      #
      # Made by "java -jar graphite-bridge-rules.jar generate relay", for a prefix, host and group.
      #
      # carbon-relay sends a point to the aggregator of each OUTPUT of its rules. An aggregator
      # computes every series it can from what arrives. With aggregation-rules.conf here too, the
      # points of web-1 would go to one aggregator for the series of web-1, and to another for those
      # of all hosts. The first would compute a series of all hosts too, without the other hosts,
      # and whisper keeps the one that is written last.
      #
      # So this file has one rule, whose OUTPUT leaves out the host. The points of one name go to
      # one aggregator from all hosts, and nowhere else. It matches any leaf, your own too. The
      # relay aggregates nothing: method and seconds do not matter. It hashes other names
      # (stepped meters, other applications) by the whole name.

      """;

  private static final String NO_HOST =
      """
      # These names have no host. All series of a name come from that name, so no rule is needed.
      """;

  private RelayRulesFile() {}

  static String text(RequestSeries series) {
    return HEAD + fragment(series);
  }

  /** Returns the part for a file that has other rules. */
  static String fragment(RequestSeries series) {
    return series.hasHost() ? rule(series) + "\n" : NO_HOST;
  }

  private static AggregationRule rule(RequestSeries series) {
    return new AggregationRule(
        series.branch("") + ".<name>",
        series.intervalSeconds,
        AggregationMethod.SUM,
        series.branch(series.hostOr("<host>")) + ".<<name>>");
  }
}
