// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.GraphiteBridgeConfig;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeededRulesTest {

  @Test
  void series_ofAHost_areItsOwnAndThoseOfAllHosts() {
    NeededRules rules = rules(Map.of("HOST_NODE", "web-1.eu", "METRIC_PREFIX", "prod"));

    assertThat(rules.series())
        .containsExactly(
            "prod.web-1_eu.graphite-bridge.products.count",
            "prod.all.graphite-bridge.products.count",
            "prod.web-1_eu.graphite-bridge.products.pt.p99",
            "prod.all.graphite-bridge.products.pt.p99");
  }

  @Test
  void series_withoutAHostNode_areOne() {
    assertThat(rules(Map.of("HOST_NODE", "", "GROUP", "shop")).series())
        .containsExactly("shop.products.count", "shop.products.pt.p99");
  }

  @Test
  void series_ofAHostOfSeveralNodesInLowerCase_areNamedSo() {
    Map<String, String> settings =
        Map.of("HOST_NODE", "Web-1.EU", "FQDN_SQUASH", "false", "LOWERCASE_METRIC_NAMES", "true");

    assertThat(rules(settings).series())
        .startsWith("web-1.eu.graphite-bridge.products.count")
        .hasSize(4);
  }

  @Test
  void checkCommand_ofDefaults_namesTheGroupOnly() {
    assertThat(rules(Map.of("HOST_NODE", "web-1")).checkCommand())
        .matches(
            "java -jar rules/target/graphite-bridge-rules-\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\.jar"
                + " check <rules file> --group graphite-bridge");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "GROUP=shop, --group shop",
    "METRIC_PREFIX=shop.prod, --group graphite-bridge --prefix shop.prod",
    "METER_GROUP=shop.jvm, --group graphite-bridge --meter-group shop.jvm",
    "HOST_NODE=, --group graphite-bridge --host \"\"",
    "HOST_NODE=web-1.eu, --group graphite-bridge",
    "HOST_NODE=web 1.eu;FQDN_SQUASH=false, --group graphite-bridge --host web_1.eu",
    "SUFFIX=_raw, --group graphite-bridge --suffix _raw",
    "AGGREGATION_INTERVAL=10s, --group graphite-bridge --interval 10",
    "GROUP=Shop;METRIC_PREFIX=EU;LOWERCASE_METRIC_NAMES=true, --group shop --prefix eu",
  })
  void checkCommand_ofOtherNames_hasTheirOptions(String settings, String options) {
    Map<String, String> given =
        Stream.of(settings.split(";"))
            .map(setting -> setting.split("=", 2))
            .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1]));

    assertThat(rules(given).checkCommand()).endsWith(".jar check <rules file> " + options);
  }

  private static NeededRules rules(Map<String, String> settings) {
    return new NeededRules(
        GraphiteBridgeConfig.fromEnvironment(
            settings.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        setting -> "GRAPHITE_BRIDGE_" + setting.getKey(), Map.Entry::getValue))));
  }
}
