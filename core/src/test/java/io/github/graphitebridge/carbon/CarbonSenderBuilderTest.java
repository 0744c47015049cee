// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CarbonSenderBuilderTest {
  private static final String A_DAY = "more than zero and at most PT24H";

  static Arguments[] wrongValues() {
    return new Arguments[] {
      wrong(builder -> builder.host(" "), "host is ' ' but has to be a host name or address"),
      wrong(builder -> builder.port(0), "port is '0' but has to be 1 to 65535"),
      wrong(builder -> builder.port(65_536), "port is '65536' but has to be 1 to 65535"),
      wrong(
          builder -> builder.connectTimeout(Duration.ZERO),
          "connectTimeout is 'PT0S' but has to be " + A_DAY),
      wrong(
          builder -> builder.connectTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
          "connectTimeout is 'PT2562047788015215H30M7S' but has to be " + A_DAY),
      wrong(
          builder -> builder.writeTimeout(Duration.ofMillis(-1)),
          "writeTimeout is 'PT-0.001S' but has to be " + A_DAY),
      wrong(
          builder -> builder.flushInterval(Duration.ofHours(25)),
          "flushInterval is 'PT25H' but has to be " + A_DAY),
      wrong(
          builder -> builder.maxAge(Duration.ofMillis(999)),
          "maxAge is 'PT0.999S' but has to be at least a second"),
      wrong(
          builder -> builder.closeTimeout(Duration.ofMillis(-1)),
          "closeTimeout is 'PT-0.001S' but has to be zero to PT24H"),
      wrong(
          builder -> builder.closeTimeout(Duration.ofSeconds(Long.MAX_VALUE)),
          "closeTimeout is 'PT2562047788015215H30M7S' but has to be zero to PT24H"),
      wrong(
          builder -> builder.queueCapacity(1023),
          "queueCapacity is '1023' but has to be 1024 to 16777216"),
      wrong(
          builder -> builder.queueCapacity(16_777_217),
          "queueCapacity is '16777217' but has to be 1024 to 16777216"),
      wrong(
          builder -> builder.backlogCapacity(0), "backlogCapacity is '0' but has to be at least 1"),
      wrong(builder -> builder.sendBuffer(4095), "sendBuffer is '4095' but has to be at least 4096")
    };
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("wrongValues")
  void setter_wrongValue_failsWithKeyValueAndWhatIsAllowed(
      Consumer<CarbonSenderBuilder> setter, String message) {
    assertThatThrownBy(() -> setter.accept(CarbonSender.builder()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void setter_null_failsWithTheKey() {
    CarbonSenderBuilder builder = CarbonSender.builder();

    assertThatThrownBy(() -> builder.host(null)).hasMessage("host");
    assertThatThrownBy(() -> builder.connectTimeout(null)).hasMessage("connectTimeout");
    assertThatThrownBy(() -> builder.writeTimeout(null)).hasMessage("writeTimeout");
    assertThatThrownBy(() -> builder.flushInterval(null)).hasMessage("flushInterval");
    assertThatThrownBy(() -> builder.maxAge(null)).hasMessage("maxAge");
    assertThatThrownBy(() -> builder.closeTimeout(null)).hasMessage("closeTimeout");
    assertThatThrownBy(() -> builder.exampleName(null)).hasMessage("exampleName");
    assertThatThrownBy(() -> builder.clock(null)).hasMessage("clock");
  }

  @Test
  void ringCapacity_noPowerOfTwo_isRoundedUp() {
    assertThat(CarbonSender.builder().queueCapacity(1024).ringCapacity()).isEqualTo(1024);
    assertThat(CarbonSender.builder().queueCapacity(1025).ringCapacity()).isEqualTo(2048);
    assertThat(CarbonSender.builder().queueCapacity(1 << 24).ringCapacity()).isEqualTo(1 << 24);
  }

  @Test
  void build_builderChangedAfterwards_leavesTheSenderAsItWas() {
    CarbonSenderBuilder builder = CarbonSender.builder().enabled(false).host("first").port(1);
    CarbonSender sender = builder.build();

    builder.host("second").port(2);

    assertThat(sender).asString().startsWith("CarbonSender to first:1");
  }

  @Test
  void series_sameNameAndKind_isTheSameObject() {
    CarbonSender sender = CarbonSender.builder().enabled(false).build();

    Series sum = sender.series("a.count", SeriesKind.SUM);

    assertThat(sender.series("a.count", SeriesKind.SUM)).isSameAs(sum);
    assertThat(sender.series("a.count", SeriesKind.SAMPLE)).isNotSameAs(sum);
  }

  @Test
  void series_unsafeName_failsWithTheNameAndWhatIsAllowed() {
    CarbonSender sender = CarbonSender.builder().enabled(false).build();

    assertThatThrownBy(() -> sender.series("a b\n", SeriesKind.SUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "name is 'a b\n' but has to be nodes of letters, digits, '_' and '-' joined by '.'");
  }

  private static Arguments wrong(Consumer<CarbonSenderBuilder> setter, String message) {
    return Arguments.of(setter, message);
  }
}
