// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

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
    "--late, 0, 'late was \"0\" but must be a whole number of seconds from 1 to 86400'",
    "--times, 'p50,p50', 'times was \"[p50, p50]\" but must be each once of [min, max, p50,'",
    "--times, avg, 'times was \"[avg]\" but must be each once of'",
    "--sizes, count, 'sizes was \"[count]\" but must be each once of'",
    "--sizes, p98, 'unknown method p98, allowed are sum, avg, min, max'",
    "--units, min, 'units was \"min\" but must be one of [ns, us, ms, s, m, h, d]'",
    "--prefixes, a, 'unknown option --prefixes, allowed are --prefix, --host, --group'",
  })
  void series_wrongValue_isRefusedWithKeyValueAndWhatIsAllowed(
      String key, String value, String message) {
    assertThatThrownBy(() -> CommandOptions.parse(List.of(key, value)).series())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interval 60", "--interval=60"})
  void series_eitherSpelling_isRead(String options) {
    RequestSeries series = CommandOptions.parse(List.of(options.split(" ", -1))).series();

    assertThat(series.intervalSeconds()).isEqualTo(60);
    assertThat(series.lateSeconds()).isEqualTo(300);
  }

  @Test
  void series_longestInterval_keepsItsDefaults() {
    RequestSeries series = RequestSeries.builder().intervalSeconds(86_400).build();

    assertThat(series.lateSeconds()).isEqualTo(432_000);
  }

  @Test
  void parse_optionWithoutValue_isRefused() {
    assertThatThrownBy(() -> CommandOptions.parse(List.of("--prefix")))
        .hasMessage("--prefix needs a value behind it");
  }
}
