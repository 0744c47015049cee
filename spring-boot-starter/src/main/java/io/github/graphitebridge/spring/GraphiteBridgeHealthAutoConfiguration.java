// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Adds {@code graphiteBridge} to an application's health: UP while carbon acknowledges, else
 * UNKNOWN, which does not change the application's status.
 *
 * <p>{@code management.health.graphite-bridge.enabled=false} switches it off. So does {@code
 * management.health.defaults.enabled=false}.
 *
 * @since 0.1
 */
@AutoConfiguration(after = GraphiteBridgeAutoConfiguration.class)
@ConditionalOnBean(GraphiteBridgeMeterRegistry.class)
@ConditionalOnSwitch(
    value = GraphiteBridgeHealthAutoConfiguration.HEALTH,
    otherwise = "management.health.defaults.enabled")
public final class GraphiteBridgeHealthAutoConfiguration {
  static final String HEALTH = "management.health.graphite-bridge.enabled";

  /** Called by Spring. */
  private GraphiteBridgeHealthAutoConfiguration() {}

  /** Boot 3's. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(org.springframework.boot.actuate.health.HealthIndicator.class)
  static class InBoot3 {
    @Bean
    org.springframework.boot.actuate.health.HealthIndicator graphiteBridgeHealthIndicator(
        GraphiteBridgeMeterRegistry registry) {
      return () -> {
        CarbonHealth health = CarbonHealth.of(registry.sender());
        return org.springframework.boot.actuate.health.Health.status(health.status())
            .withDetails(health.details())
            .build();
      };
    }
  }

  /** Boot 4's: the same in another package. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(org.springframework.boot.health.contributor.HealthIndicator.class)
  static class InBoot4 {
    @Bean
    org.springframework.boot.health.contributor.HealthIndicator graphiteBridgeHealthIndicator(
        GraphiteBridgeMeterRegistry registry) {
      return () -> {
        CarbonHealth health = CarbonHealth.of(registry.sender());
        return org.springframework.boot.health.contributor.Health.status(health.status())
            .withDetails(health.details())
            .build();
      };
    }
  }
}
