// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.carbon.AggregationCorpus.Block;
import io.github.graphitebridge.carbon.AggregationCorpus.Case;
import io.github.graphitebridge.carbon.AggregationCorpus.Refused;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AggregationCorpusTest {

  @ParameterizedTest
  @MethodSource("blocks")
  void matches_everyNameOfABlock_areItsOutputs(Block block) {
    AggregationRules rules = AggregationRules.parse(block.rules());

    SoftAssertions all = new SoftAssertions();
    for (Case name : block.cases()) {
      all.assertThat(rules.matches(name.name()))
          .as(name.name())
          .extracting(AggregationRules.Match::output)
          .containsExactlyElementsOf(name.outputs());
      all.assertThat(rules.forwards(name.name()))
          .as(name.name() + " goes on")
          .isEqualTo(!name.outputs().contains(name.name()));
    }
    all.assertAll();
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

  static List<Block> blocks() {
    return AggregationCorpus.blocks();
  }

  static List<Refused> refused() {
    return AggregationCorpus.refused();
  }
}
