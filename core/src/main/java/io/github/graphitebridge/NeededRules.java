// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.rules.SeriesLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The command that makes the rules without which carbon keeps one point of each interval only. */
final class NeededRules {
  private NeededRules() {}

  /**
   * Logs the command for a registry's names, for someone who has no rules.
   *
   * @param hasOwnNames whether a mapper of the application's stands in the default one's place
   */
  static void log(GraphiteBridgeConfig config, boolean hasOwnNames) {
    if (config.enabled() && RegistryLog.LOGGER.isDebugEnabled()) {
      RegistryLog.LOGGER.debug(
          "carbon-aggregator needs rules{}: java -jar graphite-bridge-rules.jar generate {}",
          hasOwnNames ? ", others than these where the name mapper gives other names" : "",
          options(config).stream()
              .map(word -> word.isEmpty() ? "''" : word)
              .collect(Collectors.joining(" ")));
    }
  }

  /** Returns the options of the command, in which nothing is quoted. */
  static List<String> options(GraphiteBridgeConfig config) {
    List<String> options = new ArrayList<>();
    add(options, "prefix", cased(config, config.metricPrefix()));
    String host = host(config);
    if (!host.equals(RequestSeries.ANY_HOST)) {
      options.addAll(List.of("--host", host));
    }
    add(options, "group", cased(config, config.group()));
    if (!config.meterGroup().equals(SeriesLimits.meterGroup(config.group()))) {
      add(options, "meter-group", cased(config, config.meterGroup()));
    }
    add(options, "suffix", cased(config, config.suffix()));
    long interval = config.aggregationInterval().toSeconds();
    if (interval != GraphiteBridgeConfig.DEFAULT.aggregationInterval().toSeconds()) {
      add(options, "interval", Long.toString(interval));
    }
    return options;
  }

  private static void add(List<String> options, String key, String value) {
    if (!value.isEmpty()) {
      options.addAll(List.of("--" + key, value));
    }
  }

  /** Any host, where that is one node: the rules are those of all machines. */
  private static String host(GraphiteBridgeConfig config) {
    String host = config.hostNode();
    if (host.isEmpty()) {
      return "";
    }
    String nodes = CarbonName.safe(host, SeriesLimits.MAX_NODES_LENGTH);
    return config.fqdnSquash() || nodes.indexOf('.') < 0
        ? RequestSeries.ANY_HOST
        : cased(config, nodes);
  }

  private static String cased(GraphiteBridgeConfig config, String text) {
    return config.lowercaseMetricNames() ? text.toLowerCase(Locale.ROOT) : text;
  }
}
