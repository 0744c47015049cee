// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Locale;

/**
 * What the parts of a request's names may be, and how often and how late carbon aggregates.
 *
 * <p>The registry's settings, its name mapper and {@link RequestSeriesBuilder} keep to these
 * limits, so that the rules fit whatever names the settings allow.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1
 */
public final class SeriesLimits {
  /** The group where none is set: {@value}. */
  public static final String DEFAULT_GROUP = "graphite-bridge";

  /**
   * The most characters of a prefix, host or group: {@value}. A route finds room beside all three.
   */
  public static final int MAX_NODES_LENGTH = 200;

  /** The most characters of a suffix: {@value}. A leaf finds room in one node with it. */
  public static final int MAX_SUFFIX_LENGTH = 50;

  /** The longest period of a rule: {@value} seconds, a day. The shortest is one second. */
  public static final int MAX_INTERVAL_SECONDS = 86_400;

  /**
   * The most intervals that a point may be late: {@value}. Carbon overwrites a finished value with
   * a point that is later.
   */
  public static final int MAX_LATE_INTERVALS = 5;

  /** What {@link #areNodes} allows, in words. */
  public static final String NODES =
      "letters A-Z a-z, digits, _ and -, joined by single dots, at most "
          + MAX_NODES_LENGTH
          + " characters";

  /** What {@link #isSuffix} allows, in words. */
  public static final String SUFFIX =
      "empty or letters A-Z a-z, digits, _ and -, with single dots before or between them, at most "
          + MAX_SUFFIX_LENGTH
          + " characters";

  /** What the default meter group has behind the group. */
  static final String METERS = "-meters";

  private SeriesLimits() {}

  /**
   * Returns whether a text is one or more nodes, as a prefix, host or group has to be.
   *
   * @param text any text
   * @return false for an empty text, one too long, and one that is not {@link CarbonName#isSafe
   *     safe}
   */
  public static boolean areNodes(String text) {
    return text.length() <= MAX_NODES_LENGTH && CarbonName.isSafe(text);
  }

  /**
   * Returns whether a host's name would be taken for all hosts, in which every count would be
   * doubled. The case of letters does not count: names may be sent in lower case.
   *
   * @param host any text
   * @return true if it is spelt {@link RequestSeries#ALL_HOSTS} once it is safe
   */
  public static boolean readsAsAllHosts(String host) {
    return !host.isEmpty() && CarbonName.safe(host).equalsIgnoreCase(RequestSeries.ALL_HOSTS);
  }

  /**
   * Returns whether a text may stand at the end of every name.
   *
   * @param text any text
   * @return true for an empty text too
   */
  public static boolean isSuffix(String text) {
    return text.length() <= MAX_SUFFIX_LENGTH && CarbonName.isSafe("x" + text);
  }

  /**
   * Returns the meter group of a group where none is set.
   *
   * @param group the group of requests
   * @return the group and {@code -meters}
   */
  public static String meterGroup(String group) {
    return group + METERS;
  }

  /**
   * Returns whether two groups have no name in common. The case of letters does not count: names
   * may be sent in lower case.
   *
   * @param group the group of requests
   * @param meterGroup the group of meters that are reported once a step
   * @return false if one is the other, or stands above it
   */
  public static boolean areApart(String group, String meterGroup) {
    String one = group.toLowerCase(Locale.ROOT) + '.';
    String other = meterGroup.toLowerCase(Locale.ROOT) + '.';
    return !one.startsWith(other) && !other.startsWith(one);
  }
}
