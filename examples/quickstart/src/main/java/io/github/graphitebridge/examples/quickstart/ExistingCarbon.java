// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A carbon-aggregator that runs already. What it makes of the points is seen in its Graphite only.
 *
 * <p>Thread-safety: safe.
 */
final class ExistingCarbon implements Carbon {
  private final GraphiteBridgeConfig config;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final List<String> series;
  private final String checkCommand;

  ExistingCarbon(GraphiteBridgeConfig config, Map<String, String> environment, PrintStream out) {
    NeededRules rules = new NeededRules(config);
    this.config = config;
    this.environment = environment;
    this.out = out;
    this.series = rules.series();
    this.checkCommand = rules.checkCommand();
    out.println(
        "GRAPHITE_BRIDGE_HOST is set: points go to carbon-aggregator at " + address() + ".");
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public Figures figures() {
    return new Figures(
        "Points go to carbon-aggregator at "
            + address()
            + ". In its Graphite, look for "
            + series.get(0)
            + ". The console lists more after the traffic.",
        intervalSeconds(),
        List.of(),
        new AggregateTable(List.of()));
  }

  /** Does nothing: only the existing carbon sees the points. */
  @Override
  public void onPoint(Consumer<? super CarbonPoint> listener) {}

  @Override
  public Optional<BreakableCarbon> breakable() {
    return Optional.empty();
  }

  @Override
  public boolean account(int sent) {
    out.printf(
        """
        %d requests were sent. When an interval of %d s is over, look in Graphite for
          %s
        Missing or too low? In the project's folder, check whether carbon's rules take them:
          mvn -q package -DskipTests -pl rules
          %s
        The README of examples/graphite tells how to generate rules for them.
        """,
        sent, intervalSeconds(), String.join("\n  ", series), checkCommand);
    return true;
  }

  private String address() {
    return config.host() + ':' + config.port();
  }

  private long intervalSeconds() {
    return config.aggregationInterval().toSeconds();
  }

  @Override
  public void close() {
    out.println("Stopped.");
  }
}
