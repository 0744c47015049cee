// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.GraphiteBridgeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectedSeriesTest {
  @TempDir Path folder;

  @Test
  void names_ofAHost_areItsOwnAndThoseOfAllHosts() {
    ExpectedSeries expected = expected(Map.of("HOST_NODE", "web-1.eu", "METRIC_PREFIX", "prod"));

    assertThat(expected.names())
        .containsExactly(
            "prod.web-1_eu.graphite-bridge.products.count",
            "prod.all.graphite-bridge.products.count",
            "prod.web-1_eu.graphite-bridge.products.pt.p99",
            "prod.all.graphite-bridge.products.pt.p99");
  }

  @Test
  void names_withoutAHostNode_areOne() {
    assertThat(expected(Map.of("HOST_NODE", "", "GROUP", "shop")).names())
        .containsExactly("shop.products.count", "shop.products.pt.p99");
  }

  @Test
  void names_ofAHostOfSeveralNodesInLowerCase_areNamedSo() {
    Map<String, String> settings =
        Map.of("HOST_NODE", "Web-1.EU", "FQDN_SQUASH", "false", "LOWERCASE_METRIC_NAMES", "true");

    assertThat(expected(settings).names())
        .startsWith("web-1.eu.graphite-bridge.products.count")
        .hasSize(4);
  }

  @Test
  void names_withTheMethodAsANode_haveIt() {
    assertThat(expected(Map.of("HOST_NODE", "web-1", "METHOD_NODE", "true")).names())
        .startsWith("web-1.graphite-bridge.GET.products.count");
  }

  @Test
  void commands_ofDefaults_nameTheJarAndTheGroupOnly() {
    ExpectedSeries expected = expected(Map.of("HOST_NODE", "web-1"));

    String jar =
        "java -jar rules/target/graphite-bridge-rules-\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\\.jar";
    assertThat(expected.checkCommand())
        .matches(jar + " check <rules file> --group graphite-bridge");
    assertThat(expected.generateCommand()).matches(jar + " generate --group graphite-bridge");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "GROUP=shop",
        "METRIC_PREFIX=EU;GROUP=Shop;METER_GROUP=jvm;SUFFIX=_raw;LOWERCASE_METRIC_NAMES=true",
        "HOST_NODE=;AGGREGATION_INTERVAL=10s",
        "HOST_NODE=web 1.eu;FQDN_SQUASH=false",
      })
  void commands_ofOtherNames_generateWhatCheckTakesAndMissWithoutRules(String settings)
      throws Exception {
    ExpectedSeries expected =
        expected(
            Stream.of(settings.split(";"))
                .map(setting -> setting.split("=", 2))
                .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1])));
    Path rules = folder.resolve("rules");
    Path none = Files.createFile(folder.resolve("none"));

    Files.writeString(rules, run(expected.generateCommand(), rules));

    assertThat(run(expected.checkCommand(), rules)).contains("\nfine: ");
    assertThat(run(expected.checkCommand(), none).lines())
        .filteredOn(line -> line.startsWith("WARNING ") && line.contains(": no rule takes it"))
        .hasSize(5);
  }

  /** Runs what stands behind the jar's name, from the class path. */
  private String run(String command, Path rules) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.github.graphitebridge.rules.RulesCommand"));
    Stream.of(command.replaceFirst(".*\\.jar ", "").replace("<rules file>", "FILE").split(" "))
        .map(word -> word.equals("FILE") ? rules.toString() : word.equals("\"\"") ? "" : word)
        .forEach(words::add);
    Path printed = folder.resolve("printed");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(printed);
  }

  private static ExpectedSeries expected(Map<String, String> settings) {
    return new ExpectedSeries(
        GraphiteBridgeConfig.fromEnvironment(
            settings.entrySet().stream()
                .collect(
                    Collectors.toMap(
                        setting -> "GRAPHITE_BRIDGE_" + setting.getKey(), Map.Entry::getValue))));
  }
}
