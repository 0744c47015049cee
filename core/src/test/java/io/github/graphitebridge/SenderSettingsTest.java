// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.CarbonSenderBuilder;
import io.github.graphitebridge.carbon.SenderSetting;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteProtocol;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sender's builder and the registry's settings allow, and refuse, the same. */
class SenderSettingsTest {
  private static final Map<String, BiConsumer<CarbonSenderBuilder, String>> SETTERS =
      Map.of(
          "acknowledgeInterval", (sender, text) -> sender.acknowledgeInterval(Duration.parse(text)),
          "host", CarbonSenderBuilder::host,
          "port", (sender, text) -> sender.port(Integer.parseInt(text)),
          "connectTimeout", (sender, text) -> sender.connectTimeout(Duration.parse(text)),
          "writeTimeout", (sender, text) -> sender.writeTimeout(Duration.parse(text)),
          "flushInterval", (sender, text) -> sender.flushInterval(Duration.parse(text)),
          "queueCapacity", (sender, text) -> sender.queueCapacity(Integer.parseInt(text)),
          "backlogCapacity", (sender, text) -> sender.backlogCapacity(Integer.parseInt(text)),
          "sendBuffer", (sender, text) -> sender.sendBuffer(Integer.parseInt(text)),
          "closeTimeout", (sender, text) -> sender.closeTimeout(Duration.parse(text)));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "host|\"\"|a host name or an IP address, without scheme, user or port",
        "host|\" \"|a host name or an IP address, without scheme, user or port",
        "host|a b|a host name or an IP address, without scheme, user or port",
        "host|\"carbon\t\"|a host name or an IP address, without scheme, user or port",
        "host|localhost:2023|a host name or an IP address, without scheme, user or port",
        "host|[::1]:2023|a host name or an IP address, without scheme, user or port",
        "host|[::1|a host name or an IP address, without scheme, user or port",
        "host|http://carbon|a host name or an IP address, without scheme, user or port",
        "host|http://[::1]|a host name or an IP address, without scheme, user or port",
        "host|carbon/metrics|a host name or an IP address, without scheme, user or port",
        "host|user@host|a host name or an IP address, without scheme, user or port",
        "host|user:secret@host|a host name or an IP address, without scheme, user or port",
        "port|0|a whole number from 1 to 65535",
        "port|65536|a whole number from 1 to 65535",
        "connectTimeout|PT0S|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "connectTimeout|PT0.000999S|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "connectTimeout|PT1M0.001S|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "connectTimeout|PT24H|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "writeTimeout|PT-0.001S|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "writeTimeout|PT1M1S|a duration from 1ms to 60s, such as 100ms or PT0.1S",
        "flushInterval|PT0.000001S|a duration from 1ms to 10s, such as 100ms or PT0.1S",
        "flushInterval|PT11S|a duration from 1ms to 10s, such as 100ms or PT0.1S",
        "closeTimeout|PT0S|a duration from 1ms to 300s, such as 100ms or PT0.1S",
        "closeTimeout|PT5M1S|a duration from 1ms to 300s, such as 100ms or PT0.1S",
        "queueCapacity|1023|a whole number from 1024 to 16777216",
        "queueCapacity|16777217|a whole number from 1024 to 16777216",
        "backlogCapacity|0|a whole number from 1 to 2147483647",
        "sendBuffer|4095|a whole number from 4096 to 16777216",
        "sendBuffer|16777217|a whole number from 4096 to 16777216"
      })
  void wrongValue_ofEither_isRefusedInTheSameWords(String key, String text, String allowed) {
    assertThatThrownBy(() -> SETTERS.get(key).accept(CarbonSender.builder(), text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(key + " is '" + text + "' but has to be " + allowed);
    assertThatThrownBy(() -> config(key, text).requireValid())
        .isInstanceOf(ValidationException.class)
        .hasMessage("graphite.bridge." + key + " was '" + text + "' but it must be " + allowed);
  }

  /** The sender knows no interval of rules: it allows what suits the longest one, a day. */
  @ParameterizedTest
  @CsvSource({"PT0.999S", "PT120H0.001S"})
  void maxAge_under1SecondOrOver5Days_isRefusedByEither(String text) {
    assertThatThrownBy(() -> CarbonSender.builder().maxAge(Duration.parse(text)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "maxAge is '" + text + "' but has to be a duration from 1s to 5d, such as 4m or PT4M");
    assertThatThrownBy(() -> config("maxAge", text).requireValid())
        .isInstanceOf(ValidationException.class)
        .hasMessageStartingWith(
            "graphite.bridge.maxAge was '" + text + "' but it must be a duration from 1s up to 5");
  }

  @ParameterizedTest
  @CsvSource({"PT1S", "PT120H"})
  void maxAge_from1SecondTo5Days_isAllowedByEither(String text) {
    CarbonSenderBuilder sender = CarbonSender.builder();

    assertThatCode(() -> sender.maxAge(Duration.parse(text))).doesNotThrowAnyException();
    assertThat(config("maxAge", text).validate().failures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "host, localhost",
    "host, 10.0.0.1",
    "host, carbon_1.example.org",
    "host, bücher.example",
    "host, ::1",
    "host, [::1]",
    "host, ::ffff:10.0.0.1",
    "host, fe80::1%eth0",
    "port, 1",
    "port, 65535",
    "connectTimeout, PT0.001S",
    "connectTimeout, PT1M",
    "writeTimeout, PT0.001S",
    "writeTimeout, PT1M",
    "flushInterval, PT0.001S",
    "flushInterval, PT10S",
    "closeTimeout, PT0.001S",
    "closeTimeout, PT5M",
    "queueCapacity, 1024",
    "queueCapacity, 16777216",
    "backlogCapacity, 1",
    "backlogCapacity, 2147483647",
    "sendBuffer, 4096",
    "sendBuffer, 16777216",
    "acknowledgeInterval, PT1S",
    "acknowledgeInterval, PT2M"
  })
  void rightValue_ofEither_isAllowed(String key, String text) {
    CarbonSenderBuilder sender = CarbonSender.builder();

    assertThatCode(() -> SETTERS.get(key).accept(sender, text)).doesNotThrowAnyException();
    assertThat(config(key, text).validate().failures()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PLAINTEXT", "PICKLED", "UDP"})
  void defaults_ofEither_areTheSame(GraphiteProtocol protocol) {
    GraphiteBridgeConfig config = config("protocol", protocol.name());

    assertThat(config.port()).isEqualTo(CarbonSenderBuilder.defaultPort(protocol));
    assertThat(config.maxAge()).isEqualTo(CarbonSenderBuilder.MAX_AGE.defaultValue());
    assertThat(config.acknowledge()).isEqualTo(protocol != GraphiteProtocol.UDP);
    Set<SenderSetting<?>> byProtocol =
        Set.of(
            CarbonSenderBuilder.PORT,
            CarbonSenderBuilder.PROTOCOL,
            CarbonSenderBuilder.ACKNOWLEDGE);
    for (SenderSetting<?> setting : constants()) {
      if (!byProtocol.contains(setting)) {
        assertThat(row(setting).getter().apply(config)).isEqualTo(setting.defaultValue());
      }
    }
  }

  @Test
  void everySettingOfTheSender_hasASetterAndARowOfItsName() {
    Set<String> setters =
        Arrays.stream(CarbonSenderBuilder.class.getDeclaredMethods())
            .filter(method -> Modifier.isPublic(method.getModifiers()))
            .filter(method -> method.getReturnType() == CarbonSenderBuilder.class)
            .map(Method::getName)
            .collect(Collectors.toCollection(TreeSet::new));
    // These are no settings: what the registry itself gives its sender.
    setters.removeAll(Set.of("set", "clock"));

    assertThat(constants()).extracting(SenderSetting::key).hasSameElementsAs(setters);
    assertThat(constants())
        .containsExactlyInAnyOrderElementsOf(
            Settings.ROWS.stream()
                .<SenderSetting<?>>map(Setting::ofSender)
                .filter(Objects::nonNull)
                .toList());
  }

  private static Setting<?> row(SenderSetting<?> setting) {
    return Settings.ROWS.stream()
        .filter(row -> row.ofSender() == setting)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the table of the sender's builder. */
  private static List<SenderSetting<?>> constants() {
    return Arrays.stream(CarbonSenderBuilder.class.getFields())
        .filter(field -> field.getType() == SenderSetting.class)
        .<SenderSetting<?>>map(SenderSettingsTest::value)
        .toList();
  }

  private static SenderSetting<?> value(Field field) {
    try {
      return (SenderSetting<?>) field.get(null);
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
  }

  /** Returns settings with one value, and with the longest interval if that is a maxAge. */
  private static GraphiteBridgeConfig config(String key, String value) {
    String interval = key.equals("maxAge") ? "1d" : "60s";
    return Map.of("graphite.bridge." + key, value, "graphite.bridge.aggregationInterval", interval)
        ::get;
  }
}
