// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import com.codahale.metrics.Histogram;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jetty.JettyServerThreadPoolMetrics;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmCompilationMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmHeapPressureMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.logging.LogbackMetrics;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a report says of each type of meter that is not pushed per event, on the wire. */
class SteppedMetersTest {
  private static final long NOW = 1_700_000_000L;
  private static final String TREE = "web.shop-meters.";

  private final CarbonServer carbon = CarbonServer.start();
  private final MockClock clock = new MockClock();
  private GraphiteBridgeMeterRegistry registry;

  @BeforeEach
  void open() {
    clock.addSeconds(NOW - clock.wallTime() / 1000);
    registry =
        Connected.of(
            new GraphiteBridgeMeterRegistry(
                Connected.to(carbon).hostNode("web").group("shop").build(), clock));
  }

  @AfterEach
  void close() {
    registry.close();
    carbon.close();
  }

  @Test
  void gauge_anyValue_isReportedWithItsDigits() {
    Gauge.builder("disk.free", () -> 123_456_789_012.5).register(registry);
    Gauge.builder("load.average", () -> 0.000012).tag("cpu", "all").register(registry);
    Gauge.builder("nothing", () -> Double.NaN).register(registry);

    assertReport("diskFree 123456789012.5", "loadAverage.cpu.all 0.000012");
  }

  @Test
  void timeGauge_isReportedInDurationUnits() {
    AtomicLong millis = new AtomicLong(1_500);
    TimeGauge.builder("cache.age", millis::get, TimeUnit.MILLISECONDS).register(registry);

    assertReport("cacheAge 1.5");
  }

  @Test
  void multiGauge_rowsThatChange_areReportedAsTheyAre() {
    MultiGauge sessions = MultiGauge.builder("sessions").register(registry);
    sessions.register(
        List.of(Row.of(Tags.of("shop", "eu"), 3), Row.of(Tags.of("shop", "us"), 4)), true);
    sessions.register(
        List.of(Row.of(Tags.of("shop", "eu"), 5), Row.of(Tags.of("shop", "asia"), 6)), true);

    assertReport("sessions.shop.eu 5", "sessions.shop.asia 6");
  }

  @Test
  void functionCounter_isReportedAsItStands() {
    AtomicLong hits = new AtomicLong(70);
    FunctionCounter.builder("cache.hits", hits, AtomicLong::get).register(registry);

    List<String> report = report("cacheHits");

    assertThat(report).contains("cacheHits.count 70");
  }

  @Test
  void functionTimer_isReportedInDurationUnits() {
    AtomicLong calls = new AtomicLong(4);
    FunctionTimer.builder(
            "db.calls", calls, AtomicLong::get, n -> n.get() * 250.0, TimeUnit.MILLISECONDS)
        .register(registry);

    List<String> report = report("dbCalls");

    assertThat(report).contains("dbCalls.count 4", "dbCalls.mean 0.25");
  }

  @Test
  void longTaskTimer_isReportedInDurationUnits() {
    LongTaskTimer imports = LongTaskTimer.builder("imports").tag("kind", "full").register(registry);
    imports.start();
    imports.start();
    clock.add(Duration.ofMillis(1_500));

    List<String> report = report("imports");

    assertThat(report)
        .contains(
            "imports.kind.full.statistic.active 2",
            "imports.kind.full.statistic.duration 3",
            "imports.kind.full.statistic.max 1.5");
  }

  @Test
  void customMeter_eachOfItsMeasurements_isReported() {
    Meter.builder(
            "queue",
            Meter.Type.OTHER,
            List.of(
                new Measurement(() -> 7.0, Statistic.COUNT),
                new Measurement(() -> 2.5, Statistic.TOTAL_TIME),
                new Measurement(() -> 1.0, Statistic.VALUE)))
        .tag("name", "mail")
        .register(registry);

    List<String> report = report("queue");

    assertThat(report).hasSize(3);
    assertThat(report)
        .anyMatch(line -> line.endsWith(" 7"))
        .anyMatch(line -> line.endsWith(" 2.5"))
        .anyMatch(line -> line.endsWith(" 1"));
  }

