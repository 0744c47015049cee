// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LeafTest {

  @Test
  void word_ofEachLeaf_isWhatStandsInNames() {
    assertThat(Leaf.values())
        .extracting(Leaf::word)
        .containsExactly("count", "status_code", "status_type", "pt", "size");
  }

  @ParameterizedTest
  @CsvSource({
    "COUNT, 200, count",
    "STATUS_CODE, 404, status_code.404",
    "STATUS_CODE, UNKNOWN, status_code.UNKNOWN",
    "STATUS_TYPE, 404, status_type.4XX",
    "STATUS_TYPE, UNKNOWN, status_type.UNKNOWN",
    "PT, 200, pt",
    "SIZE, UNKNOWN, size",
  })
  void nodes_ofAStatus_holdItWhereTheLeafDoes(Leaf leaf, String status, String nodes) {
    assertThat(leaf.nodes(status)).isEqualTo(nodes);
    assertThat(leaf.hasStatus()).isEqualTo(nodes.contains("."));
  }

  @ParameterizedTest
  @CsvSource({"count, COUNT", "status_type, STATUS_TYPE", "pt, PT"})
  void find_word_isItsLeaf(String word, Leaf leaf) {
    assertThat(Leaf.find(word)).contains(leaf);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "PT", "failures", "status_code.200"})
  void find_anyOtherText_isNothing(String text) {
    assertThat(Leaf.find(text)).isEmpty();
  }
}
