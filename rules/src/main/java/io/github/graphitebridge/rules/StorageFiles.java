// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * carbon-cache's {@code storage-schemas.conf} and {@code storage-aggregation.conf}. Carbon searches
 * their patterns anywhere in a name, so each pattern begins at the name's start.
 */
@SuppressWarnings("InlineFormatString") // the texts of the files stand together at the top
final class StorageFiles {
  private static final int FIVE_MINUTES = 300;
  private static final int HOUR = 3600;

  private static final String SCHEMAS_HEAD =
      """
      # How long whisper keeps which step. The first section whose pattern is found in a name wins.
      # Carbon reads it when it creates a series: a later change does not change existing files
      # (whisper-resize does).

      # carbon's own metrics, one per minute.
      [carbon]
      pattern = ^carbon\\.
      retentions = 1m:30d

      """;

  private static final String SCHEMAS =
      """
      # The first step must be the period of the rules. A shorter step leaves holes, a longer one
      # keeps only the last value of several periods. The registry's step must be the same: it is
      # the period of the meters below %s. One series
      # of 60s:7d,5m:60d,1h:2y takes 540 kB.
      [%s]
      pattern = %s\\.
      retentions = %s

      """;

  private static final String SCHEMAS_DEFAULT =
      """
      [default]
      pattern = .*
      retentions = 60s:7d,5m:60d
      """;

  private static final String FRAGMENT_HEAD =
      """
      # Graphite Bridge's sections for %s.
      # Put them in front of your own. Set in carbon.conf, [cache]
      #
      #   MAX_CREATES_PER_MINUTE = inf
      #
      # and restart: Debian's limit of 50 drops all further series, and reports nothing.

      """;

  private static final String AGGREGATION_HEAD =
      """
      # How whisper rolls up a finer archive into a coarser one. The first section whose pattern is
      # found in a name wins. Carbon reads it when it creates a series. xFilesFactor 0: one value is
      # enough. With the usual 0.5, a route with requests in less than half of the minutes would
      # disappear from the coarser archives.

      """;

  private static final String AGGREGATION =
      """
      # An hour's requests are the sum of its minutes.
      [%8$scounts]
      pattern = %1$s\\..+\\.(%6$s)%4$s$
      xFilesFactor = 0
      aggregationMethod = sum

      # Running totals of the stepped meters: the last value is the total, a sum would be nonsense.
      [%8$srunning-totals]
      pattern = %2$s\\..+\\.count$
      xFilesFactor = 0
      aggregationMethod = last

      # A percentile of an hour cannot be computed from those of its minutes. The highest is an
      # upper bound and shows the bad minute; the mean would hide it.
      [%8$smaxima-and-percentiles]
      pattern = %3$s\\..+\\.(max|p[0-9]+)%5$s$
      xFilesFactor = 0
      aggregationMethod = max

      [%8$sminima]
      pattern = %3$s\\..+\\.min%5$s$
      xFilesFactor = 0
      aggregationMethod = min

      # %7$s, gauges, and everything else. A mean of means: each minute has the same weight,
      # whatever its number of requests.
      [%8$s%9$s]
      pattern = %10$s
      xFilesFactor = 0
      aggregationMethod = average
      """;

  private StorageFiles() {}

  /** Returns which steps are kept, and how long. */
  static String schemas(RequestSeries series) {
    return SCHEMAS_HEAD + schema(series, SeriesLimits.DEFAULT_GROUP) + SCHEMAS_DEFAULT;
  }

  /** Returns the part for an existing file. */
  static String schemasFragment(RequestSeries series) {
    return FRAGMENT_HEAD.replace("%s", series.toString())
        + schema(series, series.branch("") + "-series");
  }

  private static String schema(RequestSeries series, String section) {
    return String.format(
        Locale.ROOT,
        SCHEMAS,
        series.meterGroup,
        section,
        ofBoth(series),
        retentions(series.intervalSeconds));
  }

  /** Returns how minutes become hours. */
  static String aggregation(RequestSeries series) {
    return AGGREGATION_HEAD + aggregation(series, "", "default", ".*");
  }

  /** Returns the same without a default section; carbon allows each section's name once. */
  static String aggregationFragment(RequestSeries series) {
    return FRAGMENT_HEAD.replace("%s", series.toString())
        + aggregation(series, series.branch("") + '-', "means", ofBoth(series) + "\\.")
        + '\n';
  }

  private static String aggregation(
      RequestSeries series, String sections, String last, String lastPattern) {
    String suffix = GraphiteFile.regex(series.suffix);
    return String.format(
        Locale.ROOT,
        AGGREGATION,
        anchor(series) + GraphiteFile.regex(series.group),
        anchor(series) + GraphiteFile.regex(series.meterGroup),
        ofBoth(series),
        suffix,
        suffix.isEmpty() ? "" : '(' + suffix + ")?",
        Stream.concat(leaves(true), series.counts.stream()).collect(Collectors.joining("|")),
        leaves(false).collect(Collectors.joining(", ")),
        sections,
        last,
        lastPattern);
  }

  private static Stream<String> leaves(boolean addUp) {
    return Stream.of(Leaf.values()).filter(leaf -> leaf.addsUp() == addUp).map(Leaf::regex);
  }

  /** Whisper requires each step to be a multiple of the one before. */
  private static String retentions(int seconds) {
    if (seconds >= HOUR) {
      return seconds + "s:2y";
    }
    if (seconds > FIVE_MINUTES / 2) {
      return seconds + "s:60d," + step(HOUR, seconds) + ":2y";
    }
    int middle = multiple(FIVE_MINUTES, seconds);
    return seconds + "s:7d," + step(FIVE_MINUTES, seconds) + ":60d," + step(HOUR, middle) + ":2y";
  }

  /** Returns the shortest step of at least this length that is a multiple of the finer step. */
  private static String step(int length, int finer) {
    int seconds = multiple(length, finer);
    return switch (seconds) {
      case FIVE_MINUTES -> "5m";
      case HOUR -> "1h";
      default -> seconds + "s";
    };
  }

  private static int multiple(int length, int of) {
    return (length + of - 1) / of * of;
  }

  /** Returns the beginning of the names of requests and of stepped meters. */
  private static String ofBoth(RequestSeries series) {
    String group = GraphiteFile.regex(series.group);
    String meters = GraphiteFile.regex(series.meterGroup);
    return anchor(series)
        + (meters.startsWith(group)
            ? group + '(' + meters.substring(group.length()) + ")?"
            : '(' + group + '|' + meters + ')');
  }

  /** Without a prefix, anything in front of the group matches, also hosts of several nodes. */
  private static String anchor(RequestSeries series) {
    return series.prefix.isEmpty()
        ? "(^|\\.)"
        : '^' + GraphiteFile.regex(series.prefix) + "\\." + (series.hasHost() ? "(.+\\.)?" : "");
  }
}
