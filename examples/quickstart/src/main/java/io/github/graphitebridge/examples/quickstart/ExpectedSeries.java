// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.NeededRules;
import io.github.graphitebridge.RouteNameMapper;
import io.github.graphitebridge.rules.AggregationMethod;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.RequestSeries;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands in the Graphite of an existing carbon if its rules are right, and the commands that
 * help if it does not.
 *
 * <p>Thread-safety: immutable.
 */
final class ExpectedSeries {
  private static final String JAR =
      "java -jar rules/target/graphite-bridge-rules-"
          + ClassPathFile.text("/version.txt").strip()
          + ".jar";

  /** A sum and a percentile are enough to see that the rules work. */
  private static final Set<AggregationMethod> SHOWN =
      Set.of(AggregationMethod.SUM, AggregationMethod.P99);

  private final GraphiteBridgeConfig config;
  private final RequestSeries series;

  /** Creates those of a registry with these settings. */
  ExpectedSeries(GraphiteBridgeConfig config) {
    this.config = config;
    this.series = NeededRules.series(config);
  }

  /** Returns names of one route to look for: its count and p99, of this host and of all hosts. */
  List<String> names() {
    AggregationRules rules = AggregationRules.of(series);
    return Stream.of(name("count", Meter.Type.COUNTER), name("pt", Meter.Type.TIMER))
        .flatMap(name -> rules.matches(name).stream())
        .filter(match -> SHOWN.contains(match.rule().method()))
        .map(AggregationRules.Match::output)
        .toList();
  }

  /** Returns the command that tells whether the rules in a file take the points. */
  String checkCommand() {
    return JAR + " check <rules file> " + options();
  }

  /** Returns the command that prints the rules that do. */
  String generateCommand() {
    return JAR + " generate " + options();
  }

  private String options() {
    return series.options().stream()
        .map(word -> word.isEmpty() ? "\"\"" : word)
        .collect(Collectors.joining(" "));
  }

  private String name(String leaf, Meter.Type type) {
    Tags tags = Tags.of("route", "/products", "status", "200", "method", "GET");
    return RouteNameMapper.create(config)
        .toHierarchicalName(
            new Meter.Id("http.route." + leaf, tags, null, null, type), NamingConvention.dot);
  }
}
