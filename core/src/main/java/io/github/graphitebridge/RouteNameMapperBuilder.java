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
 * The builder of {@link RouteNameMapper}. Its settings are those of {@link GraphiteBridgeConfig},
 * which refuses unsafe text; here that is made safe, and cut where it leaves a route no room.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class RouteNameMapperBuilder {
  private String metricPrefix = "";
  private @Nullable String hostNode;
  private boolean fqdnSquash = true;
  private String group = GraphiteBridgeConfig.DEFAULT.group();
  private @Nullable String meterGroup;
  private String suffix = "";
  private boolean lowercaseMetricNames;
  private boolean cleanMetricName = true;
  private String routeSeparator = ".";
  private List<String> tagNodes = List.of();
  private Function<? super String, ? extends @Nullable String> route = Function.identity();

  RouteNameMapperBuilder() {}

  /**
   * Sets the nodes in front of every name; default empty.
   *
   * @param value nodes joined by dots, or empty
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder metricPrefix(String value) {
    metricPrefix = requireNonNull(value, "metricPrefix");
    return this;
  }

  /**
   * Sets the node that stands for this machine; default its name.
   *
   * @param value a name, or empty for no node
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder hostNode(String value) {
    hostNode = requireNonNull(value, "hostNode");
    return this;
  }

  /**
   * Sets whether the dots of the host node become {@code _}; default true.
   *
   * @param value false to make each part of the host's name a node
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder fqdnSquash(boolean value) {
    fqdnSquash = value;
    return this;
  }

  /**
   * Sets the nodes between the host and a route; default {@code graphite-bridge}.
   *
   * @param value nodes joined by dots
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder group(String value) {
    group = requireNonNull(value, "group");
    return this;
  }

  /**
   * Sets the nodes between the host and a meter that is no request meter; default the group and
   * {@code -meters}.
   *
   * @param value nodes joined by dots
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder meterGroup(String value) {
    meterGroup = requireNonNull(value, "meterGroup");
    return this;
  }

  /**
   * Sets what is appended to a request meter's name; default empty.
   *
   * @param value text such as {@code _x} or {@code .jvm}
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder suffix(String value) {
    suffix = requireNonNull(value, "suffix");
    return this;
  }

  /**
   * Sets whether whole names are in lower case; default false.
   *
   * @param value true for lower case
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder lowercaseMetricNames(boolean value) {
    lowercaseMetricNames = value;
    return this;
  }

  /**
   * Sets whether routes are cleaned as Flask-Graphite's client did; default true.
   *
   * @param value false to let {@code -} stay and make {@code )} a {@code _}
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder cleanMetricName(boolean value) {
    cleanMetricName = value;
    return this;
  }

  /**
   * Sets what joins the segments of a route; default a dot.
   *
   * @param value a dot, or text that joins all segments into one node
   * @return this builder
   * @since 0.1
   */
  public RouteNameMapperBuilder routeSeparator(String value) {
    routeSeparator = requireNonNull(value, "routeSeparator");
    return this;
  }

  /**
   * Sets the tags of a request meter whose values are nodes between group and route; default none.
   * {@code tagNodes("method")} gives {@code shop.GET.products.id.count}.
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
   * REDIRECTION} and {@code UNKNOWN}. These words themselves it is not given. Meters that come to
   * one name are summed or averaged by carbon. Of a rule that throws, the registry counts and logs
   * the fault, and uses the default name.
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
   * @return a mapper, which later calls of the setters do not change
   * @throws IllegalArgumentException if the group or the meter group is empty, or the two are not
   *     apart; or if a key of {@code tagNodes} is blank or there twice
   * @since 0.1
   */
  public RouteNameMapper build() {
    String requests = nodes(group);
    String others = nodes(meterGroup == null ? SeriesLimits.meterGroup(group) : meterGroup);
    if (requests.isEmpty() || others.isEmpty() || !SeriesLimits.areApart(requests, others)) {
      throw new IllegalArgumentException(
          "meterGroup was '%s' and group '%s' but each must be nodes, and neither above or below"
                  .formatted(others, requests)
              + " the other");
    }
    if (tagNodes.stream().anyMatch(String::isBlank)
        || Set.copyOf(tagNodes).size() < tagNodes.size()) {
      throw new IllegalArgumentException(
          "tagNodes was %s but must be the keys of tags, each once".formatted(tagNodes));
    }
    String base = dotted(nodes(metricPrefix)) + dotted(host());
    String separator = routeSeparator.equals(".") ? "." : CarbonName.node(routeSeparator);
    return new RouteNameMapper(
        new RouteBranch(
            new RouteNodes(separator, lowercaseMetricNames, cleanMetricName), tagNodes, route),
        base + dotted(requests),
        base + dotted(others),
        suffix());
  }

  private String host() {
    String name = hostNode == null ? LocalHostName.get() : hostNode;
    return fqdnSquash && !name.isEmpty() ? CarbonName.node(name) : nodes(name);
  }

  private String suffix() {
    if (suffix.isEmpty()) {
      return "";
    }
    boolean isNode = suffix.startsWith(".");
    String text = isNode ? suffix.substring(1) : suffix;
    return (isNode ? "." : "") + CarbonName.safe(text, SeriesLimits.MAX_SUFFIX_LENGTH - 1);
  }

  private static String nodes(String text) {
    return text.isEmpty() ? "" : CarbonName.safe(text, SeriesLimits.MAX_NODES_LENGTH);
  }

  private static String dotted(String nodes) {
    return nodes.isEmpty() ? "" : nodes + '.';
  }
}
