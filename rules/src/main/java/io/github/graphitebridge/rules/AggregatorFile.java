// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** carbon-aggregator's {@code aggregation-rules.conf}. */
final class AggregatorFile {
  private static final String HOST_FIELD = "<host>";

  private static final String HEAD =
      """
      # carbon-aggregator's rules for Graphite Bridge: one point per request in, one per period out.
      #
      #   OUTPUT (SECONDS) = METHOD INPUT
      #
      # <x> is one node; <<x>> is one or more, in the INPUT only.
      #
      """;

  private static final String ADVICE =
      """
      #
      # Made by "java -jar graphite-bridge-rules.jar generate aggregator", for a prefix, host,
      # group, suffix and interval. After a change by hand, run its "check": it shows whether
      # exactly one rule aggregates each point of a request into each series.
      #
      # Each rule needs the prefix and the group, or it matches other applications' points too.
      # The first archive of storage-schemas.conf must have the same step.
      #
      # A leaf of your own needs one rule whose OUTPUT is its INPUT's name, as each leaf below has.
      # Without it carbon forwards the single points, and keeps only the last one of an interval.
      # A leaf that counts also needs a place in [counts] of storage-aggregation.conf, or an hour
      # is the mean of its minutes. "generate --counts failures" makes both.
      #
      # A rule whose OUTPUT is its INPUT's name stops the single points on their way to
      # carbon-cache. The rules with another OUTPUT (.p99, .max, all) rely on it, so keep one for
      # each leaf. Two rules must not have the same OUTPUT.
      """;

  private static final String FRAGMENT_HEAD =
      """
      # Graphite Bridge's rules for %s.
      # Put them in front of your own. Set in carbon.conf, [aggregator]
      #
      #   MAX_QUEUE_SIZE = 1000000
      #
      # and restart: all series go out at once, and Debian's limit of 10000 drops the rest.
      """;

  private AggregatorFile() {}

  static String text(RequestSeries series) {
    return head(series) + body(series);
  }

  /** Returns the part for a file that has other rules. */
  static String fragment(RequestSeries series) {
    return FRAGMENT_HEAD.replace("%s", series.toString()) + body(series) + '\n';
  }

  private static String body(RequestSeries series) {
    StringBuilder text = new StringBuilder();
    for (Leaf leaf : Leaf.values()) {
      text.append('\n').append(leaf.comment());
      rules(series, leaf).forEach(rule -> text.append(rule).append('\n'));
    }
    if (!series.counts.isEmpty()) {
      text.append("\n# your own counters\n");
      ofOwnCounts(series).forEach(rule -> text.append(rule).append('\n'));
    }
    return text.toString();
  }

  static List<AggregationRule> rules(RequestSeries series) {
    return Stream.concat(
            Stream.of(Leaf.values()).flatMap(leaf -> rules(series, leaf).stream()),
            ofOwnCounts(series))
        .toList();
  }

  /** Returns the rules of a leaf: per host, and then over all hosts. */
  static List<AggregationRule> rules(RequestSeries series, Leaf leaf) {
    return rules(series, leaf.nodesOfRule(), leaf.method(), series.beside(leaf));
  }

  /** Returns the rules of the application's own counter. */
  static List<AggregationRule> rules(RequestSeries series, String ownCount) {
    return rules(series, ownCount, AggregationMethod.SUM, List.of());
  }

  private static Stream<AggregationRule> ofOwnCounts(RequestSeries series) {
    return series.counts.stream().flatMap(count -> rules(series, count).stream());
  }

  /**
   * Returns rules of one input.
   *
   * @param own the method of the series with the leaf's own name; it stops the single points
   * @param beside the methods of the other series, each named after its method
   */
  private static List<AggregationRule> rules(
      RequestSeries series, String leaf, AggregationMethod own, List<AggregationMethod> beside) {
    String host = series.hostOr(HOST_FIELD);
    String input = series.branch(host) + ".<<route>>." + leaf + series.suffix;
    List<AggregationRule> rules = new ArrayList<>();
    for (String scope : series.hasHost() ? List.of(host, RequestSeries.ALL_HOSTS) : List.of("")) {
      String output = series.branch(scope) + ".<route>." + leaf;
      rules.add(rule(series, output, own, input));
      beside.forEach(method -> rules.add(rule(series, output + '.' + method, method, input)));
    }
    return rules;
  }

  private static AggregationRule rule(
      RequestSeries series, String output, AggregationMethod method, String input) {
    return new AggregationRule(output + series.suffix, series.intervalSeconds, method, input);
  }

  private static String head(RequestSeries series) {
    String names =
        "# The names are "
            + series.branch(series.hostOr(HOST_FIELD))
            + ".<route>.<leaf>"
            + series.suffix
            + ". ";
    String scopes =
        series.hasHost()
            ? names
                + "Each leaf has two sets\n"
                + "# of rules: per host, and over all hosts under the host name \"all\". Give no"
                + " machine that name.\n"
            : names + "They have no host.\n";
    return HEAD + scopes + ADVICE;
  }
}
