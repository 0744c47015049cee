// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The carbon that the shop sends to: one that runs already, or the one within this process. */
interface Carbon extends AutoCloseable {

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

  /** Returns what stands in Graphite now, without waiting for it. */
  Figures figures();

  /** Has a listener called with each point that arrives, where these are seen. */
  void onPoint(Consumer<? super CarbonPoint> listener);

  /** Returns the one that can be broken, if it can. */
  Optional<BreakableCarbon> breakable();

  /**
   * Shows what has become of the traffic.
   *
   * @return false if requests are missing
   */
  boolean account(int sent);

  @Override
  void close();
}
