// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the points of an application's requests are named, and what is wanted of them: all that the
 * files of carbon have to know of it.
 *
 * <p>A name is {@code PREFIX.HOST.GROUP.ROUTE.LEAF} and a suffix. The leaves are {@code count},
 * {@code status_code.200} and the like, {@code status_type.2XX} and the like, {@code pt} and {@code
 * size}, and {@linkplain RequestSeriesBuilder#counts counters of one's own}.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public final class RequestSeries {
  /** The host of a {@link RequestSeriesBuilder#host} that is any one node: {@value}. */
  public static final String ANY_HOST = "*";

  /** Stands in the place of the host over all hosts. */
  static final String ALL_HOSTS = "all";

  private final String prefix;
  private final String host;
  private final String group;
  private final String meterGroup;
  private final String suffix;
  private final int intervalSeconds;
  private final int lateSeconds;
  private final TimeUnit durationUnits;
  private final List<AggregationMethod> times;
  private final List<AggregationMethod> sizes;
  private final List<String> counts;

  /** Takes settings that the builder has checked. */
  RequestSeries(RequestSeriesBuilder builder) {
    this.prefix = builder.prefix();
    this.host = builder.host();
    this.group = builder.group();
    this.meterGroup = builder.meterGroup();
    this.suffix = builder.suffix();
    this.intervalSeconds = builder.intervalSeconds();
    this.lateSeconds = builder.lateSeconds();
    this.durationUnits = builder.durationUnits();
    this.times = builder.times();
    this.sizes = builder.sizes();
    this.counts = builder.counts();
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

  String prefix() {
    return prefix;
  }

  String group() {
    return group;
  }

  String meterGroup() {
    return meterGroup;
  }

  String suffix() {
    return suffix;
  }

  int intervalSeconds() {
    return intervalSeconds;
  }

  /** Returns how many seconds late a point may be where the server has to be told. */
  int lateSeconds() {
    return lateSeconds;
  }

  TimeUnit durationUnits() {
    return durationUnits;
  }

  /** Returns what is wanted of {@code pt} beside the mean. */
  List<AggregationMethod> times() {
    return times;
  }

  /** Returns what is wanted of {@code size} beside the mean. */
  List<AggregationMethod> sizes() {
    return sizes;
  }

  /** Returns the leaves of the application's own that count something. */
  List<String> counts() {
    return counts;
  }

  boolean isAnyHost() {
    return host.equals(ANY_HOST);
  }

  boolean hasHost() {
    return !host.isEmpty();
  }

  /** Returns the name in front of the route, with a host, or none, in its place. */
  String branch(String hostNode) {
    return branch(hostNode, group);
  }

  /** Returns the same of the meters that are reported once a step. */
  String meterBranch(String hostNode) {
    return branch(hostNode, meterGroup);
  }

  private String branch(String hostNode, String last) {
    return (prefix.isEmpty() ? "" : prefix + '.')
        + (hasHost() && !hostNode.isEmpty() ? hostNode + '.' : "")
        + last;
  }

  /** Returns the last node of a name, without the suffix. */
  String lastNode(String name) {
    String bare = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    return bare.substring(bare.lastIndexOf('.') + 1);
  }

  /** Returns how the names are, and the period: {@code *.shop.<route>.<leaf> every 60 s}. */
  @Override
  public String toString() {
    return branch(host) + ".<route>.<leaf>" + suffix + " every " + intervalSeconds + " s";
  }

  /** Returns the host that stands in names, or what is given where it may be any. */
  String hostOr(String any) {
    return isAnyHost() ? any : host;
  }
}
