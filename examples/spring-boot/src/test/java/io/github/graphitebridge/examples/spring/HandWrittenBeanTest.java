// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.springframework.boot.context.properties.bind.DataObjectPropertyName.toDashedForm;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** The bean of the README, which an application without the starter writes. */
final class HandWrittenBeanTest {

  /** As the README has it. */
  static final class Metrics {
    @Bean
    GraphiteBridgeMeterRegistry graphiteBridge(Environment environment, Clock clock) {
      GraphiteBridgeConfig config = key -> environment.getProperty(toDashedForm(key));
      return new GraphiteBridgeMeterRegistry(config, clock);
    }
  }

  @Test
  void bean_ofTheReadme_isTheOnlyRegistryAndReadsTheProperties() {
    try (CarbonServer carbon = CarbonServer.builder().timeout(RunningShop.PATIENCE).start()) {

      try (ConfigurableApplicationContext context =
          new SpringApplicationBuilder(ShopApplication.class, Metrics.class)
              .run(
                  "--server.port=0",
                  "--server.address=127.0.0.1",
                  "--spring.main.banner-mode=off",
                  "--logging.level.root=error",
                  "--graphite.bridge.host=127.0.0.1",
                  "--graphite.bridge.port=" + carbon.port(),
                  "--graphite.bridge.metric-prefix=shop")) {
        assertThat(context.getBeansOfType(MeterRegistry.class)).containsOnlyKeys("graphiteBridge");
        // A close gives up early while carbon was never reached.
        await()
            .atMost(RunningShop.PATIENCE)
            .until(context.getBean(GraphiteBridgeMeterRegistry.class).sender()::isConnected);
        context.getBean(MeterRegistry.class).counter("orders.placed").increment();
      }

      carbon.drain();
      assertThat(carbon.points("shop.web-1.graphite-bridge-meters.ordersPlaced.count")).hasSize(1);
    }
  }
}