  @Test
  void customMeter_twoMeasurementsOfOneStatistic_areBothReported() {
    Meter meter =
        Meter.builder(
                "pool",
                Meter.Type.OTHER,
                List.of(
                    new Measurement(() -> 3.0, Statistic.VALUE),
                    new Measurement(() -> 4.0, Statistic.VALUE)))
            .register(registry);
    registry.remove(meter);
    Meter.builder("pool", Meter.Type.OTHER, meter.measure()).register(registry);

    assertReport("pool.statistic.value 3", "pool.number.2.statistic.value 4");
  }

  @Test
  void fractions_areKept() {
    Counter cost = registry.counter("cost");
    cost.increment(0.25);
    cost.increment(0.5);
    FunctionCounter.builder("distance", this, test -> 1.75).register(registry);
    DistributionSummary ratios = registry.summary("ratios");
    ratios.record(0.125);
    ratios.record(0.1250625);

    clock.addSeconds(1);
    List<String> report = report("");

    assertThat(report)
        .contains("cost.count 0.75", "distance.count 1.75", "ratios.count 2")
        .contains("ratios.min 0.125", "ratios.max 0.125063", "ratios.p99 0.125063")
        .contains("ratios.mean 0.1250315");
  }

  @Test
  void amountThatIsNoNumber_isCountedAndSpoilsNothing() {
    Counter cost = registry.counter("cost");
    cost.increment(Double.NaN);
    cost.increment(Double.POSITIVE_INFINITY);
    cost.increment(3);
    DistributionSummary sizes = registry.summary("sizes");
    sizes.record(Double.POSITIVE_INFINITY);
    sizes.record(2);

    clock.addSeconds(1);
    List<String> report = report("");

    assertThat(report).contains("cost.count 3", "sizes.count 1", "sizes.max 2");
    assertThat(registry.sender().dropped(DropReason.INVALID)).isEqualTo(3);
  }

  @Test
  void nameThatAMetricOfDropwizardHas_isLeftToIt() {
    registry.getDropwizardRegistry().counter(TREE + "jobs").inc(3);
    Counter jobs = registry.counter("jobs", "kind", "mail");
    Counter taken = registry.counter("jobs");
    jobs.increment(4);
    taken.increment(5);

    registry.remove(taken);

    assertThat(registry.getDropwizardRegistry().getNames()).contains(TREE + "jobs");
    assertThat(report("jobs")).contains("jobs.count 3", "jobs.kind.mail.count 4");
  }

  @Test
  void summary_inDropwizardsRegistry_hasItsOwnValues() {
    registry.summary("sizes").record(2.5);
    Histogram reported = registry.getDropwizardRegistry().getHistograms().get(TREE + "sizes");

    reported.update(5);

    assertThat(reported.getSnapshot().getMax()).isEqualTo(5);
    assertThat(reported.getSnapshot().getMedian()).isIn(2.5, 5.0);
    assertThat(reported.getSnapshot().getMean()).isBetween(2.5, 5.0);
    assertThat(reported.getSnapshot().getValues()).containsExactlyInAnyOrder(3, 5);
  }

  @Test
  void customMeter_whoseMeasurementsFail_leavesNothingBehind() {
    Iterable<Measurement> failing =
        () -> List.of(new Measurement(() -> 1.0, Statistic.VALUE), (Measurement) null).iterator();

    assertThatThrownBy(() -> Meter.builder("pool", Meter.Type.OTHER, failing).register(registry))
        .isInstanceOf(NullPointerException.class);
    Meter.builder("pool", Meter.Type.OTHER, List.of(new Measurement(() -> 2.0, Statistic.VALUE)))
        .register(registry);

    assertReport("pool.statistic.value 2");
  }

