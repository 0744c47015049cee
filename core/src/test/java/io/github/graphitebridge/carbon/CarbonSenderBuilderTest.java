// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarbonSenderBuilderTest {
  @Test
  void setter_ofEachSetting_setsThatOne() {
    CarbonSenderBuilder builder =
        CarbonSender.builder()
            .enabled(false)
            .dryrun(true)
            .host("carbon")
            .protocol(GraphiteProtocol.UDP)
            .port(1)
            .autoreconnect(false)
            .connectTimeout(Duration.ofSeconds(3))
            .writeTimeout(Duration.ofSeconds(4))
            .flushInterval(Duration.ofSeconds(5))
            .queueCapacity(6_000)
            .backlogCapacity(7)
            .aggregationInterval(Duration.ofSeconds(11))
            .maxAge(Duration.ofSeconds(8))
            .sendBuffer(9_000)
            .closeTimeout(Duration.ofSeconds(10));

    assertThat(builder.get(CarbonSenderBuilder.ENABLED)).isFalse();
    assertThat(builder.get(CarbonSenderBuilder.DRYRUN)).isTrue();
    assertThat(builder.get(CarbonSenderBuilder.HOST)).isEqualTo("carbon");
    assertThat(builder.get(CarbonSenderBuilder.PROTOCOL)).isEqualTo(GraphiteProtocol.UDP);
    assertThat(builder.get(CarbonSenderBuilder.PORT)).isEqualTo(1);
    assertThat(builder.get(CarbonSenderBuilder.AUTORECONNECT)).isFalse();
    assertThat(builder.get(CarbonSenderBuilder.CONNECT_TIMEOUT)).hasSeconds(3);
    assertThat(builder.get(CarbonSenderBuilder.WRITE_TIMEOUT)).hasSeconds(4);
    assertThat(builder.get(CarbonSenderBuilder.FLUSH_INTERVAL)).hasSeconds(5);
    assertThat(builder.get(CarbonSenderBuilder.QUEUE_CAPACITY)).isEqualTo(6_000);
    assertThat(builder.get(CarbonSenderBuilder.BACKLOG_CAPACITY)).isEqualTo(7);
    assertThat(builder.get(CarbonSenderBuilder.AGGREGATION_INTERVAL)).hasSeconds(11);
    assertThat(builder.get(CarbonSenderBuilder.MAX_AGE)).hasSeconds(8);
    assertThat(builder.get(CarbonSenderBuilder.SEND_BUFFER)).isEqualTo(9_000);
    assertThat(builder.get(CarbonSenderBuilder.CLOSE_TIMEOUT)).hasSeconds(10);
  }

  @ParameterizedTest
  @CsvSource({
    "PLAINTEXT, localhost:2023",
    "PICKLED, localhost:2024 (pickled)",
    "UDP, localhost:2023 (udp)"
  })
  void target_nothingSet_isThePortOfTheProtocol(GraphiteProtocol protocol, String target) {
    assertThat(CarbonSender.builder().protocol(protocol).target()).isEqualTo(target);
  }

  @Test
  void createSecond_aggregationInterval_isHowFarAheadAPointMayBe() {
    CurrentSecond second =
        CarbonSender.builder()
            .aggregationInterval(Duration.ofSeconds(10))
            .clock(() -> 1_000_000)
            .createSecond();
    long now = second.tick();

    assertThat(second.isTooFarAhead(now + 10)).isFalse();
    assertThat(second.isTooFarAhead(now + 11)).isTrue();
  }

  @Test
  void setter_null_failsWithTheKey() {
    CarbonSenderBuilder builder = CarbonSender.builder();

    assertThatThrownBy(() -> builder.host(null)).hasMessage("host");
    assertThatThrownBy(() -> builder.protocol(null)).hasMessage("protocol");
    assertThatThrownBy(() -> builder.connectTimeout(null)).hasMessage("connectTimeout");
    assertThatThrownBy(() -> builder.writeTimeout(null)).hasMessage("writeTimeout");
    assertThatThrownBy(() -> builder.flushInterval(null)).hasMessage("flushInterval");
    assertThatThrownBy(() -> builder.maxAge(null)).hasMessage("maxAge");
    assertThatThrownBy(() -> builder.closeTimeout(null)).hasMessage("closeTimeout");
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

  @Test
  void acknowledge_trueWithUdp_isRefused() {
    CarbonSenderBuilder builder =
        CarbonSender.builder().protocol(GraphiteProtocol.UDP).acknowledge(true);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "acknowledge is 'true' but has to be unset or false with UDP, which has no answers");
  }
}
