// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeConfigBuilder;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.RouteNameMapper;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.Function;

/**
 * Shows what one request is called in each of the ways.
 *
 * <p>Thread-safety: stateless.
 */
public final class CustomNames {
  private CustomNames() {}

  /**
   * Prints the lines of one request in each way.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    print(System.out);
  }

  static void print(PrintStream out) {
    print("LambdaNames", shop(), LambdaNames::mapper, out);
    print("SeparatorNames", SeparatorNames.settings(), RouteNameMapper::create, out);
    print("MethodNames", MethodNames.settings(), RouteNameMapper::create, out);
    print("TenantNames", shop(), TenantNames::mapper, out);
    print("RouteRules", shop(), RouteRules::mapper, out);
  }

  private static GraphiteBridgeConfigBuilder shop() {
    return GraphiteBridgeConfig.builder().hostNode("web-1").group("shop");
  }

  /** Records a request as a framework with Micrometer does, and prints what reaches carbon. */
  private static void print(
      String way,
      GraphiteBridgeConfigBuilder settings,
      Function<GraphiteBridgeConfig, HierarchicalNameMapper> mapper,
      PrintStream out) {
    out.println(way);
    try (CarbonServer carbon = CarbonServer.start()) {
      GraphiteBridgeConfig config = settings.host(carbon.host()).port(carbon.port()).build();
      GraphiteBridgeMeterRegistry registry =
          new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM, mapper.apply(config));
      Timer.builder("http.server.requests")
          .tags("method", "GET", "uri", "/api/v2/users/{id}", "status", "200")
          .tags("region", "eu-west", "tenant", "acme")
          .register(registry)
          .record(Duration.ofMillis(12));
      carbon.awaitLines(4).forEach(line -> out.println("  " + line));
      registry.close();
    }
  }
}
