// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.rules.AggregationCorpus.Block;
import io.github.graphitebridge.rules.AggregationCorpus.Case;
import io.github.graphitebridge.rules.AggregationCorpus.Refused;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AggregationCorpusTest {

  @ParameterizedTest
  @MethodSource("blocks")
  void matches_everyNameOfABlock_areItsOutputs(Block block) {
    AggregationRules rules = AggregationRules.parse(block.rules());

    List<Case> actual =
        block.cases().stream()
            .map(c -> new Case(c.name(), outputs(rules.matches(c.name()))))
            .toList();

    assertThat(actual).isEqualTo(block.cases());
    assertThat(block.cases())
        .filteredOn(c -> rules.forwards(c.name()) == c.outputs().contains(c.name()))
        .as("a point goes on unless an output has its name")
        .isEmpty();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void toString_ofEveryBlock_readsBackAsTheSameRules(Block block) {
    AggregationRules rules = AggregationRules.parse(block.rules());

    assertThat(AggregationRules.parse(rules.toString()).rules()).isEqualTo(rules.rules());
  }

  @ParameterizedTest
  @MethodSource("refused")
  void parse_ruleThatTheDaemonCannotApply_isRefused(Refused refused) {
    assertThatThrownBy(() -> AggregationRules.parse("# first\n\n" + refused.rule() + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 3: " + refused.rule() + ": ");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void read_ruleThatIsRefused_tellsWhetherTheDaemonStarts(Refused refused) {
    assertThat(RulesText.read(refused.rule()).badLines())
        .singleElement()
        .matches(line -> line.stopsDaemon() == refused.outcome().equals("stops"))
        .matches(line -> line.matches(refused.name()) || !refused.outcome().equals("loses"));
  }

  private static List<String> outputs(List<AggregationRules.Match> matches) {
    return matches.stream().map(AggregationRules.Match::output).toList();
  }

  static List<Block> blocks() {
    return AggregationCorpus.blocks();
  }

  static List<Refused> refused() {
    return AggregationCorpus.refused();
  }
}
