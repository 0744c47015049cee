// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * Does something so often a second, on a thread of its own, until it is closed. What a busy machine
 * holds up is made good at once.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class Pace implements AutoCloseable {
  private static final long TICK_MILLIS = 2;

  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Pace::daemon);
  private final long begin = System.nanoTime();
  private final int perSecond;
  private final LongConsumer action;

  /** Used by the clock's thread only. */
  private long done;

  private Pace(int perSecond, LongConsumer action) {
    this.perSecond = perSecond;
    this.action = action;
  }

  /** Starts one; the action is given the number of each time, from 0. */
  static Pace start(int perSecond, LongConsumer action) {
    Pace pace = new Pace(perSecond, action);
    Future<?> unused =
        pace.clock.scheduleAtFixedRate(pace::catchUp, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    return pace;
  }

  private void catchUp() {
    long due = (System.nanoTime() - begin) * perSecond / TimeUnit.SECONDS.toNanos(1);
    for (; done < due; done++) {
      action.accept(done);
    }
  }

  /** Returns whether it has ended. */
  boolean isEnded() {
    return clock.isTerminated();
  }

  /** Ends it, and waits until the action is over that is going on. */
  @Override
  public void close() {
    clock.shutdown();
    try {
      if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
        throw new AssertionError("the action does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable ticks) {
    Thread thread = new Thread(ticks, "pace");
    thread.setDaemon(true);
    return thread;
  }
}
