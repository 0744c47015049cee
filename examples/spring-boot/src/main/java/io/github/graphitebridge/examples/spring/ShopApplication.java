// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import static org.springframework.boot.context.properties.bind.DataObjectPropertyName.toDashedForm;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * A Spring Boot application with a bean for Graphite.
 *
 * <p>Thread-safety: started once, by one thread.
 *
 * @since 0.1
 */
@SpringBootApplication(proxyBeanMethods = false)
public final class ShopApplication {

  /**
   * Starts the application, until Ctrl-C.
   *
   * @param args Spring's, such as {@code --server.port=8081}
   */
  public static void main(String[] args) {
    SpringApplication.run(ShopApplication.class, args);
  }

  /**
   * Returns the registry, which Boot hands every meter to and closes with the application.
   *
   * <p>The method is declared to return this very class on purpose: with {@code MeterRegistry} Boot
   * would not know that it is Graphite's, and add one of its own that reports to localhost:2004.
   */
  @Bean
  GraphiteBridgeMeterRegistry graphiteBridge(Environment environment, Clock clock) {
    return new GraphiteBridgeMeterRegistry(settings(environment), clock);
  }

  /**
   * Returns the settings {@code graphite.bridge.*} of an application's properties.
   *
   * <p>Boot finds a key in each of its spellings, {@code metric-prefix}, {@code metricPrefix} and
   * {@code GRAPHITE_BRIDGE_METRIC_PREFIX}, if it is asked for the one with dashes.
   */
  static GraphiteBridgeConfig settings(Environment environment) {
    return key -> environment.getProperty(toDashedForm(key));
  }
}
