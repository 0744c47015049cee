// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.RouteNameMapper;
import io.github.graphitebridge.spring.GraphiteBridgeAutoConfiguration;
import io.github.graphitebridge.spring.GraphiteBridgeCustomizer;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import io.micrometer.graphite.GraphiteMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.util.ClassUtils;

final class StarterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final CarbonServer carbon = CarbonServer.builder().timeout(PATIENCE).start();

  @AfterEach
  void stop() {
    carbon.close();
  }

  @Test
  void application_withTheStarterAndItsAddress_sendsThePointsOfItsRoutes() throws Exception {
    try (RunningApplication application = start()) {
      application.get("/products/7");
      application.get("/no/where");
      application.awaitConnected();
    }

    assertThat(counts())
        .containsExactlyInAnyOrder(
            "web-1.graphite-bridge.products.id.count", "web-1.graphite-bridge.NOT_FOUND.count");
    assertThat(carbon.rejected()).isEmpty();
  }

  @Test
  void registries_inTheContext_areTheBridgeAlone() throws Exception {
    try (CarbonServer stock = CarbonServer.builder().timeout(PATIENCE).start()) {
      try (RunningApplication application =
          start(
              "management.graphite.metrics.export.port=" + stock.port(),
              "management.graphite.metrics.export.protocol=plaintext")) {
        assertThat(application.context().getBeansOfType(MeterRegistry.class).values())
            .hasOnlyElementsOfType(GraphiteBridgeMeterRegistry.class)
            .hasSize(1);
      }

      stock.drain();
      assertThat(stock.connections()).isZero();
    }
  }

  @Test
  void configurationsOfBoot_thatAreNamedAsText_areThere() {
    AutoConfiguration order =
        GraphiteBridgeAutoConfiguration.class.getAnnotation(AutoConfiguration.class);

    assertThat(order.afterName())
        .filteredOn(name -> ClassUtils.isPresent(name, null))
        .singleElement()
        .asString()
        .endsWith(".MetricsAutoConfiguration");
    assertThat(order.beforeName())
        .filteredOn(name -> ClassUtils.isPresent(name, null))
        .extracting(ClassUtils::getShortName)
        .containsExactlyInAnyOrder(
            "CompositeMeterRegistryAutoConfiguration",
            "SimpleMetricsExportAutoConfiguration",
            "GraphiteMetricsExportAutoConfiguration");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management.graphite-bridge.metrics.export.enabled=false",
        "management.defaults.metrics.export.enabled=false"
      })
  void export_switchedOff_leavesNoGraphiteAtAll(String property) throws Exception {
    try (RunningApplication application =
        start(property, "management.simple.metrics.export.enabled=true")) {
      application.get("/products/7");
      assertThat(application.context().getBeansOfType(MeterRegistry.class).values())
          .hasOnlyElementsOfType(SimpleMeterRegistry.class)
          .hasSize(1);
      assertThat(application.context().getBeanNamesForType(GraphiteBridgeConfig.class)).isEmpty();
    }

    assertThat(carbon.connections()).isZero();
  }

  @Test
  void export_switchedOffForAllButTheBridge_sends() throws Exception {
    try (RunningApplication application =
        start(
            "management.defaults.metrics.export.enabled=false",
            "management.graphite-bridge.metrics.export.enabled=true")) {
      application.get("/products/7");
      application.awaitConnected();
    }

    assertThat(counts()).containsExactly("web-1.graphite-bridge.products.id.count");
  }

  @Test
  void stockRegistry_askedForInTheBridgesPlace_isThere() {
    try (RunningApplication application =
        start(
            "management.graphite-bridge.metrics.export.enabled=false",
            "management.graphite.metrics.export.enabled=true",
            "management.graphite.metrics.export.host=127.0.0.1",
            "management.graphite.metrics.export.port=" + carbon.port(),
            "management.graphite.metrics.export.protocol=plaintext")) {

      assertThat(application.context().getBeansOfType(MeterRegistry.class).values())
          .hasOnlyElementsOfType(GraphiteMeterRegistry.class)
          .hasSize(1);
    }
  }

  @Test
  void registry_ofTheApplicationsOwn_takesTheStartersPlace() throws Exception {
    try (RunningApplication application = start(List.of(OwnRegistry.class))) {
      application.get("/products/7");
      application.awaitConnected();
      assertThat(application.context().getBeansOfType(MeterRegistry.class))
          .containsOnlyKeys("ownRegistry");
    }

    assertThat(counts()).containsExactly("own.web-1.graphite-bridge.products.id.count");
  }

  @Test
  void mapperAndCustomizer_asBeans_areTaken() throws Exception {
    try (RunningApplication application = start(List.of(Names.class, Pushed.class))) {
      application.get("/products/7");
      application.context().getBean(MeterRegistry.class).counter("orders.placed").increment();
      application.awaitConnected();
    }

    assertThat(counts())
        .containsExactlyInAnyOrder(
            "web-1.graphite-bridge.GET.products.id.count",
            "web-1.graphite-bridge.orders.placed.count");
  }

  @ParameterizedTest
  @ValueSource(strings = {"max-age", "maxAge", "MAX_AGE"})
  void start_withAWrongValue_failsWithKeyValueAndWhatIsAllowed(String key) {
    assertThatThrownBy(() -> start("graphite.bridge." + key + "=a while"))
        .rootCause()
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("graphite.bridge.maxAge")
        .hasMessageContaining("a while")
        .hasMessageContaining("must be a duration");
  }

  @Test
  void start_withAKeyThatIsNone_failsWithKeyValueAndTheKeys() {
    assertThatThrownBy(() -> start("graphite.bridge.metric-prefx=shop"))
        .rootCause()
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("graphite.bridge.metric-prefx")
        .hasMessageContaining("shop")
        .hasMessageContaining("metricPrefix");
  }

  @Test
  void health_whileCarbonIsThere_isUp() {
    try (RunningApplication application = start("management.endpoint.health.show-details=always")) {
      application.context().getBean(MeterRegistry.class).counter("started").increment();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(application.get("/actuator/health/graphiteBridge").body())
                      .contains("\"status\":\"UP\"", "\"acknowledging\":true"));
    }
  }

  @Test
  void health_whileCarbonIsAway_isUnknownAndTheApplicationsUp() throws Exception {
    carbon.stop();

    try (RunningApplication application = start("management.endpoint.health.show-details=always")) {
      assertThat(application.get("/actuator/health/graphiteBridge").body())
          .contains("\"status\":\"UNKNOWN\"", "\"acknowledging\":false");
      assertThat(application.get("/actuator/health").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "management.health.graphite-bridge.enabled=false",
        "management.health.defaults.enabled=false"
      })
  void health_switchedOff_isNotThere(String property) throws Exception {
    try (RunningApplication application =
        start("management.endpoint.health.show-details=always", property)) {

      assertThat(application.get("/actuator/health").body()).doesNotContain("graphiteBridge");
    }
  }

  @Test
  void application_thatMakesItsBeansLate_sends() throws Exception {
    try (RunningApplication application = start("spring.main.lazy-initialization=true")) {
      application.get("/products/7");
      application.awaitConnected();
    }

    assertThat(counts()).containsExactly("web-1.graphite-bridge.products.id.count");
  }

  private RunningApplication start(String... properties) {
    return start(List.of(), properties);
  }

  private RunningApplication start(List<Class<?>> beans, String... properties) {
    return new RunningApplication(carbon, beans, properties);
  }

  /** Returns the names of the counts that have arrived, when nothing is on its way any more. */
  private List<String> counts() {
    carbon.drain();
    return carbon.points().stream()
        .map(CarbonPoint::name)
        .filter(name -> name.contains(".graphite-bridge.") && name.endsWith(".count"))
        .toList();
  }

  static class OwnRegistry {
    @Bean
    GraphiteBridgeMeterRegistry ownRegistry(GraphiteBridgeConfig config, Clock clock) {
      RouteNameMapper names = RouteNameMapper.create(config);
      return new GraphiteBridgeMeterRegistry(
          config, clock, (id, convention) -> "own." + names.toHierarchicalName(id, convention));
    }
  }

  static class Names {
    @Bean
    HierarchicalNameMapper names(GraphiteBridgeConfig config) {
      return RouteNameMapper.builder(config).tagNodes("method").build();
    }
  }

  static class Pushed {
    @Bean
    GraphiteBridgeCustomizer pushed() {
      return builder -> builder.pushPerEvent(id -> id.getName().startsWith("orders."));
    }
  }
}