  @Test
  void rates_ofACounter_areItsGrowthInTheTimeBetween() {
    Counter counter = registry.counter("jobs");
    clock.addSeconds(60);
    counter.increment(120.5);

    List<String> report = report("jobs");

    assertThat(report).contains("jobs.count 120.5", "jobs.mean_rate 2");
    assertThat(report)
        .anyMatch(line -> line.matches("jobs\\.m1_rate 1\\.[0-9]+|jobs\\.m1_rate 2(\\.0[0-9]*)?"));
  }

  @Test
  void metricOfDropwizard_besideThem_isReportedToo() {
    registry.getDropwizardRegistry().counter("legacy.jobs").inc(3);
    registry.getDropwizardRegistry().histogram("legacy.sizes").update(7);

    registry.close();
    carbon.awaitLines((int) registry.sender().lines());

    assertThat(carbon.lines()).contains("legacy.jobs.count 3 " + NOW, "legacy.sizes.max 7 " + NOW);
  }

  @Test
  void meter_thatThrows_endsNoOthersReport() {
    FunctionCounter.builder("a.broken", this, test -> failing()).register(registry);
    FunctionTimer.builder("b.broken", this, test -> 1, test -> failing(), TimeUnit.SECONDS)
        .register(registry);
    Meter.builder(
            "c.broken",
            Meter.Type.OTHER,
            List.of(new Measurement(SteppedMetersTest::failing, Statistic.VALUE)))
        .register(registry);
    Gauge.builder("d.broken", SteppedMetersTest::failing).register(registry);
    Gauge.builder("a.sound", () -> 1).register(registry);
    FunctionCounter.builder("z.sound", 2, Integer::doubleValue).register(registry);
    FunctionTimer.builder("z.timer", 2, n -> n, n -> 3.0, TimeUnit.SECONDS).register(registry);

    List<String> report = report("");

    assertThat(report).contains("aSound 1", "zSound.count 2", "zTimer.count 2");
    assertThat(report).noneMatch(line -> line.startsWith("aBroken") || line.startsWith("cBroken"));
  }

  @Test
  void counterTimerAndSummary_areReportedWithEnoughDigits() {
    Counter jobs = registry.counter("jobs", "kind", "mail");
    jobs.increment(3);
    Timer packing = registry.timer("packing");
    packing.record(Duration.ofNanos(1_234_567));
    DistributionSummary sizes = registry.summary("sizes");
    sizes.record(123_456_789);

    assertThat(report("jobs")).contains("jobs.kind.mail.count 3");
    assertThat(carbonLines("packing")).contains("packing.max 0.001234567");
    assertThat(carbonLines("sizes")).contains("sizes.max 123456789");
  }

  @Test
  void histogram_ofASteppedTimer_reportsItsPercentilesAndBuckets() {
    Timer timer =
        Timer.builder("packing")
            .publishPercentiles(0.5)
            .serviceLevelObjectives(Duration.ofMillis(100))
            .register(registry);
    timer.record(Duration.ofMillis(20));
    DistributionSummary summary =
        DistributionSummary.builder("sizes")
            .publishPercentiles(0.95)
            .serviceLevelObjectives(10)
            .register(registry);
    summary.record(5);

    List<String> report = report("packing");

    assertThat(report).anyMatch(line -> line.startsWith("packingPercentile.phi.0_5 0.01"));
    assertThat(report).anyMatch(line -> line.matches("packingHistogram\\.le\\.0_1 1"));
    assertThat(carbonLines("sizes")).anyMatch(line -> line.startsWith("sizesPercentile.phi.0_95 "));
    assertThat(carbonLines("sizes")).anyMatch(line -> line.startsWith("sizesHistogram.le.10"));
  }

