// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a rules file.
 *
 * @param rules the usable rules, in the order of the lines
 * @param badLines the other lines, in the same order
 */
record RulesText(AggregationRules rules, List<BadLine> badLines) {
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  static RulesText read(String text) {
    List<AggregationRule> rules = new ArrayList<>();
    List<BadLine> badLines = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().map(AggregationRule::strip).toList()) {
      number++;
      if (!line.isEmpty() && !line.startsWith("#")) {
        try {
          checkStart(line);
          rules.add(AggregationRule.parse(line));
        } catch (IllegalArgumentException e) {
          badLines.add(BadLine.of(number, line, e));
        }
      }
    }
    return new RulesText(AggregationRules.of(rules), List.copyOf(badLines));
  }

  /** Python keeps the mark as a part of the line, so even a comment becomes a rule. */
  private static void checkStart(String line) {
    if (line.startsWith(BYTE_ORDER_MARK)) {
      String cause =
          "the file begins with a byte-order mark, which carbon reads as text: remove it";
      String rest = AggregationRule.strip(line.substring(BYTE_ORDER_MARK.length()));
      try {
        AggregationRule.parse(rest);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(line + ": " + cause, e);
      }
      throw new UnusableRuleException(line + ": " + cause);
    }
  }

  /**
   * A line that cannot be used.
   *
   * @param number of the line, from 1
   * @param message the line, and what is wrong with it
   * @param stopsDaemon whether the daemon does not start with it
   * @param input knows which names the daemon matches with it; null if unknown
   */
  record BadLine(int number, String message, boolean stopsDaemon, @Nullable RuleTemplate input) {
    static BadLine of(int number, String line, IllegalArgumentException fault) {
      boolean stopsDaemon = !(fault instanceof UnusableRuleException);
      return new BadLine(
          number,
          String.valueOf(fault.getMessage()),
          stopsDaemon,
          stopsDaemon ? null : input(line));
    }

    private static @Nullable RuleTemplate input(String line) {
      List<String> words = AggregationRule.words(line);
      try {
        return RuleTemplate.compile(words.get(words.size() - 1), "");
      } catch (IllegalArgumentException e) {
        return null;
      }
    }

    boolean matches(String name) {
      return input != null && input.apply(name) != null;
    }

    @Override
    public String toString() {
      return "line " + number + ": " + message;
    }
  }
}
