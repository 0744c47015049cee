// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.carbon.SeriesKind;
import io.github.graphitebridge.rules.AggregationRules;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * A real carbon-aggregator to which a sender sends a steady load, and both ends of it: what was
 * recorded, and what the daemon has emitted.
 *
 * <p>Thread-safety: none.
 */
final class LoadedAggregator implements AutoCloseable {
  /** What is sent: how, under what names, and how much. */
  record Load(GraphiteProtocol protocol, String prefix, int pointsPerSecond) {}

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final int period;
  private final CarbonAggregator daemon;
  private final CarbonSender sender;
  private final RecordedPoints recorded;
  private final EmittedValues emitted = new EmittedValues();
  private final SteadyLoad load;

  /**
   * Starts the daemon, the sender and the load.
   *
   * @param folder is empty and gets the daemon's files
   * @param period of the rules, in seconds
   * @param what is sent
   */
  LoadedAggregator(Path folder, int period, Load what) throws IOException {
    this(folder, period, what, port -> port);
  }

  /**
   * Starts them with something between sender and daemon.
   *
   * @param between gives the port that leads to one of the daemon's
   */
  LoadedAggregator(Path folder, int period, Load what, IntUnaryOperator between)
      throws IOException {
    String rules =
        """
        <app>.<route>.count (%1$d) = sum <<app>>.<route>.count
        <app>.<route>.pt (%1$d) = avg <<app>>.<route>.pt
        <app>.<route>.pt.p99 (%1$d) = p99 <<app>>.<route>.pt
        """
            .formatted(period);
    this.period = period;
    this.recorded = new RecordedPoints(AggregationRules.parse(rules));
    this.daemon = new CarbonAggregator(folder, rules);
    daemon.destination().onPoint(emitted);
    if (!daemon.isReady()) {
      daemon.close();
      throw new AssertionError(daemon.log());
    }
    this.sender =
        CarbonSender.builder()
            .host("127.0.0.1")
            .protocol(what.protocol())
            .port(between.applyAsInt(port(what.protocol())))
            .maxAge(Duration.ofSeconds(4L * period))
            .build();
    this.load = new SteadyLoad(sender, recorded, what.prefix(), what.pointsPerSecond());
  }

  CarbonAggregator daemon() {
    return daemon;
  }

  CarbonSender sender() {
    return sender;
  }

  /** Returns the second at which the interval begins that the load records in. */
  long interval() {
    return load.second() - load.second() % period;
  }

  /** Records one more point, beside the load. */
  void record(String name, double value) {
    long second = load.second();
    recorded.add(name, value, second);
    sender.series(name, SeriesKind.SAMPLE).record(value, second);
  }

  /** Waits until the load has gone on for so long. */
  void awaitSeconds(int seconds) {
    long until = load.second() + seconds;
    await().atMost(PATIENCE).until(() -> load.second() >= until);
  }

  /** Waits until the load has gone through one more interval from its begin to its end. */
  void awaitWholeInterval() {
    awaitIntervalAfter(interval() + period);
  }

  /** Waits until the load records in an interval that is later than one. */
  void awaitIntervalAfter(long interval) {
    await().atMost(PATIENCE).until(() -> interval() > interval);
  }

  /**
   * Waits until an interval is half over and every one before it has come out right, so that what
   * happens next concerns this one alone; returns the second at which it begins.
   */
  long awaitMiddleOfInterval() {
    AtomicLong begin = new AtomicLong();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> {
              long second = load.second();
              begin.set(second - second % period);
              return second - begin.get() == period / 2 && differences(Set.of()).isEmpty();
            });
    return begin.get();
  }

  /** Ends the daemon in the middle of an interval, and waits until the sender has noticed. */
  Loss endDaemon(Consumer<CarbonAggregator> end) {
    long first = awaitMiddleOfInterval();
    end.accept(daemon);
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> !sender.isConnected());
    long last = interval();
    NavigableSet<Long> intervals =
        LongStream.iterate(first, i -> i <= last, i -> i + period)
            .boxed()
            .collect(Collectors.toCollection(TreeSet::new));
    return new Loss(intervals, expected());
  }

  /** Waits until the sender has opened its connection again. */
  void awaitReconnected() {
    await().atMost(PATIENCE).until(() -> sender.isConnected() && sender.reconnects() > 0);
  }

  /** Ends the load, and waits until the sender has sent what was recorded. */
  void endLoad() {
    load.close();
    await().atMost(PATIENCE).until(() -> sender.waiting() == 0);
  }

  /** Waits until what was recorded has come out right. Some intervals may be wrong. */
  void awaitRight(Set<Long> exceptIntervals) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(differences(exceptIntervals)).as(daemon.log()).isEmpty());
  }

  /** Waits until carbon has answered for all that was sent, or cannot any more. */
  void awaitAnswers() {
    await().atMost(PATIENCE).until(() -> sender.inFlight() == 0);
  }

  /** Asserts that the sender has handed over every recorded point, each once. */
  void assertAllIsSent() {
    for (DropReason reason : DropReason.values()) {
      assertThat(sender.dropped(reason)).as(reason.toString()).isZero();
    }
    assertThat(sender.waiting()).isZero();
    assertThat(sender.sent()).isEqualTo(sender.recorded()).isEqualTo(recorded.count());
    awaitAnswers();
    assertThat(sender.acknowledged() + sender.unacknowledged()).isEqualTo(sender.sent());
  }

  /** Returns what has to come out of the points recorded until now. */
  Map<String, NavigableMap<Long, Double>> expected() {
    return recorded.outputs(Long.MAX_VALUE);
  }

  /** Returns what has come out until now. */
  Map<String, NavigableMap<Long, Double>> emitted() {
    return emitted.before(Long.MAX_VALUE);
  }

  @Override
  public void close() {
    load.close();
    sender.close();
    daemon.close();
  }

  private int port(GraphiteProtocol protocol) {
    return switch (protocol) {
      case PLAINTEXT -> daemon.linePort();
      case PICKLED -> daemon.picklePort();
      case UDP -> daemon.udpPort();
    };
  }

  /** While the load goes on, of the intervals that are over. */
  private List<String> differences(Set<Long> except) {
    long to = load.isEnded() ? Long.MAX_VALUE : interval();
    Map<String, NavigableMap<Long, Double>> wanted = recorded.outputs(to);
    Map<String, NavigableMap<Long, Double>> got = emitted.before(to);
    wanted.values().forEach(values -> values.keySet().removeAll(except));
    got.values().forEach(values -> values.keySet().removeAll(except));
    return Differences.between(wanted, got);
  }
}
