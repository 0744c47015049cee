// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.Generated;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class NeededRulesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hostNode=",
        "hostNode=a.b",
        "hostNode=a.b,fqdnSquash=false",
        "hostNode=fe80::1.x y,fqdnSquash=false",
        "hostNode=all.a,fqdnSquash=false",
        "metricPrefix=eu.prod,group=shop.web,suffix=.x",
        "metricPrefix=Eu,group=Shop,suffix=_X,hostNode=A.b,fqdnSquash=false,"
            + "lowercaseMetricNames=true",
        "group=a,meterGroup=b,aggregationInterval=10s,maxAge=10s",
        "group=shop,methodNode=true",
      })
  void options_ofSettings_generateRulesThatTakeTheMappersNames(String settings) {
    GraphiteBridgeConfig config = config(settings);
    RouteNameMapper mapper = RouteNameMapper.create(config);
    AggregationRules rules = Generated.rules(NeededRules.series(config).options());

    for (String leaf : List.of("pt", "count", "size", "status_code", "status_type")) {
      Meter.Id id =
          new Meter.Id(
              "http.route." + leaf,
              Tags.of("route", "/A/{b}", "status", "200"),
              null,
              null,
              Meter.Type.COUNTER);
      String name = mapper.toHierarchicalName(id, NamingConvention.identity);

      assertThat(rules.matches(name)).as(name).isNotEmpty();
      assertThat(rules.forwards(name)).as(name).isFalse();
      assertThat(rules.matches(name))
          .allMatch(
              match -> match.rule().intervalSeconds() == config.aggregationInterval().toSeconds());
    }
  }

  @Test
  void options_namesOfSeveralKinds_areThoseOfTheCommand() {
    String settings =
        "metricPrefix=eu.prod,group=shop.web,meterGroup=shop.jvm,suffix=.x,hostNode=,"
            + "aggregationInterval=10s";

    assertThat(String.join(" ", NeededRules.series(config(settings)).options()))
        .isEqualTo(
            "--prefix eu.prod --host  --group shop.web --meter-group shop.jvm --suffix .x"
                + " --interval 10");
  }

  @Test
  void registry_atDebug_logsTheCommandOnce() throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.log."
                    + GraphiteBridgeMeterRegistry.class.getName()
                    + "=debug",
                NeededRulesTest.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(Files.readString(log))
        .containsOnlyOnce(
            "carbon-aggregator needs rules: java -jar graphite-bridge-rules.jar generate"
                + " --group shop\n");
  }

  /** Opens a registry that sends nothing, and one that is off. */
  public static void main(String... args) {
    new GraphiteBridgeMeterRegistry(config("group=shop,dryrun=true"), Clock.SYSTEM).close();
    new GraphiteBridgeMeterRegistry(config("group=shop,enabled=false"), Clock.SYSTEM).close();
  }

  private static GraphiteBridgeConfig config(String settings) {
    GraphiteBridgeConfig config =
        key -> {
          for (String setting : settings.split(",", -1)) {
            if (setting.startsWith(key.replace("graphite.bridge.", "") + "=")) {
              return setting.substring(setting.indexOf('=') + 1);
            }
          }
          return null;
        };
    config.requireValid();
    return config;
  }
}
