// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import java.util.NavigableMap;
import java.util.function.Consumer;

/**
 * A carbon within this process that can be stopped, stalled and set going again, with the Graphite
 * behind it. Other than a real carbon-aggregator it hands over what it holds before it stops, so
 * that every request which has reached it stays counted.
 *
 * <p>Thread-safety: safe.
 */
final class BreakableCarbon implements AutoCloseable {
  /**
   * So many lines are held before they are handed over and forgotten: a shop that stays open for
   * days would else fill the memory.
   */
  private static final int HELD_LINES = 50_000;

  /** Small, so that a stall is felt at once, and not after the kernel's megabytes. */
  private static final int RECEIVE_BUFFER = 16_384;

  private final Object change = new Object();
  private final Object lock = new Object();
  private final CarbonServer server;
  private final Consumer<String> console;
  private final int intervalSeconds;
  private volatile CarbonCondition condition = CarbonCondition.RUNNING;
  private volatile String fault = "";

  @GuardedBy("change")
  private boolean closed;

  @GuardedBy("lock")
  private final AggregateHistory history = new AggregateHistory();

  /** Starts one that aggregates over so many seconds, and tells the console what it cannot do. */
  BreakableCarbon(int intervalSeconds, Consumer<String> console) {
    this.console = console;
    this.intervalSeconds = intervalSeconds;
    server =
        CarbonServer.builder()
            .rules(ShippedRules.every(intervalSeconds))
            .receiveBuffer(RECEIVE_BUFFER)
            .start();
    server.onPoint(point -> handOverIfMany());
  }

  String host() {
    return server.host();
  }

  int port() {
    return server.port();
  }

  /** Has a listener called with each point that arrives, on the carbon's thread. */
  void onPoint(Consumer<? super CarbonPoint> listener) {
    server.onPoint(listener);
  }

  /** Returns how it does. */
  CarbonCondition condition() {
    return condition;
  }

  /** Returns why it could not start again, empty if it could. */
  String fault() {
    return fault;
  }

  /** Returns what stands in Graphite, by the second at which an interval begins. */
  NavigableMap<Long, AggregateTable> intervals() {
    synchronized (lock) {
      return history.with(AggregateTable.byTime(server.aggregates()));
    }
  }

  /** Returns what stands in Graphite of all intervals since the start together. */
  AggregateTable total() {
    synchronized (lock) {
      return history.total(AggregateTable.byTime(server.aggregates()));
    }
  }

  /**
   * Returns all of that as the page shows it.
   *
   * @param source where it is from
   */
  Figures figures(String source) {
    return new Figures(source, intervalSeconds, Figures.newest(intervals()), total());
  }

  /** Ends in good order: reads what its clients have sent, and is gone. */
  void stop() {
    synchronized (change) {
      try {
        server.drain();
      } finally {
        condition = CarbonCondition.STOPPED;
      }
    }
  }

  /** Reads nothing any more, while its connections stay open. Nothing happens if it is stopped. */
  void stall() {
    synchronized (change) {
      if (condition != CarbonCondition.STOPPED) {
        server.stall();
        condition = CarbonCondition.STALLED;
      }
    }
  }

  /** Ends a stall, or starts again after a stop; if it cannot, it stays stopped and says why. */
  void goOn() {
    synchronized (change) {
      if (condition != CarbonCondition.STOPPED) {
        server.resume();
        condition = CarbonCondition.RUNNING;
        return;
      }
      try {
        restart();
        condition = CarbonCondition.RUNNING;
        fault = "";
      } catch (IllegalStateException e) {
        // Above all, somebody may have taken the port meanwhile.
        fail("Carbon could not start again: " + e.getMessage() + ". Restart tries once more.");
      }
    }
  }

  /** It reads nothing now, so that its thread does not wait for the lock. */
  private void restart() {
    synchronized (lock) {
      history.add(AggregateTable.byTime(server.aggregates()));
      server.restart();
    }
  }

  private void fail(String why) {
    if (!why.equals(fault)) {
      // First: who has seen it on the page finds it on the console too.
      console.accept(why);
      fault = why;
    }
  }

  /** Runs on the server's thread, so that no point comes in between. */
  private void handOverIfMany() {
    if (server.lineCount() >= HELD_LINES) {
      synchronized (lock) {
        history.add(AggregateTable.byTime(server.aggregates()));
        server.clear();
      }
    }
  }

  /** Reads what has arrived, and ends; its figures can still be read. */
  @Override
  public void close() {
    synchronized (change) {
      if (!closed) {
        closed = true;
        goOn();
        server.disconnect();
        server.close();
      }
    }
  }
}
