// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads the application's metrics one after another on another thread. A metric that is slow or
 * hangs keeps that thread, and the next thread goes on with the others.
 *
 * <p>Thread-safety: one report at a time; {@link #hurry} is for any thread.
 */
final class PatientReader {
  /** How many threads may hang at once. Then nothing is read until one comes back. */
  private static final int MOST_HANGING = 16;

  /** After this fraction of a metric's time the others no longer wait for it. */
  private static final int PASS_ON = 3;

  /** The metrics that have not returned, in this report or an earlier one. */
  private final Set<String> hanging = ConcurrentHashMap.newKeySet();

  private volatile boolean hurried;

  /** A metric, and the code that reads and reports it, which must not throw. */
  record Reading(String name, Runnable read) {}

  /**
   * How long a reading may take.
   *
   * @param each of one metric
   * @param all together
   */
  record Patience(Duration each, Duration all) {}

  /**
   * The result of a report.
   *
   * @param hung the metrics that did not return in it
   * @param leftOut the metrics that were not read for lack of time
   */
  record Outcome(List<String> hung, List<String> leftOut) {}

  /** Reads metrics in order, without those that still hang. */
  Outcome read(List<Reading> readings, Patience patience) {
    Queue<Reading> rest = new ArrayDeque<>(readings);
    rest.removeIf(reading -> hanging.contains(reading.name()));
    List<Round> slow = new ArrayList<>();
    long end = System.nanoTime() + patience.all.toNanos();
    boolean more = true;
    while (more && !rest.isEmpty() && hanging.size() + slow.size() < MOST_HANGING) {
      Round round = new Round(rest);
      more = start(round) && !round.isOver(patience.each.toNanos() / PASS_ON, end);
      if (more) {
        round.passOn();
        slow.add(round);
        more = !hurried && !Thread.currentThread().isInterrupted() && end - System.nanoTime() > 0;
      }
    }
    long longest = patience.each.toNanos();
    slow.removeIf(round -> round.isOver(longest, end));
    List<String> hung = slow.stream().flatMap(round -> round.giveUp(longest).stream()).toList();
    return new Outcome(hung, rest.stream().map(Reading::name).toList());
  }

  private static boolean start(Round round) {
    Thread thread = new Thread(round, "graphite-bridge-report");
    thread.setDaemon(true);
    try {
      thread.start();
      return true;
    } catch (OutOfMemoryError e) {
      // The process has no thread left, for a while. On this thread a metric could block all.
      return false;
    }
  }

  /** Ends the running report after its current metric. */
  void hurry() {
    hurried = true;
  }

  /** Lets the next report take its time again. */
  void relax() {
    hurried = false;
  }

  /** The metrics of one thread. */
  private final class Round implements Runnable {
    private final Queue<Reading> rest;

    @GuardedBy("this")
    private @Nullable Reading current;

    @GuardedBy("this")
    private long since = System.nanoTime();

    /** Whether another thread has taken over the rest. */
    @GuardedBy("this")
    private boolean passedOn;

    @GuardedBy("this")
    private boolean over;

    private Round(Queue<Reading> rest) {
      this.rest = rest;
    }

    @Override
    public void run() {
      Reading reading = next();
      while (reading != null) {
        reading.read().run();
        reading = next();
      }
    }

    private synchronized @Nullable Reading next() {
      if (current != null) {
        hanging.remove(current.name());
      }
      current = passedOn || hurried ? null : rest.poll();
      since = System.nanoTime();
      over = current == null;
      notifyAll();
      return current;
    }

    /** Waits for the end; returns false if a metric takes too long, or if there is no time left. */
    synchronized boolean isOver(long longest, long end) {
      long now = System.nanoTime();
      while (!over && now - since < longest && end - now > 0) {
        try {
          wait(Math.min(since + longest - now, end - now) / 1_000_000 + 1);
        } catch (InterruptedException e) {
          // A close has no time left for this report.
          Thread.currentThread().interrupt();
          return over;
        }
        now = System.nanoTime();
      }
      return over;
    }

    synchronized void passOn() {
      passedOn = true;
    }

    /** Returns the metric that hangs; empty if it has only just begun. */
    synchronized Optional<String> giveUp(long longest) {
      if (over || current == null || System.nanoTime() - since < longest) {
        return Optional.empty();
      }
      hanging.add(current.name());
      return Optional.of(current.name());
    }
  }
}
