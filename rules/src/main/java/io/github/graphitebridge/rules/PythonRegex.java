// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Turns a regular expression of Python into one of Java that matches the same names.
 *
 * <p>The two differ where a character is literal in one and a sign in the other; what only one of
 * them has is refused.
 */
final class PythonRegex {
  private static final Pattern REPEAT = Pattern.compile("\\{([0-9]*)(,?)([0-9]*)}");

  /** What may stand between {@code (?} and the content: a field, and what both languages have. */
  private static final Pattern GROUP = Pattern.compile("\\((?:\\?(?:P<(?=field)|[:=!]))?");

  /** Python takes a flag for the whole at the very start only. */
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
    if (c == 'Z') {
      java.append("\\z");
    } else if ("AbBdDsSwW".indexOf(c) < 0 && Character.isAlphabetic(c)) {
      throw new IllegalArgumentException(
          "behind a backslash stands a sign, a digit or one of A b B d D s S w W Z");
    } else {
      java.append('\\').append(c);
    }
    at += 2;
  }

  /** In Java a class may hold classes and {@code &&}; in Python these are characters. */
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

  /** A brace that counts nothing is a character in Python; so is a lower bound left out. */
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

  private void group() {
    Matcher group = GROUP.matcher(python).region(at, python.length());
    boolean plain = group.lookingAt() && group.group().equals("(");
    if (plain && python.startsWith("(?", at)) {
      throw new IllegalArgumentException(
          "behind (? stands one of : = !, or an i) at the very start");
    }
    java.append(group.group().replace("P<", "<"));
    at = group.end();
  }
}
