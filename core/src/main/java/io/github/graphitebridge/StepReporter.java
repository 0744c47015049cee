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
import com.codahale.metrics.Snapshot;
import com.codahale.metrics.Timer;
import com.codahale.metrics.graphite.GraphiteReporter;
import com.codahale.metrics.graphite.GraphiteSender;
import java.io.IOException;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dropwizard's report in full digits, one metric at a time, so that one that throws ends nobody
 * else's report.
 *
 * <p>Thread-safety: as Dropwizard's.
 */
final class StepReporter extends GraphiteReporter {
  private static final Logger LOGGER = LoggerFactory.getLogger(GraphiteBridgeMeterRegistry.class);

  private final GraphiteSender sender;
  private final Clock clock;
  private final AtomicBoolean warned = new AtomicBoolean();

  /**
   * Creates a reporter that is not started.
   *
   * @param metrics what is reported
   * @param sender takes the lines
   * @param clock the time of the lines
   * @param units of rates and of durations
   */
  StepReporter(MetricRegistry metrics, GraphiteSender sender, Clock clock, Units units) {
    super(
        metrics,
        sender,
        clock,
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
    this.clock = clock;
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
    Snapshot values = histogram.getSnapshot();
    send(name, MetricAttribute.COUNT, (double) histogram.getCount());
    send(name, MetricAttribute.MAX, FractionalHistogram.amount((double) values.getMax()));
    send(name, MetricAttribute.MEAN, FractionalHistogram.amount(values.getMean()));
    send(name, MetricAttribute.MIN, FractionalHistogram.amount((double) values.getMin()));
    send(name, MetricAttribute.STDDEV, FractionalHistogram.amount(values.getStdDev()));
    send(name, MetricAttribute.P50, FractionalHistogram.amount(values.getMedian()));
    send(name, MetricAttribute.P75, FractionalHistogram.amount(values.get75thPercentile()));
    send(name, MetricAttribute.P95, FractionalHistogram.amount(values.get95thPercentile()));
    send(name, MetricAttribute.P98, FractionalHistogram.amount(values.get98thPercentile()));
    send(name, MetricAttribute.P99, FractionalHistogram.amount(values.get99thPercentile()));
    send(name, MetricAttribute.P999, FractionalHistogram.amount(values.get999thPercentile()));
  }

  private void send(String name, MetricAttribute attribute, double value) throws IOException {
    sender.send(name + "." + attribute.getCode(), format(value), clock.getTime() / 1000);
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
    if (warned.compareAndSet(false, true)) {
      LOGGER.warn("{} has no value to report; the other meters have", name, failure);
    } else {
      LOGGER.debug("{} has no value to report", name, failure);
    }
  }
}
