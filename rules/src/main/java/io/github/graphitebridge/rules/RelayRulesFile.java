// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

/** The rules by which carbon-relay parts the points among several carbon-aggregators. */
final class RelayRulesFile {
  private static final String HEAD =
      """
      # Which carbon-aggregator a point goes to: carbon-relay's rules, which carbon-scaled.conf's
      # [relay] alone reads.
      #
      # Made by "java -jar graphite-bridge-rules.jar generate relay", for a prefix, host and group.
      #
      # carbon-relay sends a point to the aggregator of each OUTPUT that its rules give it, and an
      # aggregator makes every series it can out of what arrives. With aggregation-rules.conf here
      # too, web-1's points would go to one aggregator for web-1's own series and to another for
      # those of all hosts; the first would make a series of all hosts as well, without the other
      # hosts, and whichever is written last stays in whisper.
      #
      # So there is one rule here, whose OUTPUT leaves the host out: the points of one name of all
      # hosts go to one aggregator, and nowhere else. It takes any leaf, one of your own too.
      # Nothing is aggregated here: method and seconds do not matter. What no rule takes (the
      # stepped meters, other applications) is hashed by its own name.

      """;

  private static final String NO_HOST =
      """
      # There is no host in these names: all series of a name come of that name, and no rule is
      # needed.
      """;

  private RelayRulesFile() {}

  static String text(RequestSeries series) {
    return HEAD + fragment(series);
  }

  /** Returns what a file of other rules needs besides. */
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
