// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The names of an application's request points, and the series to compute: all that carbon's files
 * must know about the application.
 *
 * <p>A name is {@code PREFIX.HOST.GROUP.ROUTE.LEAF} and a suffix. There is one for each {@link
 * Leaf}, and for {@linkplain RequestSeriesBuilder#counts counter of the application}.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public final class RequestSeries {
  /** Any host of one node, for {@link RequestSeriesBuilder#host}: {@value}. */
  public static final String ANY_HOST = "*";

  /** The host node of the series over all hosts: {@value}. No host may have this name. */
  public static final String ALL_HOSTS = "all";

  final String prefix;

  /** One or more nodes, empty for none, or {@link #ANY_HOST}. */
  final String host;

  final String group;
  final String meterGroup;
  final String suffix;
  final int intervalSeconds;

  /** How many seconds late a point may be, for servers that need to know. */
  final int lateSeconds;

  final TimeUnit durationUnits;

  /** The application's own leaves that count. */
  final List<String> counts;

  /** The methods besides the mean, if they differ from the leaf's default. */
  private final Map<Leaf, List<AggregationMethod>> beside;

  /** Creates one from settings that the builder has checked. */
  RequestSeries(RequestSeriesBuilder builder) {
    this.prefix = builder.prefix;
    this.host = builder.host;
    this.group = builder.group;
    this.meterGroup = builder.meterGroup();
    this.suffix = builder.suffix;
    this.intervalSeconds = builder.intervalSeconds;
    this.lateSeconds = builder.lateSeconds();
    this.durationUnits = builder.durationUnits;
    this.counts = builder.counts;
    this.beside = Map.copyOf(builder.beside);
  }

  /**
   * Returns a builder.
   *
   * @return a new builder with the defaults of the registry's settings: no prefix, any host, the
   *     group {@code graphite-bridge}, no suffix, 60 seconds
   * @since 0.1
   */
  public static RequestSeriesBuilder builder() {
    return new RequestSeriesBuilder();
  }

  /**
   * Returns the options with which the rules jar is told of these names, for its commands {@code
   * generate} and {@code check} alike: {@code --group shop}.
   *
   * @return keys and values in turn, of which nothing is quoted; the group always, anything else
   *     where it is not the default
   * @since 0.1
   */
  public List<String> options() {
    List<String> options = new ArrayList<>();
    RequestSeriesBuilder defaults = builder();
    addOption(options, "prefix", prefix, defaults.prefix);
    addOption(options, "host", host, defaults.host);
    options.addAll(List.of("--group", group));
    addOption(options, "meter-group", meterGroup, SeriesLimits.meterGroup(group));
    addOption(options, "suffix", suffix, defaults.suffix);
    addOption(options, "interval", "" + intervalSeconds, "" + defaults.intervalSeconds);
    addOption(options, "counts", String.join(",", counts), "");
    return options;
  }

  private static void addOption(List<String> options, String key, String value, String byDefault) {
    if (!value.equals(byDefault)) {
      options.addAll(List.of("--" + key, value));
    }
  }

  /** Returns what is wanted beside what stands under the leaf's own name. */
  List<AggregationMethod> beside(Leaf leaf) {
    return beside.getOrDefault(leaf, leaf.beside());
  }

  boolean isAnyHost() {
    return host.equals(ANY_HOST);
  }

  boolean hasHost() {
    return !host.isEmpty();
  }

  /** Returns the host in the names, or the given one if any host is allowed. */
  String hostOr(String any) {
    return isAnyHost() ? any : host;
  }

  /** Returns the name in front of the route, with this host or without one. */
  String branch(String hostNode) {
    return branch(hostNode, group);
  }

  /** Returns the same for meters that are reported once per step. */
  String meterBranch(String hostNode) {
    return branch(hostNode, meterGroup);
  }

  private String branch(String hostNode, String last) {
    return (prefix.isEmpty() ? "" : prefix + '.')
        + (hasHost() && !hostNode.isEmpty() ? hostNode + '.' : "")
        + last;
  }

  /**
   * Returns all points of a request.
   *
   * @param start the beginning of their names, with the route
   * @param end the end of their names, after the leaf
   */
  List<Point> points(String start, String status, String end) {
    List<Point> points = new ArrayList<>();
    for (Leaf leaf : Leaf.values()) {
      points.add(new Point(start + '.' + leaf.nodes(status) + end, leaf.word(), leaf.addsUp()));
    }
    counts.forEach(count -> points.add(new Point(start + '.' + count + end, count, true)));
    return points;
  }

  /** Returns the names and the period: {@code *.shop.<route>.<leaf> every 60 s}. */
  @Override
  public String toString() {
    return branch(host) + ".<route>.<leaf>" + suffix + " every " + intervalSeconds + " s";
  }

  /**
   * One of the points that a request makes.
   *
   * @param name its name
   * @param leaf the leaf, without a status
   * @param addsUp whether it counts, and so must be summed
   */
  record Point(String name, String leaf, boolean addsUp) {}
}
