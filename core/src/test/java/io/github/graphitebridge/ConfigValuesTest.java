// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.carbon.MergeCounts;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigValuesTest {

  @Test
  void builder_everySetter_setsItsKey() {
    GraphiteBridgeConfigBuilder builder =
        GraphiteBridgeConfig.builder()
            .enabled(false)
            .host("carbon")
            .port(2003)
            .protocol(GraphiteProtocol.PLAINTEXT)
            .metricPrefix("prod")
            .hostNode("web.1")
            .fqdnSquash(false)
            .group("shop")
            .meterGroup("jvm")
            .suffix("_x")
            .lowercaseMetricNames(true)
            .cleanMetricName(false)
            .routeSeparator("-")
            .maxRoutes(7)
            .methodNode(true)
            .requestTimers("a", "b.c")
            .responseSizes()
            .routeTags("routeId", "uri")
            .statusTags("status")
            .durationUnits(TimeUnit.NANOSECONDS)
            .rateUnits(TimeUnit.HOURS)
            .step(Duration.ofSeconds(10))
            .autoreconnect(false)
            .connectTimeout(Duration.ofMillis(1_500))
            .writeTimeout(Duration.ofSeconds(3))
            .flushInterval(Duration.ofMillis(1))
            .queueCapacity(2_000)
            .backlogCapacity(3)
            .mergeCounts(MergeCounts.ALWAYS)
            .aggregationInterval(Duration.ofSeconds(10))
            .maxAge(Duration.ofSeconds(50))
            .sendBuffer(5_000)
            .acknowledge(false)
            .acknowledgeInterval(Duration.ofSeconds(20))
            .closeTimeout(Duration.ofMinutes(1))
            .dryrun(true);

    assertThat(builder.keys()).isEqualTo(settable());
    assertThat(builder.build().toString().replace("graphite.bridge.", ""))
        .isEqualTo(
            "ConfigValues[values={acknowledge=false, acknowledgeInterval=PT20S,"
                + " aggregationInterval=PT10S, autoreconnect=false,"
                + " backlogCapacity=3, cleanMetricName=false, closeTimeout=PT1M,"
                + " connectTimeout=PT1.5S, dryrun=true, durationUnits=NANOSECONDS, enabled=false,"
                + " flushInterval=PT0.001S, fqdnSquash=false, group=shop, host=carbon,"
                + " hostNode=web.1, lowercaseMetricNames=true, maxAge=PT50S, maxRoutes=7,"
                + " mergeCounts=ALWAYS, meterGroup=jvm, methodNode=true, metricPrefix=prod,"
                + " port=2003, protocol=PLAINTEXT, queueCapacity=2000, rateUnits=HOURS,"
                + " requestTimers=a,b.c, responseSizes=, routeSeparator=-,"
                + " routeTags=routeId,uri, sendBuffer=5000,"
                + " statusTags=status, step=PT10S, suffix=_x, writeTimeout=PT3S}]");
  }

  @Test
  void builder_settersAndKeys_areTheSame() {
    assertThat(
            Arrays.stream(GraphiteBridgeConfigBuilder.class.getDeclaredMethods())
                .filter(method -> method.getReturnType() == GraphiteBridgeConfigBuilder.class)
                .map(Method::getName)
                .filter(name -> !name.equals("set") && !name.startsWith("from")))
        .containsExactlyInAnyOrderElementsOf(settable());
  }

  @Test
  void builder_nothingSet_noKeysAndTheDefaults() {
    GraphiteBridgeConfigBuilder builder = GraphiteBridgeConfig.builder();

    assertThat(builder.keys()).isEmpty();
    assertThat(builder.build().port()).isEqualTo(2023);
  }

  @Test
  void builder_fromEnvironment_overEarlierAndBelowLaterSetters() {
    Map<String, String> environment =
        Map.of("GRAPHITE_BRIDGE_HOST", "carbon", "GRAPHITE_BRIDGE_GROUP", "shop", "HOST", "other");

    GraphiteBridgeConfigBuilder builder =
        GraphiteBridgeConfig.builder()
            .host("earlier")
            .maxRoutes(7)
            .fromEnvironment(environment)
            .group("later");

    assertThat(builder.build())
        .hasToString(
            "ConfigValues[values={graphite.bridge.group=later, graphite.bridge.host=carbon,"
                + " graphite.bridge.maxRoutes=7}]");
  }

  @Test
  void builder_everySource_whatIsSetLaterWins(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("bridge.properties");
    Files.writeString(
        file,
        """
        # a comment
        graphite.bridge.host = file
        graphite.bridge.group = file
        graphite.bridge.suffix = file
        graphite.bridge.metricPrefix = file
        other.host = ignored
        """);
    Map<String, String> environment =
        Map.of(
            "GRAPHITE_BRIDGE_GROUP", "environment",
            "GRAPHITE_BRIDGE_SUFFIX", "environment",
            "GRAPHITE_BRIDGE_METRIC_PREFIX", "environment");
    Properties system = new Properties();
    system.setProperty("graphite.bridge.suffix", "system");
    system.setProperty("graphite.bridge.metricPrefix", "system");

    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .hostNode("code")
            .host("code")
            .group("code")
            .fromPropertiesFile(file)
            .fromEnvironment(environment)
            .fromProperties(system)
            .metricPrefix("later")
            .build();

    assertThat(config.hostNode()).isEqualTo("code");
    assertThat(config.host()).isEqualTo("file");
    assertThat(config.group()).isEqualTo("environment");
    assertThat(config.suffix()).isEqualTo("system");
    assertThat(config.metricPrefix()).isEqualTo("later");
  }

  @Test
  void builder_fromSystemProperties_readsThoseOfThisJvm() {
    System.setProperty("graphite.bridge.group", "shop");
    try {
      GraphiteBridgeConfig config = GraphiteBridgeConfig.builder().fromSystemProperties().build();

      assertThat(config.group()).isEqualTo("shop");
    } finally {
      System.clearProperty("graphite.bridge.group");
    }
  }

  @Test
  void builder_fromPropertiesFile_missingOrMalformed_failsWithItsName(@TempDir Path folder)
      throws IOException {
    Path missing = folder.resolve("missing.properties");
    Path malformed = Files.writeString(folder.resolve("malformed.properties"), "a = \\u00zz");
    GraphiteBridgeConfigBuilder builder = GraphiteBridgeConfig.builder();

    assertThatThrownBy(() -> builder.fromPropertiesFile(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read the settings in " + missing);
    assertThatThrownBy(() -> builder.fromPropertiesFile(malformed))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read the settings in " + malformed);
  }

  @Test
  void builder_unknownKeyInAFile_isRefusedByBuild(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("b.properties"), "graphite.bridge.hots = carbon");
    GraphiteBridgeConfigBuilder builder = GraphiteBridgeConfig.builder().fromPropertiesFile(file);

    assertThatThrownBy(builder::build)
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("graphite.bridge.hots was 'carbon' but it is no setting's key;");
  }

  @Test
  void builder_wrongValueInEnvironment_isRefusedByBuild() {
    GraphiteBridgeConfigBuilder builder =
        GraphiteBridgeConfig.builder().fromEnvironment(Map.of("GRAPHITE_BRIDGE_PORT", "abc"));

    assertThatThrownBy(builder::build)
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining(
            "GRAPHITE_BRIDGE_PORT was 'abc' but it must be a whole number from 1 to 65535");
  }

  @Test
  void builder_usedAfterBuild_leavesTheConfigurationAlone() {
    GraphiteBridgeConfigBuilder builder = GraphiteBridgeConfig.builder().host("one");
    GraphiteBridgeConfig config = builder.build();

    builder.host("two");

    assertThat(config.host()).isEqualTo("one");
  }

  @Test
  void builder_emptyHostNode_meansNone() {
    assertThat(GraphiteBridgeConfig.builder().hostNode("").build().hostNode()).isEmpty();
  }

  @Test
  void builder_null_isRefusedByName() {
    assertThatThrownBy(() -> GraphiteBridgeConfig.builder().host(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("host");
  }

  @ParameterizedTest
  @CsvSource({
    "host, GRAPHITE_BRIDGE_HOST",
    "metricPrefix, GRAPHITE_BRIDGE_METRIC_PREFIX",
    "lowercaseMetricNames, GRAPHITE_BRIDGE_LOWERCASE_METRIC_NAMES",
    "dryrun, GRAPHITE_BRIDGE_DRYRUN"
  })
  void variable_key_inUpperSnakeCase(String key, String variable) {
    assertThat(ConfigValues.variable(key)).isEqualTo(variable);
  }

  static Stream<String> keys() {
    return Settings.KEYS.stream();
  }

  @ParameterizedTest
  @MethodSource("keys")
  void fromEnvironment_wrongValueOfAnyKey_reachesItsSetting(String key) {
    Map<String, String> environment = Map.of(ConfigValues.variable(key), " \t");
    if (key.equals("hostNode") || key.equals("requestTimers") || key.equals("responseSizes")) {
      assertThat(GraphiteBridgeConfig.fromEnvironment(environment).get("graphite.bridge." + key))
          .isEqualTo(" \t");
      return;
    }

    if (key.equals("tagsAsPrefix")) {
      assertThat(GraphiteBridgeConfig.fromEnvironment(environment).tagsAsPrefix()).isEmpty();
      return;
    }

    assertThatThrownBy(() -> GraphiteBridgeConfig.fromEnvironment(environment))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(ConfigValues.variable(key) + " was ' \t' but it must be ");
  }

  @ParameterizedTest
  @MethodSource("keys")
  void fromEnvironment_emptyVariable_isUnsetUnlessEmptySaysSomething(String key) {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .port(7)
            .fromEnvironment(Map.of(ConfigValues.variable(key), ""))
            .build();

    boolean saysSomething = Set.of("hostNode", "metricPrefix", "suffix").contains(key);
    assertThat(config.get("graphite.bridge." + key))
        .isEqualTo(saysSomething ? "" : key.equals("port") ? "7" : null);
  }

  @ParameterizedTest
  @CsvSource({
    "graphite_bridge_host, GRAPHITE_BRIDGE_HOST",
    "Graphite_Bridge_Host, GRAPHITE_BRIDGE_HOST",
    "GRAPHITE-BRIDGE-HOST, GRAPHITE_BRIDGE_HOST",
    "graphite.bridge.host, GRAPHITE_BRIDGE_HOST",
    "GRAPHITE_BRIDGE_METRICPREFIX, GRAPHITE_BRIDGE_METRIC_PREFIX",
    "GRAPHITE_BRIDGE_METRIC-PREFIX, GRAPHITE_BRIDGE_METRIC_PREFIX"
  })
  void fromEnvironment_variableThatIsNearlyASettings_isRefused(String variable, String right) {
    Map<String, String> environment = Map.of(variable, "carbon");

    assertThatThrownBy(() -> GraphiteBridgeConfig.fromEnvironment(environment))
        .isInstanceOf(ValidationException.class)
        .hasMessage(variable + " was 'carbon' but it is written " + right);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Graphite.Bridge.host",
        "GRAPHITE_BRIDGE_HOST",
        "graphite-bridge.host",
        "graphite_bridge.host",
        "graphite.bridge_host",
        "graphite.bridge-host"
      })
  void fromProperties_keyThatMissesThePrefixByItsSpelling_isRefused(String key) {
    Properties properties = new Properties();
    properties.setProperty(key, "carbon");

    assertThatThrownBy(() -> GraphiteBridgeConfig.fromProperties(properties))
        .isInstanceOf(ValidationException.class)
        .hasMessage(key + " was 'carbon' but it begins otherwise than graphite.bridge.host");
  }

  @Test
  void fromProperties_keysOfOthers_areIgnored() {
    Properties properties = new Properties();
    properties.setProperty("graphite.bridges.host", "carbon");
    properties.setProperty("graphite-bridge", "carbon");
    properties.setProperty("my.graphite.bridge.host", "carbon");

    assertThat(GraphiteBridgeConfig.fromProperties(properties).host()).isEqualTo("localhost");
  }

  @Test
  void fromPropertiesFile_byteOrderMark_isNoPartOfTheFirstKey(@TempDir Path folder)
      throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("b.properties"),
            "\uFEFFgraphite.bridge.host = carbon\ngraphite.bridge.port = 7");
    Properties read = new Properties();
    try (InputStream latin1 = Files.newInputStream(file)) {
      read.load(latin1);
    }

    GraphiteBridgeConfig config = GraphiteBridgeConfig.builder().fromPropertiesFile(file).build();

    assertThat(config.host()).isEqualTo("carbon");
    assertThat(config.port()).isEqualTo(7);
    assertThat(GraphiteBridgeConfig.fromProperties(read).host()).isEqualTo("carbon");
  }

  @Test
  void build_wrongValue_isNamedAsWhereItWasSetLast() {
    Properties properties = new Properties();
    properties.setProperty("graphite.bridge.port", "x");
    Map<String, String> environment = Map.of("GRAPHITE_BRIDGE_PORT", "y");

    assertThatThrownBy(
            GraphiteBridgeConfig.builder().fromProperties(properties).fromEnvironment(environment)
                ::build)
        .hasMessageStartingWith("GRAPHITE_BRIDGE_PORT was 'y'");
    assertThatThrownBy(
            GraphiteBridgeConfig.builder().fromEnvironment(environment).fromProperties(properties)
                ::build)
        .hasMessageStartingWith("graphite.bridge.port was 'x'");
    assertThatThrownBy(GraphiteBridgeConfig.builder().fromEnvironment(environment).port(0)::build)
        .hasMessageStartingWith("graphite.bridge.port was '0'");
  }

  @Test
  void fromEnvironment_emptyHostNode_meansNone() {
    assertThat(
            GraphiteBridgeConfig.fromEnvironment(Map.of("GRAPHITE_BRIDGE_HOST_NODE", ""))
                .hostNode())
        .isEmpty();
  }

  @Test
  void fromEnvironment_otherVariables_areIgnored() {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.fromEnvironment(
            Map.of(
                "GRAPHITE_BRIDGE_SERVICE_HOST", "10.0.0.1",
                "GRAPHITE_BRIDGE_SERVICE_PORT", "80",
                "GRAPHITE_BRIDGE_PORT_2023_TCP", "tcp://10.0.0.1:2023",
                "GRAPHITE_PORT", "tcp://10.0.0.2:2003",
                "PATH", "/bin"));

    assertThat(config.toString()).isEqualTo("ConfigValues[values={}]");
  }

  @Test
  void fromEnvironment_portOfKubernetes_saysWhereItComesFrom() {
    Map<String, String> environment = Map.of("GRAPHITE_BRIDGE_PORT", "tcp://10.0.0.1:2023");

    assertThatThrownBy(() -> GraphiteBridgeConfig.fromEnvironment(environment))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "GRAPHITE_BRIDGE_PORT was 'tcp://10.0.0.1:2023' but it must be a whole number from 1 to"
                + " 65535; Kubernetes sets it so where a service is named graphite-bridge: rename"
                + " that, or set enableServiceLinks to false");
  }

  @Test
  void fromEnvironment_thisProcess_isValid() {
    assertThat(GraphiteBridgeConfig.fromEnvironment().validate().isValid()).isTrue();
  }

  @Test
  void fromProperties_keysUnderThePrefix_areRead() {
    Properties defaults = new Properties();
    defaults.setProperty("graphite.bridge.host", "carbon");
    Properties properties = new Properties(defaults);
    properties.setProperty("graphite.bridge.hostNode", "");
    properties.put("graphite.bridge.port", 2003);
    properties.setProperty("graphite.host", "other");

    GraphiteBridgeConfig config = GraphiteBridgeConfig.fromProperties(properties);

    assertThat(config.host()).isEqualTo("carbon");
    assertThat(config.hostNode()).isEmpty();
    assertThat(config.port()).isEqualTo(2003);
  }

  @Test
  void fromProperties_unknownKeyAndWrongValue_areToldTogether() {
    Properties properties = new Properties();
    properties.setProperty("graphite.bridge.metric-prefix", "prod");
    properties.setProperty("graphite.bridge.port", "x");

    assertThatThrownBy(() -> GraphiteBridgeConfig.fromProperties(properties))
        .isInstanceOf(ValidationException.class)
        .hasMessage(
            "Multiple validation failures:\n"
                + "graphite.bridge.metric-prefix was 'prod' but it is no setting's key; those are "
                + String.join(", ", Settings.KEYS)
                + "\ngraphite.bridge.port was 'x' but it must be a whole number from 1 to 65535");
  }

  @Test
  void registry_configurationThatChangesLater_closesAsItHasOpened() {
    Map<String, String> values = new ConcurrentHashMap<>();
    try (CarbonServer carbon = CarbonServer.start()) {
      values.put("graphite.bridge.host", carbon.host());
      values.put("graphite.bridge.port", Integer.toString(carbon.port()));
      values.put("graphite.bridge.hostNode", "h");
      values.put("graphite.bridge.maxRoutes", "1");
      GraphiteBridgeMeterRegistry registry =
          Connected.of(new GraphiteBridgeMeterRegistry(values::get, Clock.SYSTEM));
      registry.gauge("pool", 5);

      values.put("graphite.bridge.enabled", "false");
      values.put("graphite.bridge.maxRoutes", "none");
      registry.close();

      carbon.drain();
      assertThat(carbon.lines()).anyMatch(line -> line.startsWith("h.graphite-bridge-meters.pool"));
    }
  }

  @Test
  void of_gettersThatAreOverridden_areReadOnceAndChecked() {
    GraphiteBridgeConfig overridden =
        new GraphiteBridgeConfig() {
          @Override
          public String get(String key) {
            return null;
          }

          @Override
          public String hostNode() {
            return "all";
          }
        };

    assertThatThrownBy(() -> new GraphiteBridgeMeterRegistry(overridden, Clock.SYSTEM))
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith("graphite.bridge.hostNode was 'all' but it must be");
  }

  private static Set<String> settable() {
    Set<String> keys = new TreeSet<>(Settings.KEYS);
    keys.removeAll(Set.of("graphiteTagsEnabled", "tagsAsPrefix"));
    return keys;
  }
}
