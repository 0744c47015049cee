// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;

/**
 * The default names of meters in Graphite, as Flask-Graphite's users know them.
 *
 * <ul>
 *   <li>A request meter is {@code <metricPrefix>.<hostNode>.<group>.<route>.<leaf><suffix>}.
 *   <li>The builder's {@code tagNodes} are nodes in front of the route. With {@code methodNode} the
 *       method is one too: one of HTTP's nine or {@code OTHER}.
 *   <li>Any other meter is {@code <metricPrefix>.<hostNode>.<meterGroup>.} with Micrometer's own
 *       hierarchical layout.
 * </ul>
 *
 * <p>A request meter is a timer, counter or summary named {@code http.route.<leaf>}. Micrometer's
 * gauges for its percentiles and buckets are not. Its route is in the tag {@code route}, else
 * {@code uri}, else {@code http.route}; its status in {@code status}, else {@code code}, else
 * {@code http.response.status_code}. Without a route it is {@code NOT_FOUND} (404, 405), {@code
 * REDIRECTION} (3xx) or {@code UNKNOWN}. A tag that <em>is</em> one of these words, or {@code
 * STATIC}, {@code PREFLIGHT}, {@code root} or {@code OTHER}, has the word's meaning. A route of
 * that spelling has a slash, {@code /root}, and becomes {@code root_}.
 *
 * <p>{@link CarbonName#isSafe} is true for every name, whatever the meter is. A route that is too
 * long is cut. The leaf is never cut, because carbon's rules need it.
 *
 * <p>Thread-safety: immutable.
 *
 * @since 0.1
 */
public final class RouteNameMapper implements HierarchicalNameMapper {
  /** The beginning of each request meter's name, before the leaf. */
  static final String REQUEST_METERS = "http.route.";

  /** Room for the end that Dropwizard's reporter appends, such as {@code .mean_rate}. */
  private static final int REPORTED_ATTRIBUTE = 16;

  private final RouteBranch branch;
  private final RouteNodes nodes;
  private final String requests;
  private final String others;
  private final String suffix;

  /**
   * Creates a mapper from safe parts.
   *
   * @param branch makes the nodes between group and leaf
   * @param requests the nodes before that, with a dot at the end
   * @param others the nodes before any other meter, with a dot at the end
   */
  RouteNameMapper(RouteBranch branch, String requests, String others, String suffix) {
    this.branch = branch;
    this.nodes = branch.nodes();
    this.requests = nodes.cased(requests);
    this.others = nodes.cased(others);
    this.suffix = nodes.cased(suffix);
  }

  /**
   * Returns the mapper for a configuration.
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
   * Returns a builder for what a configuration does not have.
   *
   * @param config the settings
   * @return a new builder
   * @since 0.1
   */
  public static RouteNameMapperBuilder builder(GraphiteBridgeConfig config) {
    return new RouteNameMapperBuilder(requireNonNull(config, "config"));
  }

  /**
   * Returns whether a meter is named after its route.
   *
   * @param id of any meter
   * @return false for a gauge, and for meters that Micrometer derives from another
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
   * @param convention spells the names and tags of meters that are no request meters; request
   *     meters need none, as {@code status_code} in camel case would be another leaf
   * @return a safe name
   * @throws RuntimeException if the builder's rule for routes throws; a registry then uses the
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
   * Returns the name of a meter that is pushed per event but is no request meter.
   *
   * @param leaf one that carbon's rules know
   * @return a safe name; several meters may have one name
   */
  String ofPushed(Meter.Id id, String leaf) {
    return request(branch.ofPushed(id), nodes.leaf(leaf, RequestTags.of(id), suffix));
  }

  /** Returns a stepped meter's name for the JVM's second or later application of that name. */
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
