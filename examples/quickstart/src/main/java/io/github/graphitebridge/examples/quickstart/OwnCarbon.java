// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.RouteNameMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.io.PrintStream;
import java.util.Map;

/**
 * The user's own carbon-aggregator; what arrives there is seen in Graphite.
 *
 * <p>Thread-safety: immutable.
 */
final class OwnCarbon implements Carbon {
  private final GraphiteBridgeConfig config;
  private final Map<String, String> environment;
  private final PrintStream out;

  OwnCarbon(GraphiteBridgeConfig config, Map<String, String> environment, PrintStream out) {
    this.config = config;
    this.environment = environment;
    this.out = out;
    out.println(
        "GRAPHITE_BRIDGE_HOST is set: points go to carbon-aggregator at "
            + config.host()
            + ':'
            + config.port()
            + ".");
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public boolean account(int sent) {
    Meter.Id count =
        new Meter.Id(
            "http.route.count",
            Tags.of("route", "/products", "status", "200"),
            null,
            null,
            Meter.Type.COUNTER);
    String name = RouteNameMapper.create(config).toHierarchicalName(count, NamingConvention.dot);
    out.println(
        sent
            + " requests were sent. In Graphite, once the interval of carbon's rules is over: "
            + name
            + " and the like.\nThe rules for carbon-aggregator: examples/graphite.");
    return true;
  }

  @Override
  public void close() {
    out.println("Stopped.");
  }
}
