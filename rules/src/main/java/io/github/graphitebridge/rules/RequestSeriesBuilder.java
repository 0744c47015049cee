// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The builder of {@link RequestSeries}. Its defaults are those of the registry's settings.
 *
 * <p>{@link #build} refuses a value that carbon's files cannot contain. The message has the key,
 * the value and what is allowed.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class RequestSeriesBuilder {
  private static final Set<AggregationMethod> OF_SAMPLES =
      EnumSet.complementOf(
          EnumSet.of(AggregationMethod.SUM, AggregationMethod.AVG, AggregationMethod.COUNT));

  /** The allowed values of {@code times} and {@code sizes}. */
  static final String AGGREGATES =
      "each once of " + OF_SAMPLES + ", or none; there is always a mean, and a separate count";

  private static final Pattern LEAF = Pattern.compile("[A-Za-z0-9_-]{1,100}");

  private static final String LEAVES =
      "each once of 1 to 100 letters A-Z a-z, digits, _ and -, and none of "
          + Stream.concat(
                  Stream.of(Leaf.values()).map(Leaf::word),
                  Stream.of(AggregationMethod.values()).map(AggregationMethod::toString))
              .distinct()
              .collect(Collectors.joining(", "))
          + ", which already have a meaning";

  String prefix = "";
  String host = RequestSeries.ANY_HOST;
  String group = SeriesLimits.DEFAULT_GROUP;
  private @Nullable String meterGroup;
  String suffix = "";
  int intervalSeconds = 60;
  private @Nullable Integer lateSeconds;
  TimeUnit durationUnits = TimeUnit.SECONDS;

  List<String> counts = List.of();
  final Map<Leaf, List<AggregationMethod>> beside = new EnumMap<>(Leaf.class);

  RequestSeriesBuilder() {}

  /**
   * Sets the nodes in front of every name, the registry's {@code metricPrefix}; default none.
   *
   * @param value nodes joined by dots, or empty
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder prefix(String value) {
    prefix = requireNonNull(value, "prefix");
    return this;
  }

  /**
   * Sets the host; default {@link RequestSeries#ANY_HOST}, any one node.
   *
   * @param value {@code *}; or the only host of the rules, which may be several nodes; or empty for
   *     names without a host, which also have no series over all hosts
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder host(String value) {
    host = requireNonNull(value, "host");
    return this;
  }

  /**
   * Sets the nodes between host and route; default {@code graphite-bridge}.
   *
   * @param value nodes joined by dots
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder group(String value) {
    group = requireNonNull(value, "group");
    return this;
  }

  /**
   * Sets the group of meters that are reported once per step; default the group and {@code
   * -meters}.
   *
   * @param value nodes joined by dots
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder meterGroup(String value) {
    meterGroup = requireNonNull(value, "meterGroup");
    return this;
  }

  /**
   * Sets the end of each name; default nothing.
   *
   * @param value letters, digits, {@code _} and {@code -}, or nodes after a dot
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder suffix(String value) {
    suffix = requireNonNull(value, "suffix");
    return this;
  }

  /**
   * Sets the period of the rules, the registry's {@code aggregationInterval}; default 60.
   *
   * @param value seconds, 1 to {@value SeriesLimits#MAX_INTERVAL_SECONDS}
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder intervalSeconds(int value) {
    intervalSeconds = value;
    return this;
  }

  /**
   * Sets how late a point may come, the registry's {@code maxAge}; default five intervals, which is
   * the limit. A server that emits an interval only once, such as carbon-c-relay, waits that long.
   * Carbon-aggregator has its own setting.
   *
   * @param value seconds, from 1 to five intervals
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder lateSeconds(int value) {
    lateSeconds = value;
    return this;
  }

  /**
   * Sets the unit of times, the registry's {@code durationUnits}; default seconds. It decides
   * whether carbon-c-relay can compute percentiles.
   *
   * @param value the unit
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder durationUnits(TimeUnit value) {
    durationUnits = requireNonNull(value, "durationUnits");
    return this;
  }

  /**
   * Sets what to compute of processing times besides the mean; default p50, p95, p99 and max.
   *
   * @param value percentiles, {@code MIN} and {@code MAX}, each once; may be empty
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder times(List<AggregationMethod> value) {
    beside.put(Leaf.PT, List.copyOf(requireNonNull(value, "times")));
    return this;
  }

  /**
   * Sets what to compute of response sizes besides the mean; default max.
   *
   * @param value percentiles, {@code MIN} and {@code MAX}, each once; may be empty
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder sizes(List<AggregationMethod> value) {
    beside.put(Leaf.SIZE, List.copyOf(requireNonNull(value, "sizes")));
    return this;
  }

  /**
   * Sets the application's own leaves that count, as its hooks name them; default none. Carbon sums
   * them like requests: per period, over all hosts, and per hour.
   *
   * @param value each once, 1 to 100 ASCII letters, digits, {@code _} and {@code -}; none that
   *     already has a meaning, such as {@code pt} or {@code max}
   * @return this builder
   * @since 0.1
   */
  public RequestSeriesBuilder counts(List<String> value) {
    counts = List.copyOf(requireNonNull(value, "counts"));
    return this;
  }

  /**
   * Builds the series.
   *
   * @return an immutable value
   * @throws IllegalArgumentException if a value is not allowed; the message says what is
   * @since 0.1
   */
  public RequestSeries build() {
    check(
        "prefix",
        prefix,
        prefix.isEmpty() || SeriesLimits.areNodes(prefix),
        "empty or " + SeriesLimits.NODES);
    check(
        "host",
        host,
        host.isEmpty() || host.equals(RequestSeries.ANY_HOST) || isOneHost(),
        "* for any one node, empty for none, or one host's name, "
            + SeriesLimits.NODES
            + ", but not all: that stands for all hosts");
    check("group", group, SeriesLimits.areNodes(group), SeriesLimits.NODES);
    check(
        "group",
        group,
        meterGroup != null || SeriesLimits.areNodes(meterGroup()),
        "at most "
            + (SeriesLimits.MAX_NODES_LENGTH - SeriesLimits.METERS.length())
            + " characters, so that with "
            + SeriesLimits.METERS
            + " it is a meterGroup, or have a meterGroup beside it");
    check(
        "meterGroup",
        meterGroup(),
        SeriesLimits.areNodes(meterGroup()) && SeriesLimits.areApart(group, meterGroup()),
        SeriesLimits.NODES + ", and neither the group nor above or below it");
    check("suffix", suffix, SeriesLimits.isSuffix(suffix), SeriesLimits.SUFFIX);
    checkNumbers();
    checkAggregates("times", Leaf.PT);
    checkAggregates("sizes", Leaf.SIZE);
    check("counts", counts, areLeavesOfOnesOwn(), LEAVES);
    return new RequestSeries(this);
  }

  String meterGroup() {
    return meterGroup == null ? SeriesLimits.meterGroup(group) : meterGroup;
  }

  int lateSeconds() {
    return lateSeconds == null ? SeriesLimits.MAX_LATE_INTERVALS * intervalSeconds : lateSeconds;
  }

  private void checkNumbers() {
    check(
        "interval",
        intervalSeconds,
        intervalSeconds >= 1 && intervalSeconds <= SeriesLimits.MAX_INTERVAL_SECONDS,
        "a whole number of seconds from 1 to " + SeriesLimits.MAX_INTERVAL_SECONDS);
    int most = SeriesLimits.MAX_LATE_INTERVALS * intervalSeconds;
    check(
        "late",
        lateSeconds(),
        lateSeconds() >= 1 && lateSeconds() <= most,
        "a whole number of seconds from 1 to "
            + most
            + ", "
            + SeriesLimits.MAX_LATE_INTERVALS
            + " intervals: carbon overwrites a finished value with a point later than that");
  }

  private void checkAggregates(String key, Leaf leaf) {
    List<AggregationMethod> methods = beside.getOrDefault(leaf, List.of());
    boolean areEachOnce = methods.stream().distinct().count() == methods.size();
    check(key, methods, areEachOnce && OF_SAMPLES.containsAll(methods), AGGREGATES);
  }

  private static void check(String key, Object value, boolean isAllowed, String allowed) {
    if (!isAllowed) {
      throw new IllegalArgumentException(key + " was \"" + value + "\" but must be " + allowed);
    }
  }

  private boolean isOneHost() {
    return SeriesLimits.areNodes(host) && !host.equals(RequestSeries.ALL_HOSTS);
  }

  private boolean areLeavesOfOnesOwn() {
    return counts.stream().distinct().count() == counts.size()
        && counts.stream().allMatch(leaf -> LEAF.matcher(leaf).matches() && !isTaken(leaf));
  }

  /** Ignores case, because names may be sent in lower case. */
  private static boolean isTaken(String leaf) {
    String word = leaf.toLowerCase(Locale.ROOT);
    return Leaf.find(word).isPresent() || AggregationMethod.isWord(word);
  }
}
