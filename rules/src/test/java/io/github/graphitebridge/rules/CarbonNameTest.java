// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CarbonNameTest {
  private static final String NODE = "n".repeat(251);

  @ParameterizedTest
  @ValueSource(strings = {"a", "A-b_9", "a.b.c", "-", "_"})
  void isSafe_nodesOfTheAlphabet_true(String name) {
    assertThat(CarbonName.isSafe(name)).isTrue();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "", ".", "a.", ".a", "a..b", "a b", "a\tb", "a\nb", "a/b", "a;b", "a\u0000", "é", "٣",
        "\ud83d"
      })
  void isSafe_anythingElse_false(String name) {
    assertThat(CarbonName.isSafe(name)).isFalse();
  }

  @Test
  void isSafe_nodeOf251And252_onlyTheFirst() {
    assertThat(CarbonName.isSafe("a." + NODE + ".b")).isTrue();
    assertThat(CarbonName.isSafe("a." + NODE + "n.b")).isFalse();
    assertThat(CarbonName.isSafe(NODE + "n")).isFalse();
  }

  @Test
  void isSafe_nameOf1024And1025_onlyTheFirst() {
    String name = String.join(".", NODE, NODE, NODE, NODE, "n".repeat(1024 - 4 * 252));

    assertThat(name).hasSize(1024);
    assertThat(CarbonName.isSafe(name)).isTrue();
    assertThat(CarbonName.isSafe(name + "n")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, a.b",
    "..a...b., a.b",
    "a b, a_b",
    "é.ü, e.u",
    "'', _",
    "..., _",
    "a/../b, a_._b",
    "½, 1_2",
    "℀, a_c",
    "․, _",
    "a․b, a_b",
    "産, _",
    "\uD83D\uDE00, _"
  })
  void safe_anyText_isCleaned(String text, String name) {
    assertThat(CarbonName.safe(text)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"a.b, a_b", "'', _", "́, _", "café-1, cafe-1", "a․b, a_b", "℀, a_c"})
  void node_anyText_isOneNode(String text, String node) {
    assertThat(CarbonName.node(text)).isEqualTo(node);
  }

  @Test
  void node_loneSurrogates_becomeUnderscores() {
    assertThat(CarbonName.node("a\ud83db\ude00c")).isEqualTo("a_b_c");
  }

  @Test
  void node_over251_isCutAndStaysDifferent() {
    String one = CarbonName.node(NODE + "one");
    String two = CarbonName.node(NODE + "two");

    assertThat(one).hasSize(251).matches("n{242}_[0-9a-f]{8}");
    assertThat(two).hasSize(251).isNotEqualTo(one);
  }

  @Test
  void safe_shorterThanAsked_staysAsItIs() {
    assertThat(CarbonName.safe("a.bcdefghij", 11)).isEqualTo("a.bcdefghij");
  }

  @Test
  void safe_longerThanAsked_endsInAHashOfTheWhole() {
    assertThat(CarbonName.safe("aaaaaaaaaa.bbbbbb", 16)).matches("aaaaaaa_[0-9a-f]{8}");
  }

  @Test
  void safe_cutAtADot_leavesNoEmptyNode() {
    assertThat(CarbonName.safe("aa.bb.cc.dd.ee.ff", 15)).matches("aa\\.bb_[0-9a-f]{8}");
  }

  @Test
  void safe_cutBehindAFullNode_keepsTheNodeWithin251() {
    String name = String.join(".", NODE, NODE, NODE, NODE, NODE);

    for (int length = 10; length <= CarbonName.MAX_LENGTH; length++) {
      assertThat(CarbonName.safe(name, length)).hasSizeLessThanOrEqualTo(length);
      assertThat(CarbonName.isSafe(CarbonName.safe(name, length))).as("%d", length).isTrue();
    }
  }

  @Test
  void safe_unsafeAndLongerThanAsked_isMadeSafeAndThenCut() {
    assertThat(CarbonName.safe("..é!.bbbbbbbbbbbb", 14)).matches("e_\\.bb_[0-9a-f]{8}");
  }

  @ParameterizedTest
  @ValueSource(ints = {9, 1_025})
  void safe_lengthOutOfRange_isRefused(int length) {
    assertThatThrownBy(() -> CarbonName.safe("a", length))
        .hasMessage("maxLength was " + length + " but must be from 10 to 1024");
  }

  @Test
  void safe_anyTextTwice_isTheSameAsOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> pieces =
        List.of(".", "..", "a", "-", " ", "/", "é", "̈", "￿", "℀", NODE, "\ud83d");
    for (int i = 0; i < 5_000; i++) {
      String text =
          random
              .ints(random.nextInt(12), 0, pieces.size())
              .mapToObj(pieces::get)
              .collect(Collectors.joining());

      String name = CarbonName.safe(text);

      assertThat(CarbonName.isSafe(name)).as("seed %d: %s", seed, text).isTrue();
      assertThat(CarbonName.safe(name)).as("seed %d: %s", seed, text).isEqualTo(name);
      assertThat(CarbonName.safe(CarbonName.node(text))).isEqualTo(CarbonName.node(text));
    }
  }
}