  @Test
  void binders_allTogether_loseNoNameAndThrowNowhere() {
    List<MeterBinder> binders =
        List.of(
            new ClassLoaderMetrics(),
            new JvmCompilationMetrics(),
            new JvmGcMetrics(),
            new JvmHeapPressureMetrics(),
            new JvmInfoMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new DiskSpaceMetrics(new File(".")),
            new FileDescriptorMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            new JettyServerThreadPoolMetrics(new QueuedThreadPool(), Tags.empty()),
            new LogbackMetrics(Tags.empty(), new LoggerContext()));
    binders.forEach(binder -> binder.bindTo(registry));
    // As an application does that binds a library's meters twice, with a tag that tells nothing.
    binders.forEach(binder -> binder.bindTo(registry));

    // Where no time has passed, Dropwizard's mean rates are infinite.
    clock.addSeconds(1);
    List<Meter> reported = registry.getMeters();
    registry.close();

    List<String> lines = carbon.awaitLines((int) registry.sender().lines());
    assertThat(lines).allMatch(line -> line.startsWith(TREE));
    assertThat(lines.stream().map(line -> line.substring(0, line.indexOf(' '))))
        .doesNotHaveDuplicates();
    for (Meter meter : reported) {
      if (hasValue(meter)) {
        String name = meter.getId().getConventionName(registry.config().namingConvention());
        assertThat(lines)
            .as(meter.getId().toString())
            .anyMatch(line -> line.startsWith(TREE + name));
      }
    }
    assertThat(registry.sender().dropped(DropReason.INVALID)).isZero();
  }

  @Test
  void remove_oneOfTwo_leavesTheOther() {
    AtomicLong eu = new AtomicLong(1);
    AtomicLong us = new AtomicLong(2);
    Gauge first = Gauge.builder("stock", eu, AtomicLong::get).tag("shop", "eu").register(registry);
    Gauge.builder("stock", us, AtomicLong::get).tag("shop", "us").register(registry);
    LongTaskTimer gone = LongTaskTimer.builder("imports").register(registry);
    Timer histogram = Timer.builder("packing").publishPercentiles(0.5).register(registry);

    registry.remove(first);
    registry.remove(gone);
    registry.remove(histogram);

    assertReport("stock.shop.us 2");
  }

  @Test
  void remove_meterWhoseStatisticIsNamedAsAnother_leavesTheOther() {
    LongTaskTimer imports = LongTaskTimer.builder("imports").register(registry);
    Gauge.builder("imports", () -> 5).tag("statistic", "max").register(registry);
    Gauge stock = Gauge.builder("stock", () -> 1).register(registry);
    Gauge.builder("stock", () -> 2).tag("statistic", "value").register(registry);

    registry.remove(imports);
    registry.remove(stock);

    List<String> report = report("");
    assertThat(report).hasSize(2).contains("stock.statistic.value 2");
    assertThat(report).anyMatch(line -> line.startsWith("imports.") && line.endsWith(" 5"));
  }

  @Test
  void remove_andRegisterAgain_isReportedUnderTheSameName() {
    Gauge first = Gauge.builder("stock", () -> 1).register(registry);
    registry.remove(first);
    Gauge.builder("stock", () -> 2).register(registry);

    assertReport("stock 2");
  }

  private static double failing() {
    throw new IllegalStateException("no value today");
  }

  private static boolean hasValue(Meter meter) {
    for (Measurement measurement : meter.measure()) {
      if (!Double.isNaN(measurement.getValue())) {
        return true;
      }
    }
    return false;
  }

  /** Has the registry report, and compares all that is not the bridge's own. */
  private void assertReport(String... expected) {
    assertThat(report("")).containsExactlyInAnyOrder(expected);
  }

  private List<String> report(String prefix) {
    registry.close();
    carbon.awaitLines((int) registry.sender().lines());
    return carbonLines(prefix);
  }

  private List<String> carbonLines(String prefix) {
    return carbon.lines().stream()
        .filter(line -> line.startsWith(TREE + prefix) && !line.contains("graphiteBridge"))
        .map(line -> line.substring(TREE.length(), line.lastIndexOf(' ')))
        .toList();
  }
}
