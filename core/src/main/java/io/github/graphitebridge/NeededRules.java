// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.rules.RequestSeriesBuilder;
import io.github.graphitebridge.rules.SeriesLimits;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The rules without which carbon keeps one point of each interval only.
 *
 * <p>Thread-safety: safe.
 *
 * @since 0.1
 */
public final class NeededRules {
  private NeededRules() {}

  /**
   * Returns how the requests' points of a registry are named: {@code
   * AggregationRules.of(NeededRules.series(config))} are the rules that it needs, {@link
   * RequestSeries#options()} the command line that makes or checks them.
   *
   * @param config valid settings of a registry with the default name mapper
   * @return the series of any host, where its name is one node: the rules are those of all machines
   * @since 0.1
   */
  public static RequestSeries series(GraphiteBridgeConfig config) {
    RequestSeriesBuilder series =
        RequestSeries.builder()
            .prefix(cased(config, config.metricPrefix()))
            .host(host(config))
            .group(cased(config, config.group()))
            .suffix(cased(config, config.suffix()))
            .intervalSeconds((int) config.aggregationInterval().toSeconds());
    if (!config.meterGroup().equals(SeriesLimits.meterGroup(config.group()))) {
      series.meterGroup(cased(config, config.meterGroup()));
    }
    return series.build();
  }

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
          series(config).options().stream()
              .map(word -> word.isEmpty() ? "''" : word)
              .collect(Collectors.joining(" ")));
    }
  }

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
