// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.rules.SeriesLimits;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules without which carbon would keep the last point of each interval only. */
final class NeededRules {
  private static final Logger LOGGER = LoggerFactory.getLogger(GraphiteBridgeMeterRegistry.class);

  private NeededRules() {}

  /**
   * Logs the rules that fit a registry's names, for someone who has none.
   *
   * @param hasOwnNames whether a mapper of the application's stands in the default one's place
   */
  static void log(GraphiteBridgeConfig config, boolean hasOwnNames) {
    if (config.enabled() && LOGGER.isDebugEnabled()) {
      LOGGER.debug(
          "carbon-aggregator needs these rules{}:\n{}",
          hasOwnNames ? " for the settings' names, and others where the mapper gives others" : "",
          AggregationRules.of(series(config)));
    }
  }

  static RequestSeries series(GraphiteBridgeConfig config) {
    return RequestSeries.builder()
        .prefix(cased(config, config.metricPrefix()))
        .host(host(config))
        .group(cased(config, config.group()))
        .meterGroup(cased(config, config.meterGroup()))
        .suffix(cased(config, config.suffix()))
        .intervalSeconds(Math.toIntExact(config.aggregationInterval().toSeconds()))
        .durationUnits(config.durationUnits())
        .build();
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
