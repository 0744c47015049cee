// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** A compiled rule: which names it matches, and the output name of each. */
final class RuleTemplate {
  private static final Pattern LOOK_BEHIND = Pattern.compile("\\(\\?<[=!]");
  private static final Pattern FIELD = Pattern.compile("<([^<>]*)>");

  private final Pattern pattern;

  /** The group of each field. Java's names of groups do not allow {@code _}. */
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
    Pattern pattern = pattern(regex + "$");
    checkOutput(output, groups);
    return new RuleTemplate(pattern, groups, output);
  }

  private static Pattern pattern(String regex) {
    try {
      // Unix lines: as in Python, only \n is a line end for $ and the dot.
      return Pattern.compile(
          PythonRegex.toJava(regex), Pattern.UNIX_LINES | Pattern.UNICODE_CHARACTER_CLASS);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "the input is no regular expression: " + e.getDescription(), e);
    }
  }

  /** Returns the output name for a raw name, or null if the rule does not match it. */
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
    // As the daemon does: the first of each bracket, whatever is between.
    boolean isSeveral = node.contains("<<") && node.contains(">>");
    int open = node.indexOf(isSeveral ? "<<" : "<");
    int close = node.indexOf(isSeveral ? ">>" : ">");
    if (!isSeveral && (open < 0 || close < open)) {
      checkSigns(node, node);
      return node.equals("*") ? "[^.]+" : node.replace("*", "[^.]*");
    }
    int brackets = isSeveral ? 2 : 1;
    String field = node.substring(Math.min(open + brackets, close), close);
    String before = node.substring(0, open);
    String behind = node.substring(close + brackets);
    if (!isIdentifier(field)) {
      throw new IllegalArgumentException(
          "a field's name is of letters, digits and _ and does not begin with a digit: " + node);
    }
    String group = "field" + groups.size();
    if (groups.putIfAbsent(field, group) != null) {
      throw new IllegalArgumentException("the field <" + field + "> stands twice in the input");
    }
    checkSigns(node, before + behind);
    return before + "(?P<" + group + ">" + (isSeveral ? ".+?" : "[^.]+?") + ")" + behind;
  }

  /** To the daemon a bracket next to a field is a character, which no name contains. */
  private static void checkSigns(String node, String text) {
    String rest = LOOK_BEHIND.matcher(text).replaceAll("");
    if (rest.contains("<") || rest.contains(">")) {
      throw new UnusableRuleException(
          "a node of the input has at most one field, <x> or <<x>>: " + node);
    }
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
      throw new UnusableRuleException("the output holds no %");
    }
    if (output.contains("<<")) {
      throw new UnusableRuleException(
          "the output takes a field as <x>, <<x>> stands in the input only");
    }
    String text = FIELD.matcher(output).replaceAll("");
    if (text.contains("<") || text.contains(">")) {
      throw new UnusableRuleException("a < or > without its counterpart in the output");
    }
    FIELD
        .matcher(output)
        .results()
        .map(field -> field.group(1))
        .filter(field -> !groups.containsKey(field))
        .findFirst()
        .ifPresent(
            field -> {
              throw new UnusableRuleException(
                  "the output's field <"
                      + field
                      + "> is not in the input, whose fields are "
                      + groups.keySet());
            });
  }
}
