// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.graphite.GraphiteReporter;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.CarbonSenderMetrics;
import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesKind;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramGauges;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.dropwizard.DropwizardClock;
import io.micrometer.core.instrument.dropwizard.DropwizardFunctionCounter;
import io.micrometer.core.instrument.dropwizard.DropwizardFunctionTimer;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import io.micrometer.graphite.GraphiteMeterRegistry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A Micrometer registry that sends one data point per request to carbon-aggregator. It reports
 * every other meter once per step. Both use one {@link CarbonSender}.
 *
 * <p>Request meters are those named {@code http.route.*}. Timers and summaries named in {@link
 * GraphiteBridgeConfig#requestTimers()} and {@link GraphiteBridgeConfig#responseSizes()} are
 * request meters too if they have a route tag. Such a timer becomes the points {@code pt}, {@code
 * count}, {@code status_code} and {@code status_type} of its route. If the registry has {@code
 * http.route.*} meters too, it does not send the foreign ones: no request counts twice.
 *
 * <p>At its start it logs the command that generates the rules for its settings, at DEBUG.
 *
 * <p>Thread-safety: as any Micrometer registry; recording never blocks, throws or logs, unless the
 * application's own clock does.
 *
 * @since 0.1
 */
public final class GraphiteBridgeMeterRegistry extends GraphiteMeterRegistry {
  private final Parts parts;
  private final PushedMeters pushed;
  private final SteppedMeters stepped;
  private final AtomicBoolean ownMetersBound = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();

  /** The parts of the registry, created before the superclass starts its reporter. */
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
      builder.config().requireValid();
      // Read once: a configuration may change between open and close.
      GraphiteBridgeConfig config = ConfigValues.of(builder.config());
      Clock clock = builder.clock();
      MetricRegistry metrics = new MetricRegistry();
      CarbonSender given = builder.sender();
      MeterNames names =
          new MeterNames(
              builder.mapper(),
              RouteNameMapper.create(config),
              name -> metrics.getMetrics().containsKey(name),
              carbon(config, given));
      CarbonSender sender = given != null ? given : sender(config, clock);
      // The sender's log shows the first series, which a user can look for in Graphite.
      Series unused = sender.series(names.example(), SeriesKind.SAMPLE);
      TimeUnit durationUnits = config.durationUnits();
      GraphiteReporter reporter =
          new StepReporter(
              metrics,
              names::isOwn,
              sender.graphiteSender(),
              new DropwizardClock(clock),
              new StepReporter.Times(config.step(), config.rateUnits(), durationUnits));
      return new Parts(
          config, clock, names, sender, given == null, metrics, reporter, durationUnits);
    }

    private static CarbonSender sender(GraphiteBridgeConfig config, Clock clock) {
      CarbonCache.warn(config);
      return Settings.sender(config).clock(clock::wallTime).build();
    }

    /** Returns an object that is equal for two registries that send to the same carbon. */
    private static @Nullable Object carbon(
        GraphiteBridgeConfig config, @Nullable CarbonSender given) {
      if (!config.enabled()) {
        return null;
      }
      return given != null ? given : config.host() + ':' + config.port();
    }

    /** Returns the clock of points. The application's own clock is read for each point. */
    Clock pointClock() {
      return clock == Clock.SYSTEM ? sender.clock() : clock;
    }
  }

  /**
   * Creates a registry with the default names, and starts its sender and reporter. Carbon may be
   * down.
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
   * Creates a registry with the application's own names.
   *
   * @param config the settings
   * @param clock the time of points and steps, {@link Clock#SYSTEM} outside tests
   * @param mapper names the meters; if it throws, or returns no name or an unsafe one, a safe name
   *     replaces it
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
    super(
        parts.config,
        parts.clock,
        (id, convention) -> id.getName(),
        new NoMetrics(),
        parts.reporter);
    this.parts = parts;
    this.stepped =
        new SteppedMeters(
            parts.metrics,
            new SteppedMeters.Names(parts.names, () -> config().namingConvention()),
            parts.sender,
            parts.clock,
            parts.durationUnits);
    this.pushed =
        new PushedMeters(
            parts.config, parts.pointClock(), parts.names, parts.sender, builder.pushPerEvent());
    config().meterFilter(new HttpMethods());
    config().onMeterRemoved(stepped::remove);
    config().onMeterAdded(this::bindOwnMeters);
    NeededRules.log(parts.config, builder.mapper() != null);
    Rehearsal.once();
  }

  /**
   * Adds the bridge's own meters with the application's first meter. Frameworks set filters and
   * common tags after the constructor: earlier meters would miss them, and Micrometer would warn.
   */
  private void bindOwnMeters(Meter first) {
    // If the application binds one of them itself, that is not yet registered now.
    if (!MeterNames.isOwn(first.getId()) && ownMetersBound.compareAndSet(false, true)) {
      boolean bound = false;
      try {
        parts.names.bindTo(this);
        new CarbonSenderMetrics(parts.sender).bindTo(this);
        bound = true;
      } finally {
        // If this thread runs out of stack here, the next meter adds them.
        ownMetersBound.set(bound);
      }
    }
  }

  /**
   * Returns a builder for everything that the constructors lack.
   *
   * @param config the settings
   * @return a new builder
   */
  public static GraphiteBridgeMeterRegistryBuilder builder(GraphiteBridgeConfig config) {
    return new GraphiteBridgeMeterRegistryBuilder(requireNonNull(config, "config"));
  }

  /**
   * Returns the sender of all points.
   *
   * @return a sender; it does nothing if {@code enabled} is false
   */
  public CarbonSender sender() {
    return parts.sender;
  }

  /**
   * Returns the registry of the metrics that are reported once per step, for an application's
   * Dropwizard metrics.
   *
   * <p>A metric goes to carbon under the name of its registration, made safe. The caller must write
   * prefix, host and meter group: {@code register("shop.web-1.jobs.queue", gauge)}.
   *
   * @return Dropwizard's registry; the pushed meters are not in it
   */
  @Override
  public MetricRegistry getDropwizardRegistry() {
    return parts.metrics;
  }

  @Override
  protected Counter newCounter(Meter.Id id) {
    Counter counter = pushed.counter(id);
    return counter == null ? stepped.counter(id, this::rates) : counter;
  }

  @Override
  protected Timer newTimer(
      Meter.Id id, DistributionStatisticConfig histogram, PauseDetector pauseDetector) {
    Timer timer = pushed.timer(id, histogram, pauseDetector, getBaseTimeUnit());
    if (timer == null) {
      timer = stepped.timer(id, histogram, pauseDetector);
      HistogramGauges.registerWithCommonFormat(timer, this);
    }
    return timer;
  }

  @Override
  protected DistributionSummary newDistributionSummary(
      Meter.Id id, DistributionStatisticConfig histogram, double scale) {
    DistributionSummary summary = pushed.summary(id, histogram, scale);
    if (summary == null) {
      summary = stepped.summary(id, histogram, scale);
      HistogramGauges.registerWithCommonFormat(summary, this);
    }
    return summary;
  }

  @Override
  protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig histogram) {
    LongTaskTimer timer = stepped.longTaskTimer(id, histogram);
    HistogramGauges.registerWithCommonFormat(timer, this);
    return timer;
  }

  @Override
  protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
    pushed.gauge(id);
    return stepped.gauge(id, object, value);
  }

  @Override
  protected <T> FunctionCounter newFunctionCounter(
      Meter.Id id, T object, ToDoubleFunction<T> count) {
    FunctionCounter counter = new CumulativeFunctionCounter<>(id, object, count);
    stepped.total(id, counter::count, this::rates);
    return counter;
  }

  @Override
  protected <T> FunctionTimer newFunctionTimer(
      Meter.Id id,
      T object,
      ToLongFunction<T> count,
      ToDoubleFunction<T> totalTime,
      TimeUnit totalTimeUnit) {
    DropwizardFunctionTimer<?> timer =
        (DropwizardFunctionTimer<?>)
            super.newFunctionTimer(id, object, count, totalTime, totalTimeUnit);
    stepped.report(id, id, timer.getDropwizardMeter());
    return timer;
  }

  @Override
  protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
    return stepped.custom(id, type, measurements);
  }

  /** Stock code spreads the events since the last report over the time in between. */
  private com.codahale.metrics.Meter rates(Meter.Id id, DoubleSupplier total) {
    DropwizardFunctionCounter<?> counter =
        (DropwizardFunctionCounter<?>)
            super.newFunctionCounter(id, total, DoubleSupplier::getAsDouble);
    return counter.getDropwizardMeter();
  }

  @Override
  protected TimeUnit getBaseTimeUnit() {
    return parts.durationUnits;
  }

  /**
   * Reports the stepped meters a last time. Then the sender has at most {@code closeTimeout} to
   * send the waiting points. A sender that was given to the builder stays open. Closing again does
   * nothing.
   *
   * <p>A gauge or an appender that hangs delays it by 4 seconds at most, and a WARN names it.
   */
  @Override
  public synchronized void close() {
    if (closing.compareAndSet(false, true)) {
      Thread last = new Thread(this::closeMeters, "graphite-bridge-last-report");
      last.setDaemon(true);
      try {
        last.start();
        last.join(StepReporter.LONGEST_STOP.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (OutOfMemoryError e) {
        // The process has no thread left. A report needs one too, so nothing can hang.
        closeMeters();
      } finally {
        parts.names.close();
        if (parts.ownSender) {
          parts.sender.close();
        }
      }
    }
  }

  private void closeMeters() {
    try {
      super.close();
    } catch (Throwable e) {
      RegistryLog.LOGGER.warn("The last report failed", e);
    }
  }

  /**
   * Takes stock Micrometer's metrics, and keeps none. {@link SteppedMeters} registers the reported
   * metrics, under unique names.
   */
  private static final class NoMetrics extends MetricRegistry {
    @Override
    public <T extends Metric> T register(String name, T metric) {
      return metric;
    }
  }
}
