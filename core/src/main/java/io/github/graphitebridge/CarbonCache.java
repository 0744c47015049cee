// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.util.Locale;
import java.util.Set;

/** Warns if points go to carbon-cache, which keeps the last of an interval and sums nothing. */
final class CarbonCache {
  /** Its default ports for lines and pickles. */
  private static final Set<Integer> PORTS = Set.of(2003, 2004);

  private static final String NAME = "carbon-cache";

  private CarbonCache() {}

  /** Warns if the port is a default port of carbon-cache. */
  static void warn(GraphiteBridgeConfig config) {
    boolean named = config.host().toLowerCase(Locale.ROOT).replace('_', '-').contains(NAME);
    if (config.enabled() && !config.dryrun() && (named || PORTS.contains(config.port()))) {
      RegistryLog.LOGGER.warn(
          "{}:{} is usually carbon-cache, which keeps the last point of an interval only."
              + " carbon-aggregator, which sums them, usually has port 2023, or 2024 for pickles",
          config.host(),
          config.port());
    }
  }
}
