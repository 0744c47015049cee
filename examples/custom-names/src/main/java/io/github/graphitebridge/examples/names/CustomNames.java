// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.io.PrintStream;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

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
    Map<String, HierarchicalNameMapper> ways = new LinkedHashMap<>();
    ways.put("LambdaNames", LambdaNames.mapper());
    ways.put("SeparatorNames", SeparatorNames.mapper());
    ways.put("MethodNames", MethodNames.mapper());
    ways.put("TenantNames", TenantNames.mapper());
    ways.put("RouteRules", RouteRules.mapper());
    ways.forEach(
        (name, mapper) -> {
          out.println(name);
          request(mapper, out);
        });
  }

  /** Records a request as a framework with Micrometer does, and prints what reaches carbon. */
  private static void request(HierarchicalNameMapper mapper, PrintStream out) {
    try (CarbonServer carbon = CarbonServer.start()) {
      GraphiteBridgeConfig config =
          GraphiteBridgeConfig.builder().host(carbon.host()).port(carbon.port()).build();
      GraphiteBridgeMeterRegistry registry =
          new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM, mapper);
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
