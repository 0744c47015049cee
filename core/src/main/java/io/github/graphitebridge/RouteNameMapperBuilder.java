// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.SeriesLimits;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The builder of {@link RouteNameMapper}: what a configuration does not say of names.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class RouteNameMapperBuilder {
  private final GraphiteBridgeConfig config;
  private List<String> tagNodes = List.of();
  private Function<? super String, ? extends @Nullable String> route = Function.identity();

  RouteNameMapperBuilder(GraphiteBridgeConfig config) {
    this.config = config;
  }

  /**
   * Sets the tags of a request meter whose values are nodes between group and route; default none.
   * {@code tagNodes("tenant")} gives {@code shop.acme.products.id.count}. For the method there is
   * {@link GraphiteBridgeConfig#methodNode()}.
   *
   * <p>Carbon's rules take these names as they are, for {@code <<route>>} is any number of nodes. A
   * value is spelt as a segment of a route is, and one that is missing or empty is {@code UNKNOWN},
   * so that all names have one depth. Each value is a tree of its own: only tags of few values are
   * fit. Meters that are reported once a step have their tags in their names already; other meters
   * that are pushed per event have such a tag in front too, and no {@code UNKNOWN}.
   *
   * @param keys the keys of the tags, in the order of their nodes; replaces earlier ones
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder tagNodes(String... keys) {
    tagNodes = List.of(keys);
    return this;
  }

  /**
   * Sets a rule of the application's own for the routes that it takes to another; default none.
   * {@code route -> route.startsWith("/api/v2/") ? "/api" : null} counts all of them under {@code
   * api}.
   *
   * <p>It is given a route's template as the framework spells it, and returns another, which is
   * spelt and made safe like any, or one of the words {@code OTHER}, {@code NOT_FOUND}, {@code
   * REDIRECTION}, {@code UNKNOWN}, {@code STATIC} and {@code PREFLIGHT}. These words themselves it
   * is not given. Meters that come to one name are summed or averaged by carbon. Of a rule that
   * throws, the registry counts and logs the fault, and uses the default name.
   *
   * @param value the rule, where null leaves the route as it is and an empty text is {@code root};
   *     asked when a meter is registered, by any thread
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder route(Function<? super String, ? extends @Nullable String> value) {
    route = requireNonNull(value, "route");
    return this;
  }

  /**
   * Returns the mapper.
   *
   * @return a mapper, which reads the settings once, now
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is wrong
   * @throws IllegalArgumentException if a key of {@code tagNodes} is blank or there twice, or
   *     {@code method} beside {@code methodNode}
   * @since 0.1
   */
  public RouteNameMapper build() {
    config.requireValid();
    if (tagNodes.stream().anyMatch(String::isBlank)
        || Set.copyOf(tagNodes).size() < tagNodes.size()) {
      throw new IllegalArgumentException(
          "tagNodes was " + tagNodes + " but must be the keys of tags, each once");
    }
    if (config.methodNode() && tagNodes.contains(HttpMethods.KEY)) {
      throw new IllegalArgumentException(
          "tagNodes was " + tagNodes + " but the method is a node already, by methodNode");
    }
    String base = dotted(config.metricPrefix()) + dotted(host());
    RouteNodes nodes =
        new RouteNodes(
            config.routeSeparator(), config.lowercaseMetricNames(), config.cleanMetricName());
    return new RouteNameMapper(
        new RouteBranch(nodes, tagNodes, config.methodNode(), route),
        base + dotted(config.group()),
        base + dotted(config.meterGroup()),
        config.suffix());
  }

  private String host() {
    String name = config.hostNode();
    if (name.isEmpty()) {
      return "";
    }
    return config.fqdnSquash()
        ? CarbonName.node(name)
        : CarbonName.safe(name, SeriesLimits.MAX_NODES_LENGTH);
  }

  private static String dotted(String nodes) {
    return nodes.isEmpty() ? "" : nodes + '.';
  }
}
