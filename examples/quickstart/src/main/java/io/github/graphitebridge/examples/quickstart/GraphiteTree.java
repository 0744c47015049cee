// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.RouteNameMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;

/** Names of series, as the registry would make them of the same settings. */
final class GraphiteTree {
  private static final String EXAMPLE = "/products";

  private GraphiteTree() {}

  /** Returns the name under which a host's requests to /products are counted. */
  static String exampleCount(GraphiteBridgeConfig config) {
    return count(RouteNameMapper.create(config));
  }

  /**
   * Returns where the series over all hosts begin, a dot behind it: "all" stands in the place of
   * the host, if the names have one.
   */
  static String overAllHosts(GraphiteBridgeConfig config) {
    String name =
        count(
            RouteNameMapper.create(
                GraphiteBridgeConfig.builder()
                    .metricPrefix(config.metricPrefix())
                    .hostNode(config.hostNode().isEmpty() ? "" : "all")
                    .group(config.group())
                    .build()));
    return name.substring(0, name.length() - "products.count".length());
  }

  private static String count(RouteNameMapper names) {
    Meter.Id count =
        new Meter.Id(
            "http.route.count",
            Tags.of("route", EXAMPLE, "status", "200"),
            null,
            null,
            Meter.Type.COUNTER);
    return names.toHierarchicalName(count, NamingConvention.dot);
  }
}
