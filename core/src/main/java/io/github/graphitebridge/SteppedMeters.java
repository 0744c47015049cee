// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.ExponentiallyDecayingReservoir;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.SeriesKind;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.dropwizard.DropwizardClock;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultLongTaskTimer;
import io.micrometer.core.instrument.internal.DefaultMeter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Creates the meters that are reported once per step, and registers their metrics for the report
 * under unique names.
 *
 * <p>Stock Micrometer's meters for Dropwizard have whole numbers and milliseconds only. Two meters
 * with one name throw from {@code register()} or share their state.
 *
 * <p>Thread-safety: meters are created and removed under the Micrometer registry's own lock.
 */
final class SteppedMeters {
  /** Creates the rates of a running total; stock code does that well. */
  interface Rates {
    com.codahale.metrics.Meter of(Meter.Id id, DoubleSupplier total);
  }

  /** The registry's names, and its convention, which may change. */
  record Names(MeterNames of, Supplier<NamingConvention> convention) {}

  private final MetricRegistry metrics;
  private final Names names;
  private final CarbonSender sender;
  private final Clock clock;
  private final TimeUnit units;

  SteppedMeters(
      MetricRegistry metrics, Names names, CarbonSender sender, Clock clock, TimeUnit units) {
    this.metrics = metrics;
    this.names = names;
    this.sender = sender;
    this.clock = clock;
    this.units = units;
  }

  <T> Gauge gauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
    Gauge gauge = new DefaultGauge<>(id, object, value);
    report(id, id, gauge(gauge::value));
    return gauge;
  }

  Counter counter(Meter.Id id, Rates rates) {
    Counter counter = new SteppedCounter(id, this::countInvalid);
    total(id, counter::count, rates);
    return counter;
  }

  /** Reports a growing number, with its rates. */
  void total(Meter.Id id, DoubleSupplier total, Rates rates) {
    report(id, id, new RunningTotal(total, rates.of(id, total)));
  }

  Timer timer(Meter.Id id, DistributionStatisticConfig histogram, PauseDetector pauseDetector) {
    com.codahale.metrics.Timer reported =
        new com.codahale.metrics.Timer(
            new ExponentiallyDecayingReservoir(), new DropwizardClock(clock));
    report(id, id, reported);
    return new SteppedTimer(id, clock, histogram, pauseDetector, units, reported);
  }

  DistributionSummary summary(Meter.Id id, DistributionStatisticConfig histogram, double scale) {
    FractionalHistogram reported = new FractionalHistogram();
    report(id, id, reported);
    return new SteppedSummary(
        id, clock, histogram, scale, new SteppedSummary.Report(reported, this::countInvalid));
  }

  LongTaskTimer longTaskTimer(Meter.Id id, DistributionStatisticConfig histogram) {
    LongTaskTimer timer = new DefaultLongTaskTimer(id, clock, units, histogram, false);
    report(id, id.withTag(Statistic.ACTIVE_TASKS), gauge(timer::activeTasks));
    report(id, id.withTag(Statistic.DURATION), gauge(() -> timer.duration(units)));
    report(id, id.withTag(Statistic.MAX), gauge(() -> timer.max(units)));
    return timer;
  }

  /** A custom meter may have several measurements of one statistic. */
  Meter custom(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
    Map<Statistic, Integer> seen = new EnumMap<>(Statistic.class);
    // The application's code runs first: if it throws, the meter leaves nothing behind.
    List<Measurement> all = new ArrayList<>();
    measurements.forEach(all::add);
    for (Measurement measurement : all) {
      Statistic statistic = measurement.getStatistic();
      int number = seen.merge(statistic, 1, Integer::sum);
      Meter.Id named = id.withTag(statistic);
      report(
          id,
          number == 1 ? named : named.withTag(Tag.of("number", Integer.toString(number))),
          gauge(measurement::getValue));
    }
    return new DefaultMeter(id, type, measurements);
  }

  /** Reports a metric under the name of an Id, as long as the meter that owns it exists. */
  void report(Meter.Id owner, Meter.Id named, Metric metric) {
    metrics.register(names.of.claim(owner, named, names.convention.get()), metric);
  }

  /** Stops the report of a removed meter, and frees its names. */
  void remove(Meter meter) {
    names.of.release(meter.getId()).forEach(metrics::remove);
  }

  /** Counts a value that is no number, through the sender like any other point. */
  private void countInvalid() {
    sender.series("invalid", SeriesKind.SAMPLE).record(Double.NaN, 0);
  }

  private static com.codahale.metrics.Gauge<Double> gauge(DoubleSupplier value) {
    return value::getAsDouble;
  }
}
