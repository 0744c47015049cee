// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A carbon-aggregator that runs already. What it makes of the points is seen in its Graphite only,
 * so the page's figures are those of a second carbon, within this process, which gets the same.
 *
 * <p>Thread-safety: safe.
 */
final class ExistingCarbon implements Carbon {
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final GraphiteBridgeConfig config;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final ExpectedSeries expected;
  private final BreakableCarbon second;
  private final GraphiteBridgeMeterRegistry toSecond;

  /** Creates the one that settings lead to, and starts the second. */
  ExistingCarbon(GraphiteBridgeConfig config, Map<String, String> environment, PrintStream out) {
    this.config = config;
    this.environment = environment;
    this.out = out;
    this.expected = new ExpectedSeries(config);
    out.println(
        "GRAPHITE_BRIDGE_HOST is set: points go to carbon-aggregator at "
            + address()
            + ", and\nto a second carbon, within this process, for the figures on the page.");
    this.second = new BreakableCarbon(INTERVAL_SECONDS, out::println);
    GraphiteBridgeConfig settings =
        GraphiteBridgeConfig.builder()
            .host(second.host())
            .port(second.port())
            .hostNode("page")
            .step(Duration.ofHours(1))
            .build();
    this.toSecond = new GraphiteBridgeMeterRegistry(settings, Clock.SYSTEM);
  }

  @Override
  public Map<String, String> environment() {
    return environment;
  }

  @Override
  public MeterRegistry beside(GraphiteBridgeMeterRegistry registry) {
    return new CompositeMeterRegistry(Clock.SYSTEM, List.of(registry, toSecond));
  }

  @Override
  public Figures figures() {
    return second.figures(
        "Points go to carbon-aggregator at "
            + address()
            + ". In its Graphite, look for "
            + expected.names().get(0)
            + ", a value every "
            + intervalSeconds()
            + " s; the console lists more after the traffic. The figures on this page are those of"
            + " a second carbon, within the shop's process, which gets the same requests.");
  }

  /** Does nothing: only the existing carbon sees the points. */
  @Override
  public void onPoint(Consumer<? super CarbonPoint> listener) {}

  /** Does nothing, for the same reason. */
  @Override
  public void showNext() {}

  @Override
  public Optional<BreakableCarbon> breakable() {
    return Optional.empty();
  }

  @Override
  public boolean account(int sent, CarbonSender sender) {
    awaitFirst(sender);
    if (sender.sent() == 0) {
      out.printf(
          "%d requests were sent, but none of their points:"
              + " carbon-aggregator at %s is not reached.%n",
          sent, address());
    } else {
      out.printf("%d requests were sent. ", sent);
    }
    out.printf(
        """
        When an interval of %d s is over, look in Graphite for
          %s
        Missing, or no more than 1? In the project's folder, check carbon's rules:
          mvn -q package -DskipTests -pl rules
          %s
        It ends with "fine" if they take every point. Where none of these series is aggregated, it
        warns of each "no rule takes it". This prints the rules that do:
          %s
        """,
        intervalSeconds(),
        String.join("\n  ", expected.names()),
        expected.checkCommand(),
        expected.generateCommand());
    return true;
  }

  /** Waits a moment for the first point: on a busy machine it may not have gone yet. */
  private static void awaitFirst(CarbonSender sender) {
    long begin = System.nanoTime();
    while (sender.sent() == 0 && System.nanoTime() - begin < PATIENCE.toNanos()) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  @Override
  public boolean end(long served, CarbonSender sender) {
    long dropped =
        SenderHealth.of(sender).dropped().values().stream().mapToLong(Long::longValue).sum();
    long inDoubt = config.acknowledge() ? sender.sent() - sender.acknowledged() : 0;
    out.printf(
        "Stopped. Requests served in all: %d. Points: %d, acknowledged by carbon: %d%s%s.%n",
        served,
        sender.recorded(),
        sender.acknowledged(),
        inDoubt == 0 ? "" : ", " + inDoubt + " NOT ACKNOWLEDGED",
        dropped == 0 ? "" : ", " + dropped + " ARE MISSING");
    return dropped == 0 && inDoubt == 0;
  }

  private String address() {
    return config.host() + ':' + config.port();
  }

  private long intervalSeconds() {
    return config.aggregationInterval().toSeconds();
  }

  @Override
  public void close() {
    toSecond.close();
    second.close();
  }
}
