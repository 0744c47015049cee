// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.RouteNameMapper;
import io.github.graphitebridge.rules.AggregationMethod;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.RequestSeries;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules that carbon needs for the names of one configuration: the series that they make, and
 * the command that checks a rules file for them.
 *
 * <p>Thread-safety: immutable.
 */
final class NeededRules {
  private static final String COMMAND =
      "java -jar rules/target/graphite-bridge-rules-"
          + ClassPathFile.text("/version.txt").strip()
          + ".jar check <rules file>";

  /** A sum and a percentile are enough to see that the rules work. */
  private static final Set<AggregationMethod> SHOWN =
      Set.of(AggregationMethod.SUM, AggregationMethod.P99);

  private final GraphiteBridgeConfig config;
  private final String prefix;
  private final String host;
  private final String group;
  private final String suffix;

  /** Creates the rules for the names that a registry with these settings sends. */
  NeededRules(GraphiteBridgeConfig config) {
    this.config = config;
    this.prefix = cased(config.metricPrefix());
    this.host = host();
    this.group = cased(config.group());
    this.suffix = cased(config.suffix());
  }

  /** Returns series of one route to look for: its count and p99, of this host and of all hosts. */
  List<String> series() {
    AggregationRules rules =
        AggregationRules.of(
            RequestSeries.builder().prefix(prefix).host(host).group(group).suffix(suffix).build());
    return Stream.of(name("count", Meter.Type.COUNTER), name("pt", Meter.Type.TIMER))
        .flatMap(name -> rules.matches(name).stream())
        .filter(match -> SHOWN.contains(match.rule().method()))
        .map(AggregationRules.Match::output)
        .toList();
  }

  /** Returns the command that tells whether the rules in a file take the names. */
  String checkCommand() {
    return COMMAND
        + option("group", group, "")
        + option("meter-group", cased(config.meterGroup()), group + "-meters")
        + option("prefix", prefix, "")
        + option("host", host, RequestSeries.ANY_HOST)
        + option("suffix", suffix, "")
        + option("interval", Long.toString(config.aggregationInterval().toSeconds()), "60");
  }

  /** Returns an option, or nothing where the value is the command's default. */
  private static String option(String key, String value, String byDefault) {
    return value.equals(byDefault) ? "" : " --" + key + ' ' + (value.isEmpty() ? "\"\"" : value);
  }

  /** Returns any host where its name is one node: the rules are those of all hosts. */
  private String host() {
    String name = config.hostNode();
    if (name.isEmpty()) {
      return "";
    }
    boolean isOneNode = config.fqdnSquash() || name.indexOf('.') < 0;
    return isOneNode ? RequestSeries.ANY_HOST : cased(CarbonName.safe(name));
  }

  private String cased(String text) {
    return config.lowercaseMetricNames() ? text.toLowerCase(Locale.ROOT) : text;
  }

  private String name(String leaf, Meter.Type type) {
    Tags tags = Tags.of("route", "/products", "status", "200");
    return RouteNameMapper.create(config)
        .toHierarchicalName(
            new Meter.Id("http.route." + leaf, tags, null, null, type), NamingConvention.dot);
  }
}
