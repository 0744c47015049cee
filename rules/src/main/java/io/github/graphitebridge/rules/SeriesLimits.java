// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Locale;

/**
 * The limits of the parts of a request's names, and of carbon's period and delay.
 *
 * <p>The registry's settings, its name mapper and {@link RequestSeriesBuilder} share these limits.
 * So the rules match all names that the settings allow.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1
 */
public final class SeriesLimits {
  /** The default group: {@value}. */
  public static final String DEFAULT_GROUP = "graphite-bridge";

  /**
   * The longest prefix, host or group, in characters: {@value}. All three leave room for a route.
   */
  public static final int MAX_NODES_LENGTH = 200;

  /** The longest suffix, in characters: {@value}. It leaves room for a leaf in the same node. */
  public static final int MAX_SUFFIX_LENGTH = 50;

  /** The longest period of a rule: {@value} seconds, a day. The shortest is one second. */
  public static final int MAX_INTERVAL_SECONDS = 86_400;

  /**
   * The limit of a point's delay, in intervals: {@value}. Carbon overwrites a finished value with a
   * point that is later.
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

  /** The end of the default meter group. */
  static final String METERS = "-meters";

  private SeriesLimits() {}

  /**
   * Returns whether a text is one or more nodes, as a prefix, host or group must be.
   *
   * @param text any text
   * @return false for an empty text, one too long, and one that is not {@link CarbonName#isSafe
   *     safe}
   */
  public static boolean areNodes(String text) {
    return text.length() <= MAX_NODES_LENGTH && CarbonName.isSafe(text);
  }

  /**
   * Returns whether a host's name is the one for all hosts, which would double every count. It
   * ignores case, because names may be sent in lower case.
   *
   * @param host any text
   * @return true if its safe form is {@link RequestSeries#ALL_HOSTS}
   */
  public static boolean readsAsAllHosts(String host) {
    return !host.isEmpty() && CarbonName.safe(host).equalsIgnoreCase(RequestSeries.ALL_HOSTS);
  }

  /**
   * Returns whether a text can end every name.
   *
   * @param text any text
   * @return true for an empty text too
   */
  public static boolean isSuffix(String text) {
    return text.length() <= MAX_SUFFIX_LENGTH && CarbonName.isSafe("x" + text);
  }

  /**
   * Returns the default meter group of a group.
   *
   * @param group the group of requests
   * @return the group and {@code -meters}
   */
  public static String meterGroup(String group) {
    return group + METERS;
  }

  /**
   * Returns whether two groups have no name in common. It ignores case, because names may be sent
   * in lower case.
   *
   * @param group the group of requests
   * @param meterGroup the group of meters that are reported once per step
   * @return false if they are equal, or if one contains the other
   */
  public static boolean areApart(String group, String meterGroup) {
    String one = group.toLowerCase(Locale.ROOT) + '.';
    String other = meterGroup.toLowerCase(Locale.ROOT) + '.';
    return !one.startsWith(other) && !other.startsWith(one);
  }
}
