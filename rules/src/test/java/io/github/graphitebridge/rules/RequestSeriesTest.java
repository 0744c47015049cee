// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestSeriesTest {

  @ParameterizedTest
  @CsvSource({
    "--prefix, 'my shop', 'prefix was \"my shop\" but must be empty or letters A-Z'",
    "--prefix, a..b, 'prefix was \"a..b\" but must be empty or letters A-Z'",
    "--group, '', 'group was \"\" but must be letters A-Z'",
    "--group, <group>, 'group was \"<group>\" but must be letters A-Z'",
    "--host, all, 'host was \"all\" but must be * for any one node'",
    "--host, we*, 'host was \"we*\" but must be * for any one node'",
    "--meter-group, graphite-bridge.x, 'and neither the group nor above or below it'",
    "--meter-group, Graphite-Bridge, 'and neither the group nor above or below it'",
    "--suffix, ., 'suffix was \".\" but must be empty or letters A-Z'",
    "--interval, 0, 'interval was \"0\" but must be a whole number of seconds from 1 to 86400'",
    "--interval, 86401, 'interval was \"86401\" but must be a whole number of seconds from 1'",
    "--interval, 1m, 'interval was \"1m\" but must be a whole number of seconds, such as 60'",
    "--late, 0, 'late was \"0\" but must be a whole number of seconds from 1 to 300, 5 intervals'",
    "--late, 301, 'late was \"301\" but must be a whole number of seconds from 1 to 300, 5'",
    "--times, 'p50,p50', 'times was \"[p50, p50]\" but must be each once of [min, max, p50,'",
    "--times, avg, 'times was \"[avg]\" but must be each once of'",
    "--sizes, count, 'sizes was \"[count]\" but must be each once of'",
    "--times, p42, 'times was \"p42\" but must be each once of [min, max, p50, p75, p80, p90'",
    "--sizes, 'max,p98', 'sizes was \"max,p98\" but must be each once of [min, max, p50'",
    "--counts, 'a,a', 'counts was \"[a, a]\" but must be each once of 1 to 100 letters A-Z'",
    "--counts, a.b, 'counts was \"[a.b]\" but must be each once of 1 to 100 letters A-Z'",
    "--counts, 'a,', 'counts was \"[a, ]\" but must be each once of 1 to 100 letters A-Z'",
    "--counts, status_code, 'and none of count, status_code, status_type, pt, size, sum, avg'",
    "--counts, P99, 'min, max, p50, p75, p80, p90, p95, p99, p999, which already have a meaning'",
    "--units, min, 'units was \"min\" but must be one of [ns, us, ms, s, m, h, d]'",
    "--prefixes, a, 'generate has no option --prefixes, allowed are --prefix, --host, --group'",
  })
  void series_wrongValue_isRefusedWithKeyValueAndWhatIsAllowed(
      String key, String value, String message) {
    assertThatThrownBy(() -> CommandOptions.parse("generate", List.of(key, value)).series())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--group graphite-bridge",
        "--host  --group shop.web",
        "--prefix eu.prod --host a.b --group shop --meter-group jvm --suffix .x --interval 10"
            + " --counts failures,retries",
      })
  void options_ofSeries_areThoseThatMakeIt(String options) {
    for (String command : List.of("generate", "check")) {
      List<String> words = List.of(options.split(" ", -1));

      assertThat(CommandOptions.parse(command, words).series().options()).isEqualTo(words);
    }
  }

  @Test
  void options_ofDefaults_nameTheGroupOnly() {
    assertThat(RequestSeries.builder().build().options())
        .containsExactly("--group", "graphite-bridge");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interval 60", "--interval=60"})
  void series_eitherSpelling_isRead(String options) {
    RequestSeries series =
        CommandOptions.parse("generate", List.of(options.split(" ", -1))).series();

    assertThat(series.intervalSeconds).isEqualTo(60);
    assertThat(series.lateSeconds).isEqualTo(300);
  }

  @Test
  void series_longestInterval_keepsItsDefaults() {
    RequestSeries series = RequestSeries.builder().intervalSeconds(86_400).build();

    assertThat(series.lateSeconds).isEqualTo(432_000);
  }

  @Test
  void build_groupTooLongForItsMeters_isRefusedAsTheGroup() {
    String longest = "g".repeat(193);

    RequestSeriesBuilder tooLong = RequestSeries.builder().group(longest + 'g');

    assertThat(RequestSeries.builder().group(longest).build().meterGroup).hasSize(200);
    assertThatThrownBy(tooLong::build)
        .hasMessageStartingWith("group was \"g")
        .hasMessageContaining("must be at most 193 characters");
    assertThat(tooLong.meterGroup("m").build().group).hasSize(194);
  }

  @Test
  void lists_null_areRefusedByName() {
    RequestSeriesBuilder builder = RequestSeries.builder();

    assertThatThrownBy(() -> builder.times(nothing())).hasMessage("times");
    assertThatThrownBy(() -> builder.sizes(nothing())).hasMessage("sizes");
    assertThatThrownBy(() -> builder.counts(nothing())).hasMessage("counts");
  }

  @ParameterizedTest
  @CsvSource({
    "--suffix .x, *.graphite-bridge.<route>.<leaf>.x every 60 s",
    "--host web-1 --interval 10, web-1.graphite-bridge.<route>.<leaf> every 10 s",
    "--prefix eu --host=, eu.graphite-bridge.<route>.<leaf> every 60 s",
  })
  void toString_ofSeries_tellsTheNamesAndThePeriod(String options, String text) {
    assertThat(CommandOptions.parse("generate", List.of(options.split(" ", -1))).series())
        .hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "check, --times, 'check has no option --times, allowed are --prefix, --host, --group'",
    "check, --sizes, '--interval, --counts, --route'",
    "check, --units, check has no option --units",
    "check, --late, check has no option --late",
    "generate, --route, generate has no option --route",
  })
  void parse_optionThatTheCommandIgnores_isRefused(String command, String key, String message) {
    assertThatThrownBy(() -> CommandOptions.parse(command, List.of(key, "1")))
        .hasMessageContaining(message);
  }

  @Test
  void parse_optionGivenTwice_isRefused() {
    assertThatThrownBy(() -> CommandOptions.parse("generate", List.of("--group", "a", "--group=b")))
        .hasMessage("--group is there twice, \"a\" and \"b\", but may be there once");
  }

  @Test
  void parse_optionWithoutValue_isRefused() {
    assertThatThrownBy(() -> CommandOptions.parse("generate", List.of("--prefix")))
        .hasMessage("--prefix needs a value behind it");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // what a caller without it may do
  private static <T> T nothing() {
    return null;
  }
}
