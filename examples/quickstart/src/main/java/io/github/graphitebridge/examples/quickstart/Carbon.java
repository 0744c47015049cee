// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The carbon that the shop sends to: one that runs already, or the one within this process. */
interface Carbon extends AutoCloseable {
  /** The intervals of the page's figures: a minute is too long to wait for. */
  int INTERVAL_SECONDS = 5;

  /**
   * Returns the existing carbon if GRAPHITE_BRIDGE_HOST is set, otherwise a new one within this
   * process.
   *
   * @throws ValidationException if a GRAPHITE_BRIDGE_* variable has a wrong value
   * @throws IllegalArgumentException if one is set that would be ignored
   */
  static Carbon of(Map<String, String> environment, PrintStream out) {
    GraphiteBridgeConfig config = GraphiteBridgeConfig.fromEnvironment(environment);
    Set<String> keys = GraphiteBridgeConfig.builder().fromEnvironment(environment).keys();
    if (keys.contains("host")) {
      return new ExistingCarbon(config, environment, out);
    }
    if (!keys.isEmpty()) {
      throw new IllegalArgumentException(
          "GRAPHITE_BRIDGE_* variables set "
              + keys
              + ", which would be ignored without GRAPHITE_BRIDGE_HOST: set that too, or none");
    }
    return BuiltInCarbon.start(out);
  }

  /** Returns the GRAPHITE_BRIDGE_* variables with which the shop finds it. */
  Map<String, String> environment();

  /** Returns what the shop records in, so that the page has figures: the registry, at least. */
  MeterRegistry beside(GraphiteBridgeMeterRegistry registry);

  /** Returns what stands in Graphite now, without waiting for it. */
  Figures figures();

  /** Has a listener called with each point that arrives, where these are seen. */
  void onPoint(Consumer<? super CarbonPoint> listener);

  /** Has the console show the points that arrive next, where these are seen. */
  void showNext();

  /** Returns the one that can be broken, if it can. */
  Optional<BreakableCarbon> breakable();

  /**
   * Shows what has become of the traffic, and is quiet from then on.
   *
   * @return false if requests are missing
   */
  boolean account(int sent, CarbonSender sender);

  /**
   * Shows what has become of all requests that the shop has served, after its sender was closed.
   *
   * @return false if some are missing
   */
  boolean end(long served, CarbonSender sender);

  @Override
  void close();
}
