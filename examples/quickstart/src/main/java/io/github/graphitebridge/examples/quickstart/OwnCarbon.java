// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The user's own carbon-aggregator; what arrives there is seen in Graphite.
 *
 * <p>Thread-safety: safe.
 */
final class OwnCarbon implements Carbon {
  private final GraphiteBridgeConfig config;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final @Nullable GraphiteWeb web;

  OwnCarbon(GraphiteBridgeConfig config, Map<String, String> environment, PrintStream out) {
    this.config = config;
    this.environment = environment;
    this.out = out;
    this.web = GraphiteWeb.of(config, environment);
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
  public Figures figures() {
    return web != null
        ? web.figures()
        : Figures.none(
            "Set "
                + GraphiteWeb.VARIABLE
                + "=http://host:port, graphite-web's address, to see here what Graphite makes of"
                + " these points.");
  }

  /** Does nothing: the points are seen by the user's carbon only. */
  @Override
  public void onPoint(Consumer<? super CarbonPoint> listener) {}

  @Override
  public Optional<BreakableCarbon> breakable() {
    return Optional.empty();
  }

  @Override
  public boolean account(int sent) {
    out.println(
        sent
            + " requests were sent. In Graphite, once the interval of carbon's rules is over: "
            + GraphiteTree.exampleCount(config)
            + " and the like.\nThe rules for carbon-aggregator: examples/graphite.");
    out.println("The page: " + figures().source());
    return true;
  }

  @Override
  public void close() {
    out.println("Stopped.");
  }
}
