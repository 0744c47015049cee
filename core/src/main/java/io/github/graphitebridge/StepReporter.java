// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.codahale.metrics.Clock;
import com.codahale.metrics.Counter;
import com.codahale.metrics.Gauge;
import com.codahale.metrics.Histogram;
import com.codahale.metrics.Meter;
import com.codahale.metrics.Metric;
import com.codahale.metrics.MetricAttribute;
import com.codahale.metrics.MetricFilter;
import com.codahale.metrics.MetricRegistry;
import com.codahale.metrics.Timer;
import com.codahale.metrics.graphite.GraphiteReporter;
import com.codahale.metrics.graphite.GraphiteSender;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Dropwizard's report in full digits, one metric at a time, so that one that throws ends nobody
 * else's report.
 *
 * <p>Thread-safety: as Dropwizard's.
 */
final class StepReporter extends GraphiteReporter {
  private final GraphiteSender sender;
  private final ReportTime time;
  private final Set<String> warned = ConcurrentHashMap.newKeySet();

  /**
   * Creates a reporter that is not started.
   *
   * @param metrics what is reported
   * @param sender takes the lines
   * @param clock the time of the lines
   * @param units of rates and of durations
   */
  StepReporter(MetricRegistry metrics, GraphiteSender sender, Clock clock, Units units) {
    this(metrics, sender, new ReportTime(clock), units);
  }

  private StepReporter(
      MetricRegistry metrics, GraphiteSender sender, ReportTime time, Units units) {
    super(
        metrics,
        sender,
        time,
        null,
        units.rates,
        units.durations,
        MetricFilter.ALL,
        null,
        true,
        Set.of(),
        false,
        Double::toString);
    this.sender = sender;
    this.time = time;
  }

  /** The units of a report. */
  record Units(TimeUnit rates, TimeUnit durations) {}

  @Override
  @SuppressWarnings("rawtypes") // as the superclass declares it
  public void report(
      SortedMap<String, Gauge> gauges,
      SortedMap<String, Counter> counters,
      SortedMap<String, Histogram> histograms,
      SortedMap<String, Meter> meters,
      SortedMap<String, Timer> timers) {
    time.begin();
    gauges.forEach(this::attempt);
    counters.forEach(this::attempt);
    histograms.forEach(this::attempt);
    meters.forEach(this::attempt);
    timers.forEach(this::attempt);
  }

  private void attempt(String name, Metric metric) {
    try {
      if (metric instanceof RunningTotal total) {
        sendTotal(name, total);
      } else if (metric instanceof FractionalHistogram histogram) {
        sendHistogram(name, histogram);
      } else {
        super.report(
            only(name, metric, Gauge.class),
            only(name, metric, Counter.class),
            only(name, metric, Histogram.class),
            only(name, metric, Meter.class),
            only(name, metric, Timer.class));
      }
    } catch (Throwable failure) {
      warn(name, failure);
    }
  }

  private void sendTotal(String name, RunningTotal total) throws IOException {
    send(name, MetricAttribute.COUNT, total.total());
    send(name, MetricAttribute.M1_RATE, convertRate(total.getOneMinuteRate()));
    send(name, MetricAttribute.M5_RATE, convertRate(total.getFiveMinuteRate()));
    send(name, MetricAttribute.M15_RATE, convertRate(total.getFifteenMinuteRate()));
    send(name, MetricAttribute.MEAN_RATE, convertRate(total.getMeanRate()));
  }

  private void sendHistogram(String name, FractionalHistogram histogram) throws IOException {
    FractionalHistogram.Values values = histogram.getSnapshot();
    send(name, MetricAttribute.COUNT, (double) histogram.getCount());
    send(name, MetricAttribute.MAX, values.max());
    send(name, MetricAttribute.MEAN, values.getMean());
    send(name, MetricAttribute.MIN, values.min());
    send(name, MetricAttribute.STDDEV, values.getStdDev());
    send(name, MetricAttribute.P50, values.getMedian());
    send(name, MetricAttribute.P75, values.get75thPercentile());
    send(name, MetricAttribute.P95, values.get95thPercentile());
    send(name, MetricAttribute.P98, values.get98thPercentile());
    send(name, MetricAttribute.P99, values.get99thPercentile());
    send(name, MetricAttribute.P999, values.get999thPercentile());
  }

  private void send(String name, MetricAttribute attribute, double value) throws IOException {
    sender.send(name + "." + attribute.getCode(), format(value), time.getTime() / 1000);
  }

  private static <M extends Metric> SortedMap<String, M> only(
      String name, Metric metric, Class<M> type) {
    SortedMap<String, M> metrics = new TreeMap<>();
    if (type.isInstance(metric)) {
      metrics.put(name, type.cast(metric));
    }
    return metrics;
  }

  private void warn(String name, Throwable failure) {
    if (warned.add(name)) {
      RegistryLog.LOGGER.warn(
          "{} has no value to report; the report goes on without it", name, failure);
    } else {
      RegistryLog.LOGGER.debug("{} has no value to report", name, failure);
    }
  }

  /** A clock that stands still while a report is made, so that all of it is of one time. */
  private static final class ReportTime extends Clock {
    private final Clock clock;
    private volatile long millis;

    ReportTime(Clock clock) {
      this.clock = clock;
    }

    void begin() {
      millis = clock.getTime();
    }

    @Override
    public long getTime() {
      return millis;
    }

    @Override
    public long getTick() {
      return clock.getTick();
    }
  }
}
