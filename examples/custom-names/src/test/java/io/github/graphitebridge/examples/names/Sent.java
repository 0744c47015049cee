// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeConfigBuilder;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What a registry with some mapper has sent until it closed, at the second 1700000000.
 *
 * @param lines those of meters that are pushed per event
 */
record Sent(List<String> lines) {
  /** How long a test waits for what comes at once where the machine is idle. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Returns what the web server {@code web-1} of a shop sends when it records. */
  static Sent by(
      Function<GraphiteBridgeConfig, HierarchicalNameMapper> mapper,
      Consumer<GraphiteBridgeMeterRegistry> application) {
    return by(GraphiteBridgeConfig.builder().hostNode("web-1").group("shop"), mapper, application);
  }

  /** Returns what an application with some settings sends when it records. */
  static Sent by(
      GraphiteBridgeConfigBuilder settings,
      Function<GraphiteBridgeConfig, HierarchicalNameMapper> mapper,
      Consumer<GraphiteBridgeMeterRegistry> application) {
    MockClock clock = new MockClock();
    clock.addSeconds(1_700_000_000L - clock.wallTime() / 1000);
    try (CarbonServer carbon = CarbonServer.builder().timeout(PATIENCE).start()) {
      GraphiteBridgeConfig config = settings.host(carbon.host()).port(carbon.port()).build();
      GraphiteBridgeMeterRegistry registry =
          new GraphiteBridgeMeterRegistry(config, clock, mapper.apply(config));
      // Until then counts of one name and second merge into one line.
      await().atMost(PATIENCE).until(registry.sender()::isConnected);
      application.accept(registry);
      registry.close();
      carbon.drain();
      assertThat(carbon.rejected()).isEmpty();
      return new Sent(
          carbon.lines().stream().filter(line -> !line.contains("shop-meters.")).toList());
    }
  }

  /** Records a request as Spring does. */
  static void request(
      GraphiteBridgeMeterRegistry registry, String method, String template, int status) {
    registry
        .timer(
            "http.server.requests",
            "method",
            method,
            "uri",
            template,
            "status",
            Integer.toString(status))
        .record(Duration.ofMillis(12));
  }

  /** Checks that carbon makes series of each name: one of its own, and one over all hosts. */
  void areTakenBy(AggregationRules rules, String host, String all) {
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              String name = line.substring(0, line.indexOf(' '));
              assertThat(rules.forwards(name)).as(line).isFalse();
              assertThat(rules.matches(name))
                  .extracting(AggregationRules.Match::output)
                  .doesNotHaveDuplicates()
                  .contains(name, name.replaceFirst(host, all));
            });
  }
}
