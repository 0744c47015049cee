// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of carbon-aggregator's {@code aggregation-rules.conf}: {@code OUTPUT (SECONDS) = METHOD
 * INPUT}.
 *
 * <p>In the input {@code <x>} is one node, {@code <<x>>} one or more, {@code *} alone is one node,
 * and everything else is a regular expression in which the dot stands for itself. A node has at
 * most one field. The output takes each field as {@code <x>}.
 *
 * <p>It refuses what stops the daemon. It also refuses what makes the daemon lose every matching
 * point silently: {@code <<x>>} in the output, a field there that the input lacks, {@code %}.
 *
 * <p>Thread-safety: a value.
 *
 * @param output the name of the aggregated series
 * @param intervalSeconds the period in seconds, at least 1
 * @param method how the values of a period are combined
 * @param input the pattern of the names that the rule matches
 * @since 0.1
 */
public record AggregationRule(
    String output, int intervalSeconds, AggregationMethod method, String input) {

  /** White space of Python's {@code strip} and {@code split}. Java's lacks the no-break space. */
  private static final String SPACE = "[\\p{Z}\\t-\\r\\x1C-\\x1F\\x85]+";

  private static final Pattern WORDS = Pattern.compile(SPACE);
  private static final Pattern ENDS = Pattern.compile("^" + SPACE + "|" + SPACE + "\\z");

  /** What Python reads as a whole number. */
  private static final Pattern INTERVAL = Pattern.compile("\\(*([+-]?\\p{Nd}+(?:_\\p{Nd}+)*)\\)*");

  private static final String SHAPE = "not of the form OUTPUT (SECONDS) = METHOD INPUT";

  /**
   * Checks the rule.
   *
   * @throws IllegalArgumentException if the daemon would stop at it or lose the matching points;
   *     the message says what is allowed
   */
  public AggregationRule {
    requireNonNull(output, "output");
    requireNonNull(method, "method");
    requireNonNull(input, "input");
    if (intervalSeconds < 1) {
      throw new UnusableRuleException(
          "the interval " + intervalSeconds + " is not a whole number of seconds, at least 1");
    }
    for (String name : List.of(output, input)) {
      if (!words(name).equals(List.of(name))) {
        throw new IllegalArgumentException(
            "a name or pattern is not empty and holds no white space: \"" + name + "\"");
      }
    }
    if (output.startsWith("#") || output.contains("=")) {
      throw new IllegalArgumentException(
          "the output does not begin with # and holds no =: " + output);
    }
    RuleTemplate.compile(input, output);
  }

  /**
   * Reads one line.
   *
   * @param line a rule; the parentheses around the seconds may be missing, as in the daemon
   * @return the rule
   * @throws IllegalArgumentException if it is no rule that the daemon can apply; the message holds
   *     the line and says what is allowed
   */
  public static AggregationRule parse(String line) {
    try {
      return of(line);
    } catch (UnusableRuleException e) {
      throw new UnusableRuleException(strip(line) + ": " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(strip(line) + ": " + e.getMessage(), e);
    }
  }

  /** Returns a line without the white space at its ends. */
  static String strip(String line) {
    return ENDS.matcher(line).replaceAll("");
  }

  /** Returns the words between white space. */
  static List<String> words(String text) {
    return WORDS.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
  }

  private static AggregationRule of(String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(SHAPE + ": the = is missing");
    }
    List<String> left = words(line.substring(0, equals));
    List<String> right = words(line.substring(equals + 1));
    if (left.size() != 2 || right.size() != 2) {
      throw new IllegalArgumentException(
          SHAPE + ": two words on each side of the =, and no comment behind them");
    }
    Matcher interval = INTERVAL.matcher(left.get(1));
    if (!interval.matches()) {
      throw new IllegalArgumentException(
          "the interval " + left.get(1) + " is not a whole number of seconds, at least 1: (60)");
    }
    return new AggregationRule(
        left.get(0),
        seconds(interval.group(1)),
        AggregationMethod.parse(right.get(0)),
        right.get(1));
  }

  private static int seconds(String number) {
    try {
      return Integer.parseInt(number.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new UnusableRuleException(
          "the interval " + number + " is more than " + Integer.MAX_VALUE + " seconds");
    }
  }

  /** Returns the rule as a line of the file, without its line feed. */
  @Override
  public String toString() {
    return output + " (" + intervalSeconds + ") = " + method + " " + input;
  }
}
