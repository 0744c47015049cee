// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Keeps Boot's own Graphite registry away, unless {@code
 * management.graphite.metrics.export.enabled} is set. Its library comes with the bridge. Without
 * this filter it would report to localhost:2004 as soon as the bridge is switched off.
 */
final class StockRegistryFilter implements AutoConfigurationImportFilter, EnvironmentAware {
  /** The configuration, relative to Boot's package. */
  static final String GRAPHITE = "export.graphite.GraphiteMetricsExportAutoConfiguration";

  private static final Set<String> STOCK =
      Set.of(
          GraphiteBridgeAutoConfiguration.BOOT_3 + GRAPHITE,
          GraphiteBridgeAutoConfiguration.BOOT_4 + GRAPHITE);

  private boolean asked;

  @Override
  public void setEnvironment(Environment environment) {
    asked = environment.containsProperty("management.graphite.metrics.export.enabled");
  }

  @Override
  public boolean[] match(@Nullable String[] candidates, AutoConfigurationMetadata metadata) {
    boolean[] stays = new boolean[candidates.length];
    for (int i = 0; i < candidates.length; i++) {
      String name = candidates[i];
      stays[i] = asked || name == null || !STOCK.contains(name);
    }
    return stays;
  }
}
