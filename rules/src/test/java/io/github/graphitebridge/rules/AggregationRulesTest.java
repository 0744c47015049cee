// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AggregationRulesTest {
  private static final AggregationRule COUNT =
      new AggregationRule("<x>.count", 60, AggregationMethod.SUM, "<<x>>.count");

  @Test
  void parse_commentsAndBlankLines_sayNothing() {
    AggregationRules rules =
        AggregationRules.parse(
            "\n# a comment\r\n  # another = one\n \t\n"
                + "  <x>.count (60) = sum <<x>>.count\r\n\u00a0a (1) = p999 b");

    assertThat(rules.rules())
        .containsExactly(COUNT, new AggregationRule("a", 1, AggregationMethod.P999, "b"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<x>.count (60) = sum <<x>>.count",
        "<x>.count 60 = sum <<x>>.count",
        "<x>.count (60=sum <<x>>.count",
        "<x>.count\t((60))\t=\tsum\t<<x>>.count",
        "<x>.count (060) = sum <<x>>.count",
        "<x>.count (+60) = sum <<x>>.count",
      })
  void parse_whatTheDaemonTakesToo_isTheSameRule(String line) {
    assertThat(AggregationRule.parse(line)).isEqualTo(COUNT);
  }

  @Test
  void parse_equalsInTheInput_belongsToIt() {
    AggregationRules rules = AggregationRules.parse("out (60) = sum a;b=<x>");

    assertThat(rules.matches("a;b=c")).hasSize(1);
  }

  @Test
  void toString_ofRules_isTheFile() {
    AggregationRules rules =
        AggregationRules.of(
            List.of(COUNT, new AggregationRule("a", 1, AggregationMethod.P999, "b.*")));

    assertThat(rules).hasToString("<x>.count (60) = sum <<x>>.count\na (1) = p999 b.*\n");
  }

  @Test
  void matches_severalRules_areInTheirOrder() {
    AggregationRule all = new AggregationRule("all", 10, AggregationMethod.COUNT, "<<x>>");
    AggregationRules rules = AggregationRules.of(List.of(COUNT, all));

    assertThat(rules.matches("a.b.count"))
        .containsExactly(
            new AggregationRules.Match(COUNT, "a.b.count"), new AggregationRules.Match(all, "all"));
  }

  @Test
  void matches_nameWithALineFeed_endsBeforeIt() {
    // Only by the pickle protocol can such a name arrive.
    AggregationRules rules = AggregationRules.of(List.of(COUNT));

    assertThat(rules.matches("a.count\n"))
        .extracting(AggregationRules.Match::output)
        .containsExactly("a.count");
    assertThat(rules.matches("a.count\r")).isEmpty();
    assertThat(rules.matches("a.count\n\n")).isEmpty();
    assertThat(rules.matches("a\nb.count")).isEmpty();
  }

  @Test
  void forwards_outputOfTheSameNameAmongOthers_isFalse() {
    AggregationRules rules =
        AggregationRules.parse("all.count (60) = sum <x>.count\n<x>.count (60) = sum <x>.count");

    assertThat(rules.forwards("a.count")).isFalse();
    assertThat(rules.forwards("all.count")).isFalse();
    assertThat(rules.forwards("a.pt")).isTrue();
  }

  @Test
  void forwards_noRules_isTrue() {
    assertThat(AggregationRules.parse("").forwards("a")).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a (60) = median b | unknown method median, allowed are sum, avg, min, max, count, p50,"
            + " p75, p80, p90, p95, p99, p999",
        "a (60) sum b | not of the form OUTPUT (SECONDS) = METHOD INPUT: the = is missing",
        "a = sum b | not of the form OUTPUT (SECONDS) = METHOD INPUT: two words on each side of"
            + " the =, and no comment behind them",
        "a (1m) = sum b | the interval (1m) is not a whole number of seconds, at least 1: (60)",
        "a (0) = sum b | the interval 0 is not a whole number of seconds, at least 1",
        "<<x>> (60) = sum <<x>> | the output takes a field as <x>, <<x>> stands in the input only",
        "<y> (60) = sum <x>.<<z>> | the output's field <y> is not in the input, whose fields are"
            + " [x, z]",
        "a% (60) = sum <x> | the output holds no %",
        "a<x (60) = sum <x> | a < or > without its counterpart in the output",
        "a (60) = sum <x>_<y> | a node of the input has at most one field, <x> or <<x>>: <x>_<y>",
        "a (60) = sum <x-y> | a field's name is of letters, digits and _ and does not begin with a"
            + " digit: <x-y>",
        "a (60) = sum <x>.<x> | the field <x> stands twice in the input",
        "a (60) = sum (b | the input is no regular expression: Unclosed group",
        "a (60) = sum b\\q | behind a backslash stands a sign, a digit or one of A b B d D s S w"
            + " W Z a f n r t v x u",
        "a (60) = sum b(?i) | behind (? stands one of : = ! <= <!, or an i) at the very start",
      })
  void parse_wrongRule_tellsLineAndWhatIsAllowed(String rule, String reason) {
    assertThatThrownBy(() -> AggregationRules.parse("<x> (60) = sum <x>\n\n" + rule))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("line 3: " + rule + ": " + reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a ", "#a", "a=b"})
  void rule_outputThatCouldNotBeReadBack_isRefused(String output) {
    assertThatThrownBy(() -> new AggregationRule(output, 60, AggregationMethod.SUM, "a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void read_file_isParsedAsUtf8(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.conf"), "ü.<x> (60) = sum é.<x>\n");

    assertThat(AggregationRules.read(file).matches("é.a"))
        .extracting(AggregationRules.Match::output)
        .containsExactly("ü.a");
  }

  @Test
  void read_wrongRule_tellsTheFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("rules.conf"), "\na sum b\n");

    assertThatThrownBy(() -> AggregationRules.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(file + ", line 2: a sum b: ");
  }

  @Test
  void read_noFile_fails(@TempDir Path folder) {
    assertThatThrownBy(() -> AggregationRules.read(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
