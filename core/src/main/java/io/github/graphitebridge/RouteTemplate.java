// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The template of a route, in the syntax of any framework, taken apart into segments in which each
 * parameter is its name.
 *
 * <table>
 * <caption>What is a parameter</caption>
 * <tr><th>Syntax</th><th>Name</th><th>Of</th></tr>
 * <tr><td>{@code {a}}, {@code {a?}}, {@code {a...}}, {@code {*a}}</td><td>{@code a}</td>
 *     <td>Javalin, Spring, Micronaut, Quarkus, Ktor, Helidon</td></tr>
 * <tr><td>{@code {a:regex}}, slashes and braces included</td><td>{@code a}</td>
 *     <td>Spring, Jersey, Quarkus</td></tr>
 * <tr><td><code>&lt;a&gt;</code>, <code>&lt;converter(arguments):a&gt;</code></td>
 *     <td>{@code a}</td><td>Flask, Javalin</td></tr>
 * <tr><td>{@code :a} at the start of a segment or behind a sign</td><td>{@code a}</td>
 *     <td>Vert.x</td></tr>
 * <tr><td>{@code *}, {@code **}, {@code {...}}, {@code {}}</td><td>{@code wildcard}</td>
 *     <td>all</td></tr>
 * </table>
 *
 * <p>Segments end at a slash, and at the {@code >} with which Vert.x joins the templates of nested
 * routers. What is not understood is text: the nodes are made safe behind this.
 */
final class RouteTemplate {
  /** What a parameter without a name, and a segment that matches anything, is called. */
  private static final String WILDCARD = "wildcard";

  /** More than any name can hold; it bounds the search for closing brackets. */
  private static final int MAX_LENGTH = 4_096;

  private static final Pattern STARS = Pattern.compile("\\*+");
  private static final Pattern OPERATORS = Pattern.compile("^[*+/#.?&;\\s]+|[*.?\\s]+$");

  private final String text;
  private final List<String> segments = new ArrayList<>();
  private final StringBuilder segment = new StringBuilder();

  private RouteTemplate(String template) {
    text =
        template.length() <= MAX_LENGTH
            ? template
            : template.substring(0, MAX_LENGTH)
                + String.format(Locale.ROOT, "_%08x", template.hashCode());
  }

  /** Returns the segments of a template; none for {@code /} and the empty text. */
  static List<String> segments(String template) {
    return new RouteTemplate(template).read();
  }

  private List<String> read() {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int close = closing(c, at);
      if (close > at) {
        segment.append(name(c, text.substring(at + 1, close)));
        at = close;
      } else if (c == '/' || c == '>') {
        endSegment();
      } else if (c != ':' || !isParameter(at)) {
        segment.append(c);
      }
      at++;
    }
    endSegment();
    return segments;
  }

  private void endSegment() {
    if (!segment.isEmpty()) {
      String read = segment.toString();
      segments.add(STARS.matcher(read).matches() ? WILDCARD : read);
      segment.setLength(0);
    }
  }

  private int closing(char opening, int at) {
    if (opening == '{') {
      return closingBrace(at);
    }
    if (opening != '<') {
      return -1;
    }
    int close = closingAngle(at);
    return close > 0 ? close : text.indexOf('>', at);
  }

  /** A regular expression may hold braces: {@code {year:\d{4}}}. */
  private int closingBrace(int open) {
    int depth = 0;
    boolean escaped = false;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (c == '\\') {
        escaped = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** A converter's arguments may hold brackets, in quotes: {@code <regex("[<>]"):name>}. */
  private int closingAngle(int open) {
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

  private static String name(char opening, String content) {
    int colon = opening == '{' ? content.indexOf(':') : content.lastIndexOf(':');
    String name = content;
    if (colon >= 0) {
      name = opening == '{' ? content.substring(0, colon) : content.substring(colon + 1);
    }
    name = OPERATORS.matcher(name).replaceAll("");
    return name.isEmpty() ? WILDCARD : name;
  }

  /** A colon behind a letter is a custom verb, as in {@code /jobs/7:cancel}. */
  private boolean isParameter(int colon) {
    if (colon + 1 == text.length() || !Character.isLetter(text.charAt(colon + 1))) {
      return false;
    }
    char before = colon == 0 ? '/' : text.charAt(colon - 1);
    return !Character.isLetterOrDigit(before) && before != '_' && "}>".indexOf(before) < 0;
  }
}
