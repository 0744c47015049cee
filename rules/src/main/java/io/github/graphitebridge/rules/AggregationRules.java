// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rules of a carbon-aggregator. It knows what the daemon does with them: which rules match a
 * name, what the output is called, and whether the daemon forwards the raw point too.
 *
 * <p>The grammar is that of {@code aggregation-rules.conf}: see {@link AggregationRule}. Blank
 * lines and lines that begin with {@code #} are comments.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public final class AggregationRules {
  private final List<AggregationRule> rules;
  private final List<RuleTemplate> templates;

  private AggregationRules(List<AggregationRule> rules) {
    this.rules = List.copyOf(rules);
    this.templates =
        this.rules.stream().map(r -> RuleTemplate.compile(r.input(), r.output())).toList();
  }

  /**
   * Returns rules in the order given.
   *
   * @param rules the rules; without rules every point goes on unchanged
   * @return the rules together
   */
  public static AggregationRules of(List<AggregationRule> rules) {
    return new AggregationRules(rules);
  }

  /**
   * Returns the rules that aggregate the points of requests into one point per period.
   *
   * @param series the names of the points, and what to compute
   * @return the rules of {@link GraphiteFile#AGGREGATOR}
   */
  public static AggregationRules of(RequestSeries series) {
    return new AggregationRules(AggregatorFile.rules(series));
  }

  /**
   * Reads the text of a rules file.
   *
   * @param text the lines
   * @return the rules in the order of the lines
   * @throws IllegalArgumentException if the daemon would stop at a line or lose its points; the
   *     message holds each such line, its number and what is allowed
   */
  public static AggregationRules parse(String text) {
    RulesText read = RulesText.read(text);
    if (!read.badLines().isEmpty()) {
      throw new IllegalArgumentException(
          read.badLines().stream().map(String::valueOf).collect(Collectors.joining("\n")));
    }
    return read.rules();
  }

  /**
   * Reads a rules file in UTF-8.
   *
   * @param file its path
   * @return the rules in the order of the lines
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException as {@link #parse}, with the file's path in front
   */
  public static AggregationRules read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ", " + e.getMessage(), e);
    }
  }

  /**
   * Returns the rules.
   *
   * @return in the order of the file, unmodifiable
   */
  public List<AggregationRule> rules() {
    return rules;
  }

  /**
   * Returns every rule that matches a name, with the name of its output.
   *
   * <p>Two rules may have one output. Then the daemon counts the point twice, with the method and
   * interval of the rule that matched a point first.
   *
   * @param name the name of a raw point
   * @return in the order of the rules; empty if no rule matches the name
   */
  public List<Match> matches(String name) {
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      String output = templates.get(i).apply(name);
      if (output != null) {
        matches.add(new Match(rules.get(i), output));
      }
    }
    return List.copyOf(matches);
  }

  /**
   * Returns whether the daemon sends the raw point on to carbon-cache, given its setting {@code
   * FORWARD_ALL = True}.
   *
   * @param name the name of a raw point
   * @return false if one of the outputs has the same name, else true, also if no rule matches
   */
  public boolean forwards(String name) {
    return matches(name).stream().noneMatch(match -> match.output().equals(name));
  }

  /** Returns the text of the file: each rule's line with a line feed. */
  @Override
  public String toString() {
    return rules.stream().map(rule -> rule + "\n").collect(Collectors.joining());
  }

  /**
   * A rule that matches a name.
   *
   * @param rule the rule
   * @param output the name of the series to which the point's value goes
   * @since 0.1
   */
  public record Match(AggregationRule rule, String output) {}
}
