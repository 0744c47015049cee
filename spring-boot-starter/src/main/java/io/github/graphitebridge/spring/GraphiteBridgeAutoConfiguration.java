// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.GraphiteBridgeMeterRegistryBuilder;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Creates a {@link GraphiteBridgeMeterRegistry} from an application's properties, unless it has
 * one.
 *
 * <p>{@code management.graphite-bridge.metrics.export.enabled=false} switches it off. So does
 * {@code management.defaults.metrics.export.enabled=false}, which Boot sets in tests.
 *
 * <p>It names Boot's own configurations as text, because Boot 3 and 4 have them in different
 * packages.
 *
 * @since 0.1
 */
@AutoConfiguration(
    afterName = {
      GraphiteBridgeAutoConfiguration.BOOT_3 + "MetricsAutoConfiguration",
      GraphiteBridgeAutoConfiguration.BOOT_4 + "MetricsAutoConfiguration"
    },
    beforeName = {
      GraphiteBridgeAutoConfiguration.BOOT_3 + "CompositeMeterRegistryAutoConfiguration",
      GraphiteBridgeAutoConfiguration.BOOT_3 + GraphiteBridgeAutoConfiguration.SIMPLE,
      GraphiteBridgeAutoConfiguration.BOOT_3 + StockRegistryFilter.GRAPHITE,
      GraphiteBridgeAutoConfiguration.BOOT_4 + "CompositeMeterRegistryAutoConfiguration",
      GraphiteBridgeAutoConfiguration.BOOT_4 + GraphiteBridgeAutoConfiguration.SIMPLE,
      GraphiteBridgeAutoConfiguration.BOOT_4 + StockRegistryFilter.GRAPHITE
    })
@ConditionalOnBean(Clock.class)
@ConditionalOnSwitch(
    value = GraphiteBridgeAutoConfiguration.EXPORT,
    otherwise = "management.defaults.metrics.export.enabled")
public final class GraphiteBridgeAutoConfiguration {
  static final String EXPORT = "management.graphite-bridge.metrics.export.enabled";

  static final String BOOT_3 = "org.springframework.boot.actuate.autoconfigure.metrics.";
  static final String BOOT_4 = "org.springframework.boot.micrometer.metrics.autoconfigure.";
  static final String SIMPLE = "export.simple.SimpleMetricsExportAutoConfiguration";

  /** Called by Spring. */
  GraphiteBridgeAutoConfiguration() {}

  /** Returns the settings; the application's own mapper may need them too. */
  @Bean
  @ConditionalOnMissingBean
  GraphiteBridgeConfig graphiteBridgeConfig(ConfigurableEnvironment environment) {
    return new EnvironmentSettings(environment).config();
  }

  /**
   * Returns the registry. The declared type is this class: with {@code MeterRegistry} Boot would
   * not see that it is Graphite's.
   */
  @Bean
  @ConditionalOnMissingBean
  GraphiteBridgeMeterRegistry graphiteBridgeMeterRegistry(
      GraphiteBridgeConfig config,
      Clock clock,
      ObjectProvider<HierarchicalNameMapper> mapper,
      ObjectProvider<GraphiteBridgeCustomizer> customizers) {
    GraphiteBridgeMeterRegistryBuilder builder =
        GraphiteBridgeMeterRegistry.builder(config).clock(clock);
    mapper.ifAvailable(builder::mapper);
    customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
    return builder.build();
  }

  @Bean
  LastRequests graphiteBridgeLastRequests(ConfigurableApplicationContext context) {
    return new LastRequests(context);
  }
}
