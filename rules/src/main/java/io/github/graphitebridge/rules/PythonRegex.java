// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Translates a regular expression of Python into one of Java that matches the same names.
 *
 * <p>Some characters are literal in one language and special in the other. It refuses what only one
 * of them has.
 */
final class PythonRegex {
  private static final Pattern REPEAT = Pattern.compile("\\{([0-9]*)(,?)([0-9]*)}");

  /** The beginnings of groups that it reads: a field, and what both languages have. */
  private static final Pattern GROUP = Pattern.compile("\\((?:\\?(?:P<(?=field)|<?[=!]|:))?");

  /** Groups that only Python has. */
  private static final Pattern UNREAD_GROUP =
      Pattern.compile("\\(\\?(?:#|P=|\\(|>|[aimsux]+:|[imsx]*-[imsx]+:)");

  /** Flags at the very start that only Python has. */
  private static final Pattern UNREAD_FLAGS = Pattern.compile("\\(\\?[aimsux]+\\)");

  /** A character by its number; Java writes it the same way. */
  private static final Pattern NUMBERED =
      Pattern.compile("\\\\(?:x\\p{XDigit}{2}|u\\p{XDigit}{4})");

  /** Python accepts a flag for the whole at the very start only. */
  private static final String IGNORE_CASE = "(?i)";

  private final String python;
  private final StringBuilder java = new StringBuilder();
  private int at;

  private PythonRegex(String python) {
    this.python = python;
  }

  static String toJava(String python) {
    return new PythonRegex(python).translate();
  }

  private String translate() {
    if (python.startsWith(IGNORE_CASE)) {
      java.append(IGNORE_CASE);
      at = IGNORE_CASE.length();
    }
    while (at < python.length()) {
      switch (python.charAt(at)) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '{' -> repeat();
        case '(' -> group();
        default -> java.append(python.charAt(at++));
      }
    }
    return java.toString();
  }

  private void escape() {
    char c = at + 1 < python.length() ? python.charAt(at + 1) : 'E';
    Matcher numbered = NUMBERED.matcher(python).region(at, python.length());
    if (numbered.lookingAt()) {
      java.append(numbered.group());
      at = numbered.end();
      return;
    }
    if (c == 'Z') {
      java.append("\\z");
    } else if (c == 'N' || c == 'U' || c == '0') {
      throw new UnusableRuleException(
          "check cannot read a character by its name or by a long number");
    } else if (c == 'v') {
      java.append("\\x0B");
    } else if ("AbBdDsSwWafnrt".indexOf(c) < 0 && isAsciiLetter(c)) {
      throw new IllegalArgumentException(
          "behind a backslash stands a sign, a digit or one of A b B d D s S w W Z a f n r t v x"
              + " u");
    } else {
      java.append(Character.isLetter(c) && !isAsciiLetter(c) ? "" : "\\").append(c);
    }
    at += 2;
  }

  private static boolean isAsciiLetter(char c) {
    return c < 0x80 && Character.isLetter(c);
  }

  /** In Java a class can contain classes and {@code &&}; in Python these are characters. */
  private void characterClass() {
    int first = at + (python.startsWith("[^", at) ? 2 : 1);
    java.append(python, at, first);
    at = first;
    while (at < python.length() && (python.charAt(at) != ']' || at == first)) {
      char c = python.charAt(at);
      if (c == '\\') {
        escape();
      } else {
        java.append("[]&".indexOf(c) < 0 ? "" : "\\").append(c);
        at++;
      }
    }
    if (at < python.length()) {
      java.append(python.charAt(at++));
    }
  }

  /** In Python a brace that counts nothing is a character, and the lower bound may be missing. */
  private void repeat() {
    Matcher repeat = REPEAT.matcher(python).region(at, python.length());
    if (repeat.lookingAt() && repeat.group().length() > 2) {
      String least = repeat.group(1).isEmpty() ? "0" : repeat.group(1);
      java.append('{').append(least).append(repeat.group(2)).append(repeat.group(3)).append('}');
      at = repeat.end();
    } else {
      java.append("\\{");
      at++;
    }
  }

  private boolean isNext(Pattern group) {
    return group.matcher(python).region(at, python.length()).lookingAt();
  }

  private void group() {
    Matcher group = GROUP.matcher(python).region(at, python.length());
    boolean plain = group.lookingAt() && group.group().equals("(");
    if (plain && python.startsWith("(?", at)) {
      if (isNext(UNREAD_GROUP) || (at == 0 && isNext(UNREAD_FLAGS))) {
        throw new UnusableRuleException(
            "a group other than (?: (?= (?! (?<= (?<! and an (?i) at the start is not read");
      }
      throw new IllegalArgumentException(
          "behind (? stands one of : = ! <= <!, or an i) at the very start");
    }
    java.append(group.group().replace("P<", "<"));
    at = group.end();
  }
}
