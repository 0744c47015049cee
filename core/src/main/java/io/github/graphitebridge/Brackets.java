// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

/** Finds closing brackets in a route's template. */
final class Brackets {
  private Brackets() {}

  /** Returns the index of the bracket that closes the one at {@code open}, or -1. */
  static int closing(String text, int open) {
    return switch (text.charAt(open)) {
      case '{' -> closingPair(text, open, '{', '}');
      case '(' -> closingPair(text, open, '(', ')');
      case '[' -> closingPair(text, open, '[', ']');
      case '<' -> {
        int close = closingAngle(text, open);
        yield close > 0 ? close : text.indexOf('>', open);
      }
      default -> -1;
    };
  }

  /** A regular expression may contain the same brackets: {@code {year:\d{4}}}. */
  private static int closingPair(String text, int open, char opening, char closing) {
    int depth = 0;
    boolean escaped = false;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == opening) {
        depth++;
      } else if (c == closing && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** A converter's arguments may contain brackets in quotes: {@code <regex("[<>]"):name>}. */
  private static int closingAngle(String text, int open) {
    char quote = 0;
    int depth = 0;
    for (int i = open + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(' || c == ')') {
        depth += c == '(' ? 1 : -1;
      } else if (c == '>' && depth <= 0) {
        return i;
      }
    }
    return -1;
  }
}
