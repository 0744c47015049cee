// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The last part of a request's names. It knows what each leaf counts or measures, and how carbon
 * must aggregate it.
 *
 * <p>A leaf that adds up needs a rule with {@code sum}. Any other leaf measures each request: its
 * mean has the leaf's own name, and percentiles, minimum or maximum have one more node. {@link
 * AggregationRules#of(RequestSeries)} makes these rules.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public enum Leaf {
  /** Requests. */
  COUNT("", "requests"),

  /** Requests by status, one more node: {@code status_code.404}. */
  STATUS_CODE("code", "requests by status"),

  /** Requests by class of status, one more node: {@code status_type.4XX}. */
  STATUS_TYPE(
      "type",
      """
      requests by class of status. One rule with status_<kind>.<value> for
      # both would also match the count of a route /status_page."""),

  /** The processing time of each request, in the registry's {@code durationUnits}. */
  PT(
      "processing time, the mean under its own name; percentiles are exact",
      List.of(
          AggregationMethod.P50,
          AggregationMethod.P95,
          AggregationMethod.P99,
          AggregationMethod.MAX)),

  /** The size of each response body, in bytes. */
  SIZE("bytes of the response body, the mean under its own name", List.of(AggregationMethod.MAX));

  /** Kept because each request asks for it. */
  private final String word;

  private final boolean addsUp;
  private final String statusField;
  private final String meaning;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<AggregationMethod> beside;

  Leaf(String statusField, String meaning) {
    this(true, statusField, meaning, List.of());
  }

  Leaf(String meaning, List<AggregationMethod> beside) {
    this(false, "", meaning, beside);
  }

  Leaf(boolean addsUp, String statusField, String meaning, List<AggregationMethod> beside) {
    this.word = name().toLowerCase(Locale.ROOT);
    this.addsUp = addsUp;
    this.statusField = statusField;
    this.meaning = meaning;
    this.beside = beside;
  }

  /**
   * Returns the leaf with this word.
   *
   * @param word any text
   * @return empty for the application's own leaves and any other text
   * @since 0.1
   */
  public static Optional<Leaf> find(String word) {
    return Arrays.stream(values()).filter(leaf -> leaf.word.equals(word)).findFirst();
  }

  /**
   * Returns the node that names the leaf.
   *
   * @return {@code pt}, for example
   * @since 0.1
   */
  public String word() {
    return word;
  }

  /**
   * Returns whether its points add up.
   *
   * @return true if each point is a number of requests, false if it measures one request
   * @since 0.1
   */
  public boolean addsUp() {
    return addsUp;
  }

  /**
   * Returns whether the status follows the word.
   *
   * @return true if {@link #nodes} are two
   * @since 0.1
   */
  public boolean hasStatus() {
    return !statusField.isEmpty();
  }

  /**
   * Returns the last nodes of a request's name.
   *
   * @param status the request's status: three digits, or a word if unknown
   * @return the word, and the status or its class if the leaf has one: {@code status_type.4XX}
   * @since 0.1
   */
  public String nodes(String status) {
    return switch (this) {
      case STATUS_CODE -> word + '.' + status;
      case STATUS_TYPE -> word + '.' + type(status);
      case COUNT, PT, SIZE -> word;
    };
  }

  /** Returns the nodes as they stand in a rule, with a field for the status. */
  String nodesOfRule() {
    return hasStatus() ? word + ".<" + statusField + '>' : word;
  }

  /** Returns the nodes as a regular expression, with any node for the status. */
  String regex() {
    return hasStatus() ? word + "\\.[^.]+" : word;
  }

  /** Returns whether it is measured in the registry's {@code durationUnits}. */
  boolean isTime() {
    return this == PT;
  }

  /** Returns the method of the series with the leaf's own name. */
  AggregationMethod method() {
    return addsUp ? AggregationMethod.SUM : AggregationMethod.AVG;
  }

  /** Returns the methods of the other series by default. */
  List<AggregationMethod> beside() {
    return beside;
  }

  /** Returns the comment in a rules file: lines, each with its line feed. */
  String comment() {
    return "# " + nodes("200") + ": " + meaning + '\n';
  }

  private static String type(String status) {
    return Character.isDigit(status.charAt(0)) ? status.charAt(0) + "XX" : status;
  }
}
