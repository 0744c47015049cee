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
import io.github.graphitebridge.PatientReader.Outcome;
import io.github.graphitebridge.PatientReader.Patience;
import io.github.graphitebridge.PatientReader.Reading;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Dropwizard's report with all digits, one metric at a time: a metric that throws or hangs does not
 * affect the others. The bridge's own meters come first.
 *
 * <p>Thread-safety: as Dropwizard's.
 */
final class StepReporter extends GraphiteReporter {
  /** How long a metric may take: longer than the sender delays a report. */
  private static final Duration HANGS = Duration.ofMillis(1_500);

  private static final Patience LAST = new Patience(Duration.ofSeconds(1), Duration.ofSeconds(2));

  /** How long {@link #stop} may take during a report. */
  static final Duration LONGEST_STOP = HANGS.plus(LAST.all()).plusMillis(500);

  private static final int NAMES_SHOWN = 10;

  private final GraphiteSender sender;
  private final Predicate<String> own;
  private final Patience patience;
  private final ReportTime time;
  private final PatientReader reader = new PatientReader();
  private volatile boolean stopping;

  // Belong to the reporting thread, under Dropwizard's lock.
  private final Set<String> warned = new HashSet<>();
  private Set<String> leftOut = Set.of();

  /** The exceptions of this report, from all of its threads. */
  private final Map<String, Throwable> failures = new ConcurrentSkipListMap<>();

  /**
   * Creates a reporter that is not started.
   *
   * @param metrics what is reported
   * @param own knows the names of the bridge's own meters
   * @param sender takes the lines
   * @param clock the time of the lines
   * @param times the step, and the units of a report
   */
  StepReporter(
      MetricRegistry metrics,
      Predicate<String> own,
      GraphiteSender sender,
      Clock clock,
      Times times) {
    this(metrics, own, sender, new ReportTime(clock), times);
  }

  private StepReporter(
      MetricRegistry metrics,
      Predicate<String> own,
      GraphiteSender sender,
      ReportTime time,
      Times times) {
    super(
        metrics,
        sender,
        time,
        null,
        times.rates,
        times.durations,
        MetricFilter.ALL,
        null,
        true,
        Set.of(),
        false,
        Double::toString);
    this.own = own;
    this.sender = sender;
    this.time = time;
    this.patience = new Patience(HANGS, times.step.plus(HANGS));
  }

  /** The time between reports, and the units of rates and durations. */
  record Times(Duration step, TimeUnit rates, TimeUnit durations) {}

  /** Reports a last time, and ends soon even if a metric hangs. */
  @Override
  public void stop() {
    stopping = true;
    reader.hurry();
    super.stop();
  }

  @Override
  @SuppressWarnings("rawtypes") // as the superclass declares it
  public void report(
      SortedMap<String, Gauge> gauges,
      SortedMap<String, Counter> counters,
      SortedMap<String, Histogram> histograms,
      SortedMap<String, Meter> meters,
      SortedMap<String, Timer> timers) {
    time.begin();
    List<Reading> readings = new ArrayList<>();
    BiConsumer<String, Metric> add =
        (name, metric) -> readings.add(new Reading(name, () -> attempt(name, metric)));
    gauges.forEach(add);
    counters.forEach(add);
    histograms.forEach(add);
    meters.forEach(add);
    timers.forEach(add);
    // Metrics that were left out last time come before those that were read.
    readings.sort(
        Comparator.comparing((Reading reading) -> !own.test(reading.name()))
            .thenComparing(reading -> !leftOut.contains(reading.name())));
    warned.retainAll(readings.stream().map(Reading::name).toList());
    failures.clear();
    boolean last = stopping;
    if (last) {
      reader.relax();
    }
    Outcome outcome = reader.read(readings, last ? LAST : patience);
    // The last report includes metrics that a close has cut off.
    boolean cut = stopping && !last;
    leftOut = cut ? Set.of() : Set.copyOf(outcome.leftOut());
    warn(outcome.hung());
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
      failures.put(name, failure);
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

  /** Logs each faulty metric once, with at most one line per kind of fault. */
  private void warn(List<String> hung) {
    try {
      Map<String, Throwable> failed = new TreeMap<>(failures);
      failed.forEach(
          (name, failure) -> RegistryLog.LOGGER.debug("{} has no value to report", name, failure));
      failed.keySet().removeIf(name -> !warned.add(name));
      if (!failed.isEmpty()) {
        RegistryLog.LOGGER.warn(
            "{} has no value to report; the report goes on without it",
            shown(failed.keySet()),
            failed.values().iterator().next());
      }
      warn(hung, "{} hangs; the report goes on without it");
      warn(leftOut, "{} is not reported for lack of time: the others are slow, or hang");
    } catch (Throwable e) {
      // An appender that throws must not end the reports.
    }
  }

  private void warn(Collection<String> names, String text) {
    List<String> unknown = names.stream().filter(warned::add).toList();
    if (!unknown.isEmpty()) {
      RegistryLog.LOGGER.warn(text, shown(unknown));
    }
  }

  private static String shown(Collection<String> names) {
    String first = names.stream().limit(NAMES_SHOWN).collect(Collectors.joining(", "));
    int more = names.size() - NAMES_SHOWN;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  /** A clock that stands still during a report, so all of its lines have the same time. */
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
