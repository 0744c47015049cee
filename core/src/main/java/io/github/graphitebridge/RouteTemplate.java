// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The template of a route, in the syntax of any framework, as segments with the names of the
 * parameters. {@code docs/names.md} has a table of templates and names.
 *
 * <table>
 * <caption>What is a parameter</caption>
 * <tr><th>Syntax</th><th>Name</th><th>Of</th></tr>
 * <tr><td>{@code {a}}, {@code {a?}}, {@code {a...}}, {@code {*a}}, {@code {+a}}</td>
 *     <td>{@code a}</td><td>Javalin, Spring, Micronaut, Quarkus, Ktor, Helidon</td></tr>
 * <tr><td>{@code {a:regex}}, slashes and braces included</td><td>{@code a}</td>
 *     <td>Spring, Jersey, Quarkus</td></tr>
 * <tr><td>{@code {/a,b}}, {@code {.a}}</td><td>segments {@code a} and {@code b}; {@code .a}</td>
 *     <td>Micronaut (RFC 6570)</td></tr>
 * <tr><td>{@code {?a}}, {@code {&a}}, {@code {#a}}, {@code {;a}}</td><td>none</td>
 *     <td>Micronaut (RFC 6570)</td></tr>
 * <tr><td><code>&lt;a&gt;</code>, <code>&lt;converter(arguments):a&gt;</code></td>
 *     <td>{@code a}</td><td>Flask, Javalin</td></tr>
 * <tr><td>{@code :a} at the start of a segment or behind a sign, <code>$a&lt;regex&gt;</code>,
 *     {@code *a}</td>
 *     <td>{@code a}</td><td>Vert.x, Play</td></tr>
 * <tr><td>{@code *}, {@code **}, {@code {...}}, {@code {}}</td><td>{@code wildcard}</td>
 *     <td>all</td></tr>
 * <tr><td>{@code (method:GET)}, {@code (authenticate "jwt")}, {@code [query]} as a segment</td>
 *     <td>none</td><td>Ktor's selectors</td></tr>
 * <tr><td>a regular expression, {@code Regex(…)} included</td>
 *     <td>the names of its groups, else {@code regex}</td><td>Vert.x, Ktor</td></tr>
 * </table>
 *
 * <p>Segments end at a slash, and at the {@code >} between Vert.x' templates of nested routers. The
 * brackets of Helidon's optional part, {@code [/{a}]}, disappear. Anything else is text; {@link
 * RouteNodes} makes the nodes safe.
 */
final class RouteTemplate {
  /** The name of a parameter without one, and of a segment that matches anything. */
  private static final String WILDCARD = "wildcard";

  /** The name of a regular expression without named groups. */
  private static final String REGEX = "regex";

  /** Longer than any name; it limits the search for closing brackets. */
  private static final int MAX_LENGTH = 4_096;

  private static final Pattern STARS = Pattern.compile("\\*+");
  private static final Pattern STARRED = Pattern.compile("^\\*+(?=\\w)");
  private static final Pattern OPERATORS = Pattern.compile("^[*+.\\s]+|[*.?\\s]+$");
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Pattern SELECTOR = Pattern.compile("[A-Za-z][\\w.-]*(?:[: ].*)?");
  private static final Pattern QUERY = Pattern.compile("[A-Za-z][\\w.-]*(?:\\?| = .*)?");
  private static final Pattern PARAMETER = Pattern.compile("\\{[A-Za-z]");
  private static final Pattern GROUP = Pattern.compile("\\?.*|(?=.*[|*+.\\\\\\[]).+");
  private static final Pattern FLAGS = Pattern.compile("\\?[a-zA-Z-]+");
  private static final Pattern GROUP_NAME = Pattern.compile("\\(\\?P?<([A-Za-z]\\w*)>");
  private static final Pattern SET = Pattern.compile(".*[-^\\\\].*");
  private static final Pattern TIMES = Pattern.compile("\\{\\d+(?:,\\d*)?\\}|[*+?]");
  private static final Pattern PLAY = Pattern.compile("\\$(\\w+)$");

  private final String text;
  private final List<String> segments = new ArrayList<>();
  private final StringBuilder segment = new StringBuilder();

  /** How many of Helidon's optional parts are open. */
  private int optional;

  /** The end of the segment's last regular expression, or -1. */
  private int regexEnd = -1;

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
    // A whole expression, as in Vert.x.
    int at = text.startsWith("^") ? 1 : 0;
    int end = text.endsWith("$") && at == 1 ? text.length() - 1 : text.length();
    while (at < end) {
      at = read(at);
    }
    endSegment();
    return segments;
  }

  /** Reads the part that begins at an index, and returns the index of the rest. */
  private int read(int at) {
    char c = text.charAt(at);
    switch (c) {
      case '/', '>' -> endSegment();
      case '{', '<', '(', '[' -> {
        return readBracket(c, at);
      }
      case ']' -> {
        if (optional > 0) {
          optional--;
        } else {
          append(c);
        }
      }
      case '\\' -> {
        return readEscape(at);
      }
      case '.' -> {
        return readDot(at);
      }
      default -> {
        if (c != ':' || !isParameter(at)) {
          append(c);
        }
      }
    }
    return at + 1;
  }

  private int readBracket(char opening, int at) {
    int close = Brackets.closing(text, at);
    if (close > at) {
      String content = text.substring(at + 1, close);
      boolean known =
          switch (opening) {
            case '{' -> readBraces(content);
            case '<' -> readAngles(content);
            case '(' -> readParentheses(content, close);
            default -> readSquare(content, close);
          };
      if (known) {
        return regexEnd == segment.length() ? pastTimes(close + 1) : close + 1;
      }
      if (opening == '[' && isOptional(content)) {
        optional++;
        return at + 1;
      }
    }
    append(opening);
    return at + 1;
  }

  private boolean readBraces(String content) {
    char operator = content.isEmpty() ? ' ' : content.charAt(0);
    switch (operator) {
      case '?', '&', '#', ';' -> {
        // Not part of the path.
      }
      case '/' -> {
        for (String name : COMMA.split(beforeColon(content.substring(1)), -1)) {
          endSegment();
          segment.append(name(name));
        }
      }
      default -> {
        if (operator == '.' && content.length() > 1 && Character.isLetter(content.charAt(1))) {
          segment.append('.');
        }
        segment.append(name(beforeColon(content)));
      }
    }
    return true;
  }

  private boolean readAngles(String content) {
    if (PLAY.matcher(segment).find()) {
      String named = PLAY.matcher(segment).replaceFirst("$1");
      segment.setLength(0);
      segment.append(named);
    } else {
      segment.append(name(content.substring(content.lastIndexOf(':') + 1)));
    }
    return true;
  }

  private boolean readParentheses(String content, int close) {
    if (segment.toString().equals("Regex")) {
      segment.setLength(0);
      List<String> read = segments(content);
      segments.addAll(read);
      return true;
    }
    if (segment.isEmpty() && endsSegment(close) && SELECTOR.matcher(content).matches()) {
      return true;
    }
    if (PARAMETER.matcher(content).find() || !GROUP.matcher(content).matches()) {
      return false;
    }
    if (!FLAGS.matcher(content).matches()) {
      String names =
          GROUP_NAME
              .matcher('(' + content)
              .results()
              .map(group -> group.group(1))
              .collect(Collectors.joining("_"));
      appendRegex(names.isEmpty() ? REGEX : names);
    }
    return true;
  }

  private boolean readSquare(String content, int close) {
    if (isOptional(content)) {
      return false;
    }
    if (segment.isEmpty() && endsSegment(close) && QUERY.matcher(content).matches()) {
      return true;
    }
    if (!SET.matcher(content).matches() && pastTimes(close + 1) == close + 1) {
      return false;
    }
    appendRegex(REGEX);
    return true;
  }

  private static boolean isOptional(String content) {
    return content.startsWith("/") || PARAMETER.matcher(content).find();
  }

  /** After a backslash a letter means a set of characters, and a sign means itself. */
  private int readEscape(int at) {
    if (at + 1 == text.length()) {
      append('\\');
      return at + 1;
    }
    char c = text.charAt(at + 1);
    if (c == '/') {
      endSegment();
    } else if (Character.isLetterOrDigit(c)) {
      appendRegex(REGEX);
      return pastTimes(at + 2);
    } else {
      append(c);
    }
    return at + 2;
  }

  /** {@code .*} is an expression unless text is before it, as in {@code file.*}. */
  private int readDot(int at) {
    int next = pastTimes(at + 1);
    if (next > at + 1 && (segment.isEmpty() || regexEnd == segment.length())) {
      appendRegex(REGEX);
      return next;
    }
    append('.');
    return at + 1;
  }

  /** Returns the index after the repetition of an expression. */
  private int pastTimes(int at) {
    int next = at;
    Matcher times = TIMES.matcher(text);
    while (times.region(next, text.length()).lookingAt()) {
      next = times.end();
    }
    return next;
  }

  private boolean endsSegment(int close) {
    return close + 1 == text.length() || text.charAt(close + 1) == '/';
  }

  private void append(char c) {
    if (regexEnd == segment.length() && Character.isLetterOrDigit(c)) {
      segment.append('_');
    }
    segment.append(c);
  }

  private void appendRegex(String name) {
    if (regexEnd == segment.length() && name.equals(REGEX)) {
      return;
    }
    if (!segment.isEmpty() && Character.isLetterOrDigit(segment.charAt(segment.length() - 1))) {
      segment.append('_');
    }
    segment.append(name);
    regexEnd = segment.length();
  }

  private void endSegment() {
    if (!segment.isEmpty()) {
      String read = segment.toString();
      // Play's *a is a parameter.
      segments.add(STARS.matcher(read).matches() ? WILDCARD : STARRED.matcher(read).replaceAll(""));
      segment.setLength(0);
    }
    regexEnd = -1;
  }

  private static String beforeColon(String content) {
    int colon = content.indexOf(':');
    return colon < 0 ? content : content.substring(0, colon);
  }

  private static String name(String content) {
    String name = OPERATORS.matcher(content).replaceAll("");
    return name.isEmpty() ? WILDCARD : name;
  }

  /** A colon after a letter is a custom verb, as in {@code /jobs/7:cancel}. */
  private boolean isParameter(int colon) {
    if (colon + 1 == text.length() || !Character.isLetter(text.charAt(colon + 1))) {
      return false;
    }
    char before = colon == 0 ? '/' : text.charAt(colon - 1);
    return !Character.isLetterOrDigit(before) && before != '_' && "}>".indexOf(before) < 0;
  }
}
