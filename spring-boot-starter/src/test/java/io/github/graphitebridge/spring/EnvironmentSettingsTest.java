// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

final class EnvironmentSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "graphite.bridge.metric-prefix",
        "graphite.bridge.metricPrefix",
        "graphite.bridge.metric_prefix",
        "graphite.bridge.METRIC-PREFIX"
      })
  void settings_inApplicationProperties_areReadInEachSpelling(String key) {
    GraphiteBridgeConfig config = settings(properties(Map.of(key, "shop.eu")));

    assertThat(config.metricPrefix()).isEqualTo("shop.eu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"GRAPHITE_BRIDGE_METRIC_PREFIX", "GRAPHITE_BRIDGE_METRICPREFIX"})
  void settings_inTheEnvironment_areReadInEachSpelling(String variable) {
    GraphiteBridgeConfig config = settings(environment(Map.of(variable, "shop.eu")));

    assertThat(config.metricPrefix()).isEqualTo("shop.eu");
  }

  @Test
  void settings_inBoth_areThoseOfTheFirst() {
    GraphiteBridgeConfig config =
        settings(
            environment(Map.of("GRAPHITE_BRIDGE_CLOSE_TIMEOUT", "2s")),
            properties(
                Map.of(
                    "graphite.bridge.close-timeout", "1s", "graphite.bridge.host", "localhost")));

    assertThat(config.closeTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.host()).isEqualTo("localhost");
  }

  @Test
  void settings_withPlaceholders_areResolved() {
    GraphiteBridgeConfig config =
        settings(
            properties(
                Map.of(
                    "spring.application.name", "shop",
                    "graphite.bridge.group", "${spring.application.name}-requests")));

    assertThat(config.group()).isEqualTo("shop-requests");
  }

  @Test
  void settings_asAListInYaml_areItsElements() {
    GraphiteBridgeConfig config =
        settings(
            properties(
                Map.of(
                    "graphite.bridge.request-timers[0]", "shop.requests",
                    "graphite.bridge.request-timers[1]", "shop.calls")));

    assertThat(config.requestTimers()).containsExactlyInAnyOrder("shop.requests", "shop.calls");
  }

  @Test
  void settings_thatAreNoText_areRead() {
    GraphiteBridgeConfig config =
        settings(properties(Map.of("graphite.bridge.port", 2024, "graphite.bridge.dryrun", true)));

    assertThat(config.port()).isEqualTo(2024);
    assertThat(config.dryrun()).isTrue();
  }

  @Test
  void settings_thatAreEmpty_areEmpty() {
    GraphiteBridgeConfig config = settings(properties(Map.of("graphite.bridge.host-node", "")));

    assertThat(config.hostNode()).isEmpty();
  }

  @Test
  void settings_ofNothing_areTheDefaults() {
    GraphiteBridgeConfig config = settings();

    assertThat(config.port()).isEqualTo(GraphiteBridgeConfig.DEFAULT.port());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "graphite.bridge.metric-prefx",
        "graphite.bridge.metricPrefx",
        "graphite.bridge.host.name",
        "graphite.bridge.timers[0]"
      })
  void key_thatIsNone_isRefusedWithItsValueAndTheKeys(String key) {
    assertThatThrownBy(() -> settings(properties(Map.of(key, "shop"))))
        .isInstanceOf(ValidationException.class)
        .message()
        .containsIgnoringCase(key)
        .contains("shop", "metricPrefix");
  }

  @Test
  void variable_thatIsNone_isLeftAlone() {
    GraphiteBridgeConfig config =
        settings(
            environment(
                Map.of(
                    "GRAPHITE_BRIDGE_SERVICE_HOST", "10.0.0.1",
                    "GRAPHITE_BRIDGE_GROUP", "shop")));

    assertThat(config.group()).isEqualTo("shop");
  }

  private static PropertySource<?> properties(Map<String, Object> values) {
    return new MapPropertySource("application.properties", values);
  }

  private static PropertySource<?> environment(Map<String, Object> values) {
    return new SystemEnvironmentPropertySource(
        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, values);
  }

  /** Reads them as Boot has an application's environment, the first source first. */
  private static GraphiteBridgeConfig settings(PropertySource<?>... sources) {
    ConfigurableEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().stream()
        .toList()
        .forEach(source -> environment.getPropertySources().remove(source.getName()));
    for (PropertySource<?> source : sources) {
      environment.getPropertySources().addLast(source);
    }
    ConfigurationPropertySources.attach(environment);
    return new EnvironmentSettings(environment).config();
  }
}
