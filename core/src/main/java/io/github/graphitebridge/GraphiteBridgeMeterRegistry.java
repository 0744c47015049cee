// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.graphite.GraphiteReporter;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.CarbonSenderMetrics;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.dropwizard.DropwizardClock;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import io.micrometer.graphite.GraphiteMeterRegistry;
import java.util.concurrent.TimeUnit;

/**
 * A Micrometer registry that pushes each event of a request meter to carbon-aggregator as a point
 * of its own, and reports every other meter once a step, all through one {@link CarbonSender}.
 *
 * <p>Request meters are those named {@code http.route.*}, and timers and summaries named in {@link
 * GraphiteBridgeConfig#requestTimers()} and {@link GraphiteBridgeConfig#responseSizes()} that carry
 * a route tag: such a timer becomes the points {@code pt}, {@code count}, {@code status_code} and
 * {@code status_type} of its route. If {@code http.route.*} meters are there too, the foreign ones
 * are not taken apart, so that no request counts twice.
 *
 * <p>Thread-safety: as any Micrometer registry; recording never blocks, throws or logs.
 *
 * @since 0.1
 */
public final class GraphiteBridgeMeterRegistry extends GraphiteMeterRegistry {
  private final Parts parts;
  private final PushedMeters pushed;

  /** What the registry stands on; made before the superclass starts its reporter. */
  private record Parts(
      GraphiteBridgeConfig config,
      Clock clock,
      MeterNames names,
      CarbonSender sender,
      boolean ownSender,
      MetricRegistry metrics,
      GraphiteReporter reporter,
      TimeUnit durationUnits) {

    static Parts of(GraphiteBridgeMeterRegistryBuilder builder) {
      GraphiteBridgeConfig config = builder.config();
      config.requireValid();
      Clock clock = builder.clock();
      MeterNames names = new MeterNames(builder.mapper(), RouteNameMapper.create(config));
      CarbonSender given = builder.sender();
      CarbonSender sender =
          given == null ? CarbonSenders.create(config, clock, names.example()) : given;
      TimeUnit durationUnits = config.durationUnits();
      MetricRegistry metrics = new MetricRegistry();
      GraphiteReporter reporter =
          GraphiteReporter.forRegistry(metrics)
              .withClock(new DropwizardClock(clock))
              .convertRatesTo(config.rateUnits())
              .convertDurationsTo(durationUnits)
              .withFloatingPointFormatter(Double::toString)
              .build(sender.graphiteSender());
      return new Parts(
          config, clock, names, sender, given == null, metrics, reporter, durationUnits);
    }
  }

  /**
   * Creates a registry with the default names, and starts its sender and reporter. Carbon need not
   * be there.
   *
   * @param config the settings
   * @param clock the time of points and steps, {@link Clock#SYSTEM} outside tests
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is
   *     wrong; nothing was started then
   */
  public GraphiteBridgeMeterRegistry(GraphiteBridgeConfig config, Clock clock) {
    this(builder(config).clock(clock));
  }

  /**
   * Creates a registry with names of the application's own.
   *
   * @param config the settings
   * @param clock the time of points and steps, {@link Clock#SYSTEM} outside tests
   * @param mapper names the meters; where it throws, or returns nothing or an unsafe name, a safe
   *     one takes its place
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is
   *     wrong; nothing was started then
   */
  public GraphiteBridgeMeterRegistry(
      GraphiteBridgeConfig config, Clock clock, HierarchicalNameMapper mapper) {
    this(builder(config).clock(clock).mapper(mapper));
  }

  GraphiteBridgeMeterRegistry(GraphiteBridgeMeterRegistryBuilder builder) {
    this(builder, Parts.of(builder));
  }

  private GraphiteBridgeMeterRegistry(GraphiteBridgeMeterRegistryBuilder builder, Parts parts) {
    super(parts.config, parts.clock, parts.names, parts.metrics, parts.reporter);
    this.parts = parts;
    this.pushed =
        new PushedMeters(
            parts.config, parts.clock, parts.names, parts.sender, builder.pushPerEvent());
    config().onMeterRemoved(this::forget);
    parts.names.bindTo(this);
    new CarbonSenderMetrics(parts.sender).bindTo(this);
  }

  /**
   * Returns a builder for what the constructors leave out.
   *
   * @param config the settings
   * @return a new builder
   */
  public static GraphiteBridgeMeterRegistryBuilder builder(GraphiteBridgeConfig config) {
    return new GraphiteBridgeMeterRegistryBuilder(requireNonNull(config, "config"));
  }

  /**
   * Returns the sender all points go through.
   *
   * @return never null; one that does nothing if {@code enabled} is false
   */
  public CarbonSender sender() {
    return parts.sender;
  }

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig histogram, PauseDetector pauseDetector) {
    Timer timer = pushed.timer(id, histogram, pauseDetector, getBaseTimeUnit());
    return timer == null ? super.newTimer(id, histogram, pauseDetector) : timer;
  }

  @Override
  protected Counter newCounter(Meter.Id id) {
    Counter counter = pushed.counter(id);
    return counter == null ? super.newCounter(id) : counter;
  }

  @Override
  protected DistributionSummary newDistributionSummary(
      Meter.Id id, DistributionStatisticConfig histogram, double scale) {
    DistributionSummary summary = pushed.summary(id, histogram, scale);
    return summary == null ? super.newDistributionSummary(id, histogram, scale) : summary;
  }

  @Override
  protected TimeUnit getBaseTimeUnit() {
    return parts.durationUnits;
  }

  /**
   * Frees a removed meter's names. Those of a statistic each, which custom meters have, are removed
   * from the report as well: the superclass only knows the ones of long task timers.
   */
  private void forget(Meter meter) {
    parts.names.release(meter.getId());
    for (Statistic statistic : Statistic.values()) {
      String name = parts.names.release(meter.getId().withTag(statistic));
      if (name != null) {
        parts.metrics.remove(name);
      }
    }
  }

  /**
   * Reports the stepped meters a last time, then lets the sender send what waits for at most {@code
   * closeTimeout}. A sender that was given to the builder stays open. Closing again does nothing.
   */
  @Override
  public synchronized void close() {
    if (!isClosed()) {
      super.close();
      if (parts.ownSender) {
        parts.sender.close();
      }
    }
  }
}
