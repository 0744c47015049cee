// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop.quarkus;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.Clock;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.Config;

/** The registry, as a bean. */
final class Graphite {
  @Produces
  @Singleton
  GraphiteBridgeMeterRegistry graphiteBridge(Config config) {
    return new GraphiteBridgeMeterRegistry(
        key -> config.getOptionalValue(key, String.class).orElse(null), Clock.SYSTEM);
  }

  void close(@Disposes GraphiteBridgeMeterRegistry registry) {
    registry.close();
  }
}
