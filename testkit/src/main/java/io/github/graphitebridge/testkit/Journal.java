// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.graphitebridge.rules.AggregationRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what arrives at a server, and lets tests wait for it.
 *
 * <p>Thread-safety: its own monitor; listeners are called without it, on the server's thread.
 */
final class Journal {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonServer.class);

  /** How many lines a failed wait shows: the newest. */
  private static final int SHOWN = 20;

  private final List<Consumer<? super CarbonPoint>> listeners = new CopyOnWriteArrayList<>();
  private final @Nullable AggregationRules rules;

  @GuardedBy("this")
  private final LineLog lines = new LineLog();

  @GuardedBy("this")
  private final Map<String, int[]> counts = new HashMap<>();

  @GuardedBy("this")
  private final List<RejectedLine> rejected = new ArrayList<>();

  @GuardedBy("this")
  private @Nullable Aggregation aggregation;

  @GuardedBy("this")
  private int connections;

  @GuardedBy("this")
  private int closedConnections;

  @GuardedBy("this")
  private int datagrams;

  @GuardedBy("this")
  private int longestDatagram;

  Journal(@Nullable AggregationRules rules) {
    this.rules = rules;
    this.aggregation = rules == null ? null : new Aggregation(rules);
  }

  /** Records a whole line. Returns false if carbon would close the connection. */
  boolean line(byte[] bytes, int offset, int length) {
    Record taken = LineParser.parse(bytes, offset, length);
    synchronized (this) {
      lines.add(bytes, offset, length);
      if (taken instanceof RejectedLine bad) {
        rejected.add(bad);
        return !bad.reason().closesConnection();
      }
      add((CarbonPoint) taken);
    }
    tell((CarbonPoint) taken);
    return true;
  }

  synchronized void rejected(RejectedLine line) {
    rejected.add(line);
  }

  synchronized void accepted() {
    connections++;
    notifyAll();
  }

  synchronized void closed() {
    closedConnections++;
    notifyAll();
  }

  synchronized void datagram(int length) {
    datagrams++;
    longestDatagram = Math.max(longestDatagram, length);
  }

  /** Wakes the waiting tests: once for many lines, because each costs a switch of threads. */
  synchronized void changed() {
    notifyAll();
  }

  /** Forgets what the aggregator held, because the process has restarted. */
  synchronized void restarted() {
    aggregation = rules == null ? null : new Aggregation(rules);
  }

  synchronized void clear() {
    lines.clear();
    counts.clear();
    rejected.clear();
    datagrams = 0;
    longestDatagram = 0;
    restarted();
  }

  void onPoint(Consumer<? super CarbonPoint> listener) {
    listeners.add(listener);
  }

  synchronized List<String> lines() {
    return lines(0);
  }

  synchronized List<CarbonPoint> points(@Nullable String name) {
    List<CarbonPoint> points = new ArrayList<>();
    lines.forEach(
        (bytes, offset, length) -> {
          if (LineParser.parse(bytes, offset, length) instanceof CarbonPoint point
              && (name == null || point.name().equals(name))) {
            points.add(point);
          }
        });
    return points;
  }

  synchronized List<RejectedLine> rejected() {
    return List.copyOf(rejected);
  }

  synchronized int count() {
    return lines.size();
  }

  synchronized int count(String name) {
    int[] count = counts.get(name);
    return count == null ? 0 : count[0];
  }

  synchronized int connections() {
    return connections;
  }

  synchronized int openConnections() {
    return connections - closedConnections;
  }

  synchronized int datagrams() {
    return datagrams;
  }

  synchronized int longestDatagram() {
    return longestDatagram;
  }

  synchronized NavigableMap<Long, NavigableMap<String, Double>> aggregates() {
    if (aggregation == null) {
      throw new IllegalStateException("the server has no rules: CarbonServer.builder().rules(…)");
    }
    return aggregation.values();
  }

  /** Waits until a condition holds. If it fails, the message shows what has arrived. */
  synchronized void await(String what, Duration timeout, BooleanSupplier condition) {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (!condition.getAsBoolean()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new AssertionError("waited " + timeout + " for " + what + "; " + arrived());
      }
      try {
        wait(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what + "; " + arrived(), e);
      }
    }
  }

  @GuardedBy("this")
  private void add(CarbonPoint point) {
    counts.computeIfAbsent(point.name(), name -> new int[1])[0]++;
    if (aggregation != null) {
      long timestamp = point.timestampSeconds();
      aggregation.add(
          point.name(),
          point.value(),
          timestamp == -1 ? Instant.now().getEpochSecond() : timestamp);
    }
  }

  private void tell(CarbonPoint point) {
    for (Consumer<? super CarbonPoint> listener : listeners) {
      try {
        listener.accept(point);
      } catch (RuntimeException | AssertionError e) {
        LOG.warn("A listener failed at {}; it goes on being called.", point.line(), e);
      }
    }
  }

  @GuardedBy("this")
  private List<String> lines(int skipped) {
    List<String> texts = new ArrayList<>(lines.size() - skipped);
    int[] number = {0};
    lines.forEach(
        (bytes, offset, length) -> {
          if (number[0]++ >= skipped) {
            texts.add(new String(bytes, offset, length, StandardCharsets.UTF_8));
          }
        });
    return texts;
  }

  @GuardedBy("this")
  private String arrived() {
    int skipped = Math.max(0, lines.size() - SHOWN);
    return String.format(
        Locale.ROOT,
        "%d lines have arrived on %d connections%s%s:%n%s%nrejected:%n%s",
        lines.size(),
        connections,
        datagrams == 0 ? "" : " and in " + datagrams + " datagrams",
        skipped == 0 ? "" : ", the last " + SHOWN,
        String.join(System.lineSeparator(), lines(skipped)),
        rejected.size() > SHOWN ? rejected.subList(0, SHOWN) + " …" : rejected);
  }
}
