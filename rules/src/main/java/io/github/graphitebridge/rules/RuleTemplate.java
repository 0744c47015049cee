// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A rule's two sides made ready: which names it takes, and the output name of each. */
final class RuleTemplate {
  /** A node's text before its field, the field, the text behind. */
  private static final Pattern NODE =
      Pattern.compile("([^<>]*)(?:<<([^<>]*)>>|<([^<>]*)>)([^<>]*)");

  private static final Pattern FIELD = Pattern.compile("<([^<>]*)>");

  private final Pattern pattern;

  /** The group of each field: Java's names of groups do not allow {@code _}, numbers do. */
  private final Map<String, String> groups;

  private final String output;

  private RuleTemplate(Pattern pattern, Map<String, String> groups, String output) {
    this.pattern = pattern;
    this.groups = groups;
    this.output = output;
  }

  static RuleTemplate compile(String input, String output) {
    Map<String, String> groups = new LinkedHashMap<>();
    StringJoiner regex = new StringJoiner("\\.");
    for (String node : input.split("\\.", -1)) {
      regex.add(node(node, groups));
    }
    checkOutput(output, groups);
    try {
      // Unix lines: as in Python, $ and the dot know no line end but \n.
      Pattern pattern =
          Pattern.compile(
              PythonRegex.toJava(regex + "$"),
              Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS);
      return new RuleTemplate(pattern, groups, output);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the input is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Returns the output name for a raw name, or null if the rule does not take it. */
  @Nullable String apply(String name) {
    Matcher matcher = pattern.matcher(name);
    // The daemon's re.match begins at the start; the end is the pattern's own $.
    if (!matcher.lookingAt()) {
      return null;
    }
    return FIELD
        .matcher(output)
        .replaceAll(
            field -> {
              String value = matcher.group(groups.get(field.group(1)));
              return Matcher.quoteReplacement(value == null ? "None" : value);
            });
  }

  private static String node(String node, Map<String, String> groups) {
    if (node.equals("*")) {
      return "[^.]+";
    }
    if (node.indexOf('<') < 0 && node.indexOf('>') < 0) {
      return node.replace("*", "[^.]*");
    }
    Matcher parts = NODE.matcher(node);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "a node of the input has at most one field, <x> or <<x>>: " + node);
    }
    String several = parts.group(2);
    String field = several == null ? parts.group(3) : several;
    if (!isIdentifier(field)) {
      throw new IllegalArgumentException(
          "a field's name is of letters, digits and _ and does not begin with a digit: " + node);
    }
    String group = "field" + groups.size();
    if (groups.putIfAbsent(field, group) != null) {
      throw new IllegalArgumentException("the field <" + field + "> stands twice in the input");
    }
    String value = several == null ? "[^.]+?" : ".+?";
    return parts.group(1) + "(?P<" + group + ">" + value + ")" + parts.group(4);
  }

  private static boolean isIdentifier(String field) {
    return !field.isEmpty()
        && (field.charAt(0) == '_' || Character.isUnicodeIdentifierStart(field.charAt(0)))
        && field
            .chars()
            .allMatch(
                c -> Character.isUnicodeIdentifierPart(c) && !Character.isIdentifierIgnorable(c));
  }

  private static void checkOutput(String output, Map<String, String> groups) {
    if (output.contains("%")) {
      throw new IllegalArgumentException("the output holds no %");
    }
    if (output.contains("<<")) {
      throw new IllegalArgumentException(
          "the output takes a field as <x>, <<x>> stands in the input only");
    }
    String text = FIELD.matcher(output).replaceAll("");
    if (text.contains("<") || text.contains(">")) {
      throw new IllegalArgumentException("a < or > without its counterpart in the output");
    }
    FIELD
        .matcher(output)
        .results()
        .map(field -> field.group(1))
        .filter(field -> !groups.containsKey(field))
        .findFirst()
        .ifPresent(
            field -> {
              throw new IllegalArgumentException(
                  "the output's field <"
                      + field
                      + "> is not in the input, whose fields are "
                      + groups.keySet());
            });
  }
}
