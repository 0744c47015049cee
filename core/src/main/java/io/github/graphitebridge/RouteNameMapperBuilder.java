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
 * The builder of {@link RouteNameMapper}, for names beyond the settings of a configuration.
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
   * <p>Carbon's rules match these names without a change, because {@code <<route>>} is any number
   * of nodes. A value is spelt like a segment of a route. A missing or empty one is {@code
   * UNKNOWN}, so all names have the same depth. Each value has its own tree: use only tags with few
   * values. Meters that are reported once per step already have their tags in their names. Other
   * meters that are pushed per event have such a tag in front too, but no {@code UNKNOWN}.
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
   * Sets the application's own rule that replaces routes; default none. {@code route ->
   * route.startsWith("/api/v2/") ? "/api" : null} counts all of them under {@code api}.
   *
   * <p>The rule gets a template as the framework spells it, and returns another, which is spelt and
   * made safe like any. Or it returns one of the words {@code OTHER}, {@code NOT_FOUND}, {@code
   * REDIRECTION}, {@code UNKNOWN}, {@code STATIC} and {@code PREFLIGHT}. It never gets these words.
   * Carbon sums or averages meters that get one name. If the rule throws, the registry counts and
   * logs the fault, and uses the default name.
   *
   * @param value the rule; null keeps the route, and an empty text is {@code root}. Any thread
   *     calls it when a meter is registered
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
   * @return a mapper, which has read the settings once
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is wrong
   * @throws IllegalArgumentException if a key of {@code tagNodes} is blank or repeated, or {@code
   *     method} together with {@code methodNode}
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
