// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;

/**
 * The names of meters in Graphite, as Flask-Graphite's users have them.
 *
 * <ul>
 *   <li>A request meter is {@code <metricPrefix>.<hostNode>.<group>.<route>.<leaf><suffix>}.
 *   <li>Tags that the builder names are nodes in front of the route, and with {@code methodNode} so
 *       is the method, one of HTTP's nine or {@code OTHER}.
 *   <li>Any other meter is {@code <metricPrefix>.<hostNode>.<meterGroup>.} and Micrometer's own
 *       hierarchical layout.
 * </ul>
 *
 * <p>A request meter is a timer, counter or summary named {@code http.route.<leaf>}; the gauges
 * that Micrometer derives of one for percentiles and buckets are not. Its route is in the tag
 * {@code route}, else {@code uri}, else {@code http.route}; its status in {@code status}, else
 * {@code code}, else {@code http.response.status_code}. Without a route it is {@code NOT_FOUND}
 * (404, 405), {@code REDIRECTION} (3xx) or {@code UNKNOWN}. A tag that <em>is</em> one of these
 * words, or {@code STATIC}, {@code PREFLIGHT}, {@code root} or {@code OTHER}, is taken for the
 * word; the route of that spelling is written with its slash, {@code /root}, and becomes {@code
 * root_}.
 *
 * <p>Every name is one that {@link CarbonName#isSafe} holds for, whatever the meter is. A route
 * that is too long is cut, never the leaf: carbon's rules go by it.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public final class RouteNameMapper implements HierarchicalNameMapper {
  /** How the name of each request meter begins; the leaf follows. */
  static final String REQUEST_METERS = "http.route.";

  /** Room for what Dropwizard's reporter appends to the name of a meter, {@code .mean_rate}. */
  private static final int REPORTED_ATTRIBUTE = 16;

  private final RouteBranch branch;
  private final RouteNodes nodes;
  private final String requests;
  private final String others;
  private final String suffix;

  /**
   * Creates a mapper of parts that are safe.
   *
   * @param branch what stands between group and leaf
   * @param requests what stands in front of that, with its dot
   * @param others what stands in front of any other meter, with its dot
   */
  RouteNameMapper(RouteBranch branch, String requests, String others, String suffix) {
    this.branch = branch;
    this.nodes = branch.nodes();
    this.requests = nodes.cased(requests);
    this.others = nodes.cased(others);
    this.suffix = nodes.cased(suffix);
  }

  /**
   * Returns the mapper that a configuration asks for.
   *
   * @param config the settings, which are read once
   * @return a mapper
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is wrong
   * @since 0.1
   */
  public static RouteNameMapper create(GraphiteBridgeConfig config) {
    return builder(config).build();
  }

  /**
   * Returns a builder of a mapper with more than a configuration asks for.
   *
   * @param config the settings
   * @return a new builder
   * @since 0.1
   */
  public static RouteNameMapperBuilder builder(GraphiteBridgeConfig config) {
    return new RouteNameMapperBuilder(requireNonNull(config, "config"));
  }

  /**
   * Returns whether a meter is named by its route.
   *
   * @param id any meter's
   * @return false for a gauge, and for what Micrometer derives of a meter
   */
  static boolean isRequestMeter(Meter.Id id) {
    return id.getName().startsWith(REQUEST_METERS)
        && switch (id.getType()) {
          case COUNTER, TIMER, DISTRIBUTION_SUMMARY -> true;
          case GAUGE, LONG_TASK_TIMER, OTHER -> false;
        };
  }

  /**
   * Returns the name of a meter.
   *
   * @param id the meter's name and tags
   * @param convention spells the names and tags of meters that are no request meters; those of
   *     request meters are read as they are, for {@code status_code} in camel case is another leaf
   * @return a safe name
   * @throws RuntimeException what the builder's rule for routes throws; a registry then uses the
   *     default name
   */
  @Override
  public String toHierarchicalName(Meter.Id id, NamingConvention convention) {
    if (!isRequestMeter(id)) {
      String name = CarbonName.safe(DEFAULT.toHierarchicalName(id, convention));
      int room = CarbonName.MAX_LENGTH - REPORTED_ATTRIBUTE - others.length();
      return others + nodes.cased(CarbonName.safe(name, room));
    }
    RequestTags tags = RequestTags.of(id);
    String leaf = nodes.leaf(id.getName().substring(REQUEST_METERS.length()), tags, suffix);
    return request(branch.ofRequest(id, tags), leaf);
  }

  /**
   * Returns the name of a meter that is no request meter, but is pushed per event as one.
   *
   * @param leaf one that carbon's rules know
   * @return a safe name; several meters may have one name
   */
  String ofPushed(Meter.Id id, String leaf) {
    return request(branch.ofPushed(id), nodes.leaf(leaf, RequestTags.of(id), suffix));
  }

  /** Returns a stepped meter's name as the JVM's so-manieth application of that name has it. */
  String ofApplication(int number, String name) {
    if (number == 1) {
      return name;
    }
    String node = "app_" + number;
    return CarbonName.safe(
        name.startsWith(others)
            ? others + node + '.' + name.substring(others.length())
            : name + '.' + node);
  }

  private String request(String nodesOfBranch, String leaf) {
    int room = CarbonName.MAX_LENGTH - requests.length() - 1 - leaf.length();
    return requests + CarbonName.safe(nodesOfBranch, room) + '.' + leaf;
  }
}
