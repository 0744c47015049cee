// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.graphitebridge.carbon.CarbonSenderBuilder;
import io.github.graphitebridge.carbon.MergeCounts;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphiteBridgeConfigTest {

  static Stream<Arguments> settings() {
    return Stream.of(
        setting("enabled", true, "FALSE", false, GraphiteBridgeConfig::enabled),
        setting("host", "localhost", "carbon", "carbon", GraphiteBridgeConfig::host),
        setting("port", 2023, "65535", 65_535, GraphiteBridgeConfig::port),
        setting(
            "protocol",
            GraphiteProtocol.PLAINTEXT,
            "plaintext",
            GraphiteProtocol.PLAINTEXT,
            GraphiteBridgeConfig::protocol),
        setting("metricPrefix", "", "prod.eu", "prod.eu", GraphiteBridgeConfig::metricPrefix),
        setting("hostNode", LocalHostName.get(), "", "", GraphiteBridgeConfig::hostNode),
        setting("fqdnSquash", true, "false", false, GraphiteBridgeConfig::fqdnSquash),
        setting("group", "graphite-bridge", "shop.web", "shop.web", GraphiteBridgeConfig::group),
        setting(
            "meterGroup", "graphite-bridge-meters", "jvm", "jvm", GraphiteBridgeConfig::meterGroup),
        setting("suffix", "", ".jvm", ".jvm", GraphiteBridgeConfig::suffix),
        setting(
            "lowercaseMetricNames",
            false,
            "True",
            true,
            GraphiteBridgeConfig::lowercaseMetricNames),
        setting("cleanMetricName", true, "false", false, GraphiteBridgeConfig::cleanMetricName),
        setting("routeSeparator", ".", "__", "__", GraphiteBridgeConfig::routeSeparator),
        setting("maxRoutes", 1_000, "1", 1, GraphiteBridgeConfig::maxRoutes),
        setting("methodNode", false, "true", true, GraphiteBridgeConfig::methodNode),
        setting(
            "requestTimers",
            Set.of(
                "http.server.requests",
                "jetty.server.requests",
                "ktor.http.server.requests",
                "vertx.http.server.response.time",
                "http.server.request.duration"),
            "a.b, c,,",
            Set.of("a.b", "c"),
            GraphiteBridgeConfig::requestTimers),
        setting(
            "responseSizes",
            Set.of("vertx.http.server.response.bytes"),
            "",
            Set.of(),
            GraphiteBridgeConfig::responseSizes),
        setting(
            "routeTags",
            List.of("route", "uri", "http.route"),
            "routeId, uri,routeId",
            List.of("routeId", "uri"),
            GraphiteBridgeConfig::routeTags),
        setting(
            "statusTags",
            List.of("status", "http.response.status_code", "code"),
            "httpStatusCode",
            List.of("httpStatusCode"),
            GraphiteBridgeConfig::statusTags),
        setting(
            "durationUnits",
            TimeUnit.SECONDS,
            "ms",
            TimeUnit.MILLISECONDS,
            GraphiteBridgeConfig::durationUnits),
        setting(
            "rateUnits",
            TimeUnit.SECONDS,
            "MINUTES",
            TimeUnit.MINUTES,
            GraphiteBridgeConfig::rateUnits),
        setting(
            "step", Duration.ofMinutes(1), "1s", Duration.ofSeconds(1), GraphiteBridgeConfig::step),
        setting("autoreconnect", true, "false", false, GraphiteBridgeConfig::autoreconnect),
        setting(
            "connectTimeout",
            Duration.ofSeconds(2),
            "60s",
            Duration.ofSeconds(60),
            GraphiteBridgeConfig::connectTimeout),
        setting(
            "writeTimeout",
            Duration.ofSeconds(2),
            "1ms",
            Duration.ofMillis(1),
            GraphiteBridgeConfig::writeTimeout),
        setting(
            "flushInterval",
            Duration.ofMillis(100),
            "10s",
            Duration.ofSeconds(10),
            GraphiteBridgeConfig::flushInterval),
        setting("queueCapacity", 65_536, "1024", 1_024, GraphiteBridgeConfig::queueCapacity),
        setting(
            "backlogCapacity",
            CarbonSenderBuilder.BACKLOG_CAPACITY.defaultValue(),
            "1",
            1,
            GraphiteBridgeConfig::backlogCapacity),
        setting(
            "mergeCounts",
            MergeCounts.UNDER_PRESSURE,
            "always",
            MergeCounts.ALWAYS,
            GraphiteBridgeConfig::mergeCounts),
        setting(
            "aggregationInterval",
            Duration.ofSeconds(60),
            "10s",
            Duration.ofSeconds(10),
            GraphiteBridgeConfig::aggregationInterval),
        setting(
            "maxAge",
            Duration.ofMinutes(4),
            "300s",
            Duration.ofSeconds(300),
            GraphiteBridgeConfig::maxAge),
        setting("sendBuffer", 131_072, "4096", 4_096, GraphiteBridgeConfig::sendBuffer),
        setting("acknowledge", true, "false", false, GraphiteBridgeConfig::acknowledge),
        setting(
            "acknowledgeInterval",
            Duration.ofSeconds(5),
            "120s",
            Duration.ofSeconds(120),
            GraphiteBridgeConfig::acknowledgeInterval),
        setting(
            "closeTimeout",
            Duration.ofSeconds(5),
            "300s",
            Duration.ofSeconds(300),
            GraphiteBridgeConfig::closeTimeout),
        setting("dryrun", false, "true", true, GraphiteBridgeConfig::dryrun),
        setting(
            "graphiteTagsEnabled",
            false,
            "false",
            false,
            GraphiteBridgeConfig::graphiteTagsEnabled),
        setting("tagsAsPrefix", Set.of(), "", Set.of(), config -> Set.of(config.tagsAsPrefix())));
  }

  private static Arguments setting(
      String key,
      Object unset,
      String text,
      Object value,
      Function<GraphiteBridgeConfig, Object> getter) {
    return arguments(key, unset, text, value, getter);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void getter_nothingSet_default(
      String key,
      Object unset,
      String text,
      Object value,
      Function<GraphiteBridgeConfig, Object> getter) {
    assertThat(getter.apply(GraphiteBridgeConfig.DEFAULT)).isEqualTo(unset);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void getter_keySet_value(
      String key,
      Object unset,
      String text,
      Object value,
      Function<GraphiteBridgeConfig, Object> getter) {
    GraphiteBridgeConfig config = config(key, text);

    config.requireValid();

    assertThat(getter.apply(config)).isEqualTo(value);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  void getter_keyWithDashesSet_value(
      String key,
      Object unset,
      String text,
      Object value,
      Function<GraphiteBridgeConfig, Object> getter) {
    GraphiteBridgeConfig config = config(dashed(key), text);

    config.requireValid();

    assertThat(getter.apply(config)).isEqualTo(value);
  }

  @Test
  void getter_bothSpellingsSet_theCamelCaseOne() {
    Map<String, String> values =
        Map.of("graphite.bridge.metric-prefix", "a", "graphite.bridge.metricPrefix", "b");
    GraphiteBridgeConfig config = values::get;

    assertThat(config.metricPrefix()).isEqualTo("b");
  }

  @Test
  void validate_wrongValueOfAKeyWithDashes_isNamedAsItIsWritten() {
    GraphiteBridgeConfig config = config("max-routes", "none");

    assertThatThrownBy(config::requireValid).hasMessageContaining("graphite.bridge.max-routes");
  }

  private static String dashed(String key) {
    return key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @Test
  void keys_table_isWhatThisTestKnows() {
    assertThat(settings().map(row -> row.get()[0]))
        .containsExactlyInAnyOrderElementsOf(Settings.KEYS);
  }

  @Test
  void validate_defaults_valid() {
    assertThat(GraphiteBridgeConfig.DEFAULT.validate().isValid()).isTrue();
    assertThat(GraphiteBridgeConfig.DEFAULT.prefix()).isEqualTo("graphite.bridge");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "enabled|yes|true or false",
        "fqdnSquash|1|true or false",
        "lowercaseMetricNames|on|true or false",
        "cleanMetricName|\"\"|true or false",
        "autoreconnect|ja|true or false",
        "dryrun|\" true\"|true or false",
        "host|\"\"|a host name or an IP address, without scheme, user or port",
        "host|\"carbon \"|a host name or an IP address, without scheme, user or port",
        "host|tcp://carbon|a host name or an IP address, without scheme, user or port",
        "host|carbon:2023|a host name or an IP address, without scheme, user or port",
        "protocol|tcp|PLAINTEXT, PICKLED or UDP",
        "mergeCounts|never|UNDER_PRESSURE or ALWAYS",
        "port|0|a whole number from 1 to 65535",
        "port|65536|a whole number from 1 to 65535",
        "port|99999999999|a whole number from 1 to 65535",
        "port|carbon|a whole number from 1 to 65535",
        "maxRoutes|0|a whole number from 1 to 2147483647",
        "queueCapacity|1023|a whole number from 1024 to 16777216",
        "queueCapacity|16777217|a whole number from 1024 to 16777216",
        "backlogCapacity|0|a whole number from 1 to 2147483647",
        "sendBuffer|128k|a whole number from 4096 to 16777216",
        "sendBuffer|4095|a whole number from 4096 to 16777216",
        "sendBuffer|16777217|a whole number from 4096 to 16777216",
        "requestTimers|a b|empty or names of meters, separated by commas",
        "responseSizes|a b|empty or names of meters, separated by commas",
        "routeTags|a b|keys of tags, separated by commas",
        "statusTags|,|keys of tags, separated by commas",
        "durationUnits|fortnight|a unit of time: ns, us, ms, s, m, h or d",
        "rateUnits|fortnight|a unit of time: ns, us, ms, s, m, h or d",
        "step|0s|a duration of whole seconds from 1s to 1d, such as 60s or PT1M",
        "step|1500ms|a duration of whole seconds from 1s to 1d, such as 60s or PT1M",
        "step|2d|a duration of whole seconds from 1s to 1d, such as 60s or PT1M",
        "step|999999999999999999d|a duration of whole seconds from 1s to 1d, such as 60s or PT1M",
        "aggregationInterval|60|a duration of whole seconds from 1s to 1d, such as 60s or PT1M",
        "connectTimeout|0s|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "connectTimeout|61s|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "writeTimeout|PT-1S|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "flushInterval|1|a duration from 1ms to 10s, such as 100ms or PT0.1S",
        "flushInterval|11s|a duration from 1ms to 10s, such as 100ms or PT0.1S",
        "acknowledgeInterval|999ms|a duration from 1s up to 2 times the aggregationInterval, such"
            + " as 5s or PT5S",
        "acknowledgeInterval|121s|a duration from 1s up to 2 times the aggregationInterval, such as"
            + " 5s or PT5S",
        "acknowledge|perhaps|true or false, and unset or false with UDP, which has no answers",
        "closeTimeout|301s|a duration from 1ms to 300s, such as 100ms or PT0.1S",
        "maxAge|301s|a duration from 1s up to 5 times the aggregationInterval, such as 4m or"
            + " PT4M: carbon overwrites a finished value with a point later than that",
        "maxAge|999ms|a duration from 1s up to 5 times the aggregationInterval, such as 4m or"
            + " PT4M: carbon overwrites a finished value with a point later than that",
        "metricPrefix|prod.|empty or letters A-Z a-z, digits, _ and -, joined by single dots, at"
            + " most 200 characters",
        "group|\"\"|letters A-Z a-z, digits, _ and -, joined by single dots, at most 200"
            + " characters",
        "group|a b|letters A-Z a-z, digits, _ and -, joined by single dots, at most 200"
            + " characters",
        "suffix|.|empty or letters A-Z a-z, digits, _ and -, with single dots before or between"
            + " them, at most 50 characters",
        "suffix|a b|empty or letters A-Z a-z, digits, _ and -, with single dots before or between"
            + " them, at most 50 characters",
        "routeSeparator|\"\"|a dot, or 1 to 16 of the letters A-Z a-z, digits, _ and -",
        "routeSeparator|..|a dot, or 1 to 16 of the letters A-Z a-z, digits, _ and -",
        "routeSeparator|/|a dot, or 1 to 16 of the letters A-Z a-z, digits, _ and -",
        "graphiteTagsEnabled|true|unset or false: names are paths here, carbon's rules do not see"
            + " tags",
        "tagsAsPrefix|host|unset or empty: names are paths here, carbon's rules do not see tags"
      })
  void requireValid_wrongValue_saysKeyValueAndWhatIsAllowed(
      String key, String value, String allowed) {
    assertThatThrownBy(() -> config(key, value).requireValid())
        .isInstanceOf(ValidationException.class)
        .hasMessage("graphite.bridge.%s was '%s' but it must be %s", key, value, allowed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "graphite-bridge",
        "Graphite-Bridge",
        "graphite-bridge.meters",
        "graphite-bridge."
      })
  void requireValid_meterGroupNotApart_isRefused(String value) {
    assertThatThrownBy(() -> config("meterGroup", value).requireValid())
        .hasMessage(
            "graphite.bridge.meterGroup was '%s' but it must be letters A-Z a-z, digits, _ and -,"
                + " joined by single dots, at most 200 characters, and neither the group nor above"
                + " or below it, where carbon's rules would sum running counters",
            value);
  }

  @Test
  void requireValid_meterGroupAboveTheGroup_isRefused() {
    GraphiteBridgeConfigBuilder builder =
        GraphiteBridgeConfig.builder().group("shop.web").meterGroup("shop");

    assertThatThrownBy(builder::build).hasMessageContaining("meterGroup was 'shop'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.1", "::1", "fe80::1%eth0", "carbon-1.example.org"})
  void requireValid_host_isTaken(String host) {
    config("host", host).requireValid();

    assertThat(config("host", host).host()).isEqualTo(host);
  }

  @Test
  void requireValid_textTooLong_isRefused() {
    config("group", "g".repeat(193)).requireValid();
    config("suffix", "s".repeat(50)).requireValid();

    assertThatThrownBy(() -> config("group", "g".repeat(201)).requireValid())
        .hasMessageContaining("at most 200 characters");
    assertThatThrownBy(() -> config("suffix", "s".repeat(51)).requireValid())
        .hasMessageContaining("at most 50 characters");
  }

  @Test
  void requireValid_aSettingThatOthersRestOn_isToldOnce() {
    assertThat(config("protocol", "tcp").validate().failures()).hasSize(1);
    assertThat(config("aggregationInterval", "soon").validate().failures()).hasSize(1);
    assertThat(config("group", "a b").validate().failures()).hasSize(1);
  }

  @Test
  void requireValid_severalWrong_tellsAll() {
    GraphiteBridgeConfigBuilder builder = GraphiteBridgeConfig.builder().port(0).host("");

    assertThatThrownBy(builder::build)
        .hasMessage(
            "Multiple validation failures:\n"
                + "graphite.bridge.host was '' but it must be a host name or an IP address, without"
                + " scheme, user or port\n"
                + "graphite.bridge.port was '0' but it must be a whole number from 1 to 65535");
  }

  @Test
  void requireValid_overriddenGetters_areLookedAtToo() {
    GraphiteBridgeConfig config =
        new GraphiteBridgeConfig() {
          @Override
          public String get(String key) {
            return null;
          }

          @Override
          public String host() {
            return null;
          }

          @Override
          public int port() {
            return -1;
          }
        };

    assertThatThrownBy(config::requireValid)
        .hasMessageContaining("graphite.bridge.host was 'null' but it must be a host name")
        .hasMessageContaining("graphite.bridge.port was '-1' but it must be a whole number");
  }

  @Test
  void requireValid_hostNodeUnset_asksNoResolver() {
    GraphiteBridgeConfig config =
        new GraphiteBridgeConfig() {
          @Override
          public String get(String key) {
            return null;
          }

          @Override
          public String hostNode() {
            throw new AssertionError("asked");
          }
        };

    assertThat(config.validate().isValid()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "ALL", ".all.", "all."})
  void requireValid_hostNodeThatStandsForAllHosts_isRefused(String name) {
    assertThatThrownBy(() -> config("hostNode", name).requireValid())
        .hasMessage(
            "graphite.bridge.hostNode was '%s' but it must be any text but all, which stands for"
                + " all hosts in carbon",
            name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "all-1", "wall", "a.ll", "pod$1", "web_all"})
  void requireValid_hostNodeLikeThat_isTaken(String name) {
    assertThat(config("hostNode", name).validate().isValid()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "${POD_NAME}",
        "web-${POD_NAME:-1}",
        "$(POD_NAME)",
        "$POD_NAME",
        "%COMPUTERNAME%",
        "%{hostname}",
        "#{systemProperties['host']}",
        "{{ .Release.Name }}",
        "web-{{hostname}}",
        "@project.name@"
      })
  void requireValid_placeholder_isRefusedForEverySetting(String text) {
    for (String key : Settings.KEYS) {
      assertThatThrownBy(() -> config(key, text).requireValid())
          .hasMessage(
              "graphite.bridge.%s was '%s' but it is a placeholder that nothing has replaced by a"
                  + " value",
              key, text);
    }
  }

  @Test
  void requireValid_overriddenTagsAsPrefix_isRefused() {
    GraphiteBridgeConfig config =
        new GraphiteBridgeConfig() {
          @Override
          public String get(String key) {
            return null;
          }

          @Override
          public String[] tagsAsPrefix() {
            return new String[] {"host"};
          }
        };

    assertThatThrownBy(config::requireValid)
        .hasMessageStartingWith("graphite.bridge.tagsAsPrefix was '[host]' but it must be unset");
  }

  private static GraphiteBridgeConfig config(String key, String value) {
    return Map.of("graphite.bridge." + key, value)::get;
  }
}
