// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.carbon.MergeCounts;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings whose default or range rests on another one. */
class DependentSettingsTest {
  @ParameterizedTest
  @ValueSource(strings = {"UNDER_PRESSURE", "under_pressure", "under-pressure", "Under-Pressure"})
  void mergeCounts_inAnySpelling_isRead(String text) {
    assertThat(config("mergeCounts", text).mergeCounts()).isEqualTo(MergeCounts.UNDER_PRESSURE);
  }

  @Test
  void maxAge_unset_isFourTimesTheInterval() {
    assertThat(config("aggregationInterval", "10s").maxAge()).isEqualTo(Duration.ofSeconds(40));
  }

  @ParameterizedTest
  @CsvSource({"PLAINTEXT, 2023", "PICKLED, 2024", "UDP, 2023"})
  void port_unset_isThatOfTheProtocol(GraphiteProtocol protocol, int port) {
    GraphiteBridgeConfig config = config("protocol", protocol.name());

    assertThat(config.protocol()).isEqualTo(protocol);
    assertThat(config.port()).isEqualTo(port);
    assertThat(config.validate().isValid()).isTrue();
  }

  private static GraphiteBridgeConfig config(String key, String value) {
    return Map.of("graphite.bridge." + key, value)::get;
  }

  @Test
  void acknowledge_withUdp_isFalseAndTrueIsRefused() {
    GraphiteBridgeConfig unset =
        GraphiteBridgeConfig.builder().protocol(GraphiteProtocol.UDP).build();
    GraphiteBridgeConfig set =
        key ->
            switch (key) {
              case "graphite.bridge.protocol" -> "UDP";
              case "graphite.bridge.acknowledge" -> "true";
              default -> null;
            };

    assertThat(unset.acknowledge()).isFalse();
    assertThat(set.validate().failures())
        .singleElement()
        .asString()
        .contains("graphite.bridge.acknowledge", "unset or false with UDP");
  }

  @Test
  void acknowledgeInterval_shortRules_isTwiceTheirInterval() {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder().aggregationInterval(Duration.ofSeconds(2)).build();

    assertThat(config.acknowledgeInterval()).isEqualTo(Duration.ofSeconds(4));
  }
}
