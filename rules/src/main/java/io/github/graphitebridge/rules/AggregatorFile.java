// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;

/** carbon-aggregator's {@code aggregation-rules.conf}. */
final class AggregatorFile {
  private static final String HOST_FIELD = "<host>";

  private static final String HEAD =
      """
      # carbon-aggregator's rules for Graphite Bridge: many points a request in, one a period out.
      #
      #   OUTPUT (SECONDS) = METHOD INPUT
      #
      # <x> is one node; <<x>> is one or more, in the INPUT only.
      #
      """;

  private static final String ADVICE =
      """
      #
      # Made by the core jar's AggregationRules, "generate aggregator", for a prefix, host, group,
      # suffix and interval. After a change by hand its "check" tells whether each point of a
      # request is taken, and once.
      #
      # The prefix and the group must stand in every rule, or the rules take every other
      # application's points that end in .count. The first archive of storage-schemas.conf must
      # have the same step.
      #
      # A leaf of your own needs one rule whose OUTPUT is its INPUT's name, as "count" or "pt"
      # below; without it carbon passes the single points on and keeps only the last one of each
      # interval. Of a leaf that counts something, storage-aggregation.conf's [counts] has to know
      # too, or an hour is the mean of its minutes: "generate" makes both with --counts failures.
      #
      # A rule whose OUTPUT is its INPUT's name keeps the single points from going on to
      # carbon-cache; the rules with another OUTPUT (.p99, .max, all) rely on it, so keep one for
      # each leaf. No OUTPUT may be reached by two rules.
      """;

  private AggregatorFile() {}

  static String text(RequestSeries series) {
    StringBuilder text = new StringBuilder(head(series));
    for (LeafBlock block : LeafBlock.of(series)) {
      text.append('\n').append(block.comment());
      rules(series, block.leaves()).forEach(rule -> text.append(rule).append('\n'));
    }
    return text.toString();
  }

  static List<AggregationRule> rules(RequestSeries series) {
    return LeafBlock.of(series).stream()
        .flatMap(block -> rules(series, block.leaves()).stream())
        .toList();
  }

  /** Returns the rules of some leaves: per host, and then over all hosts. */
  private static List<AggregationRule> rules(RequestSeries series, List<RequestLeaf> leaves) {
    String host = series.hostOr(HOST_FIELD);
    List<AggregationRule> rules = new ArrayList<>();
    for (String scope : series.hasHost() ? List.of(host, RequestSeries.ALL_HOSTS) : List.of("")) {
      for (RequestLeaf leaf : leaves) {
        String input = series.branch(host) + ".<<route>>." + leaf.nodes() + series.suffix();
        String output = series.branch(scope) + ".<route>." + leaf.nodes();
        rules.add(rule(series, output, leaf.own(), input));
        leaf.beside()
            .forEach(method -> rules.add(rule(series, output + '.' + method, method, input)));
      }
    }
    return rules;
  }

  private static AggregationRule rule(
      RequestSeries series, String output, AggregationMethod method, String input) {
    return new AggregationRule(output + series.suffix(), series.intervalSeconds(), method, input);
  }

  private static String head(RequestSeries series) {
    String names =
        "# The names are %s.<route>.<leaf>%s. "
            .formatted(series.branch(series.hostOr(HOST_FIELD)), series.suffix());
    String scopes =
        series.hasHost()
            ? names
                + "Each leaf has two sets\n"
                + "# of rules: per host, and over all hosts under the host name \"all\" (give no"
                + " machine that name).\n"
            : names + "There is no host in them.\n";
    return HEAD + scopes + ADVICE;
  }
}
