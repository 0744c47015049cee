// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesKind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that records counts and times of some routes at a steady rate, and what it has recorded.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 */
final class SteadyLoad implements AutoCloseable {
  private static final int ROUTES = 20;
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final List<Series> series = new ArrayList<>();
  private final RecordedPoints recorded;
  private final int pointsPerSecond;
  private final Thread thread = new Thread(this::run, "load");
  private volatile boolean ended;
  private volatile long second = now();

  /**
   * Starts to record.
   *
   * @param sender records
   * @param recorded gets each point as well
   * @param prefix stands before each name, without a dot at its end
   * @param pointsPerSecond half counts, half times
   */
  SteadyLoad(CarbonSender sender, RecordedPoints recorded, String prefix, int pointsPerSecond) {
    this.recorded = recorded;
    this.pointsPerSecond = pointsPerSecond;
    for (int route = 0; route < ROUTES; route++) {
      String name = prefix + ".route" + route;
      series.add(sender.series(name + ".count", SeriesKind.SUM));
      series.add(sender.series(name + ".pt", SeriesKind.SAMPLE));
    }
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the second that it records in: of those before nothing more comes. */
  long second() {
    return second;
  }

  /** Returns whether it records no more. */
  boolean isEnded() {
    return ended;
  }

  /** Ends the load. */
  @Override
  public void close() {
    ended = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    long begin = System.nanoTime();
    long done = 0;
    while (!ended) {
      second = now();
      long due = (System.nanoTime() - begin) * pointsPerSecond / TimeUnit.SECONDS.toNanos(1);
      for (; done < due; done++) {
        record(done);
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  private void record(long number) {
    Series next = series.get((int) (number % series.size()));
    double value = next.kind() == SeriesKind.SUM ? 1 + number % 4 : time(number);
    recorded.add(next.name(), value, second);
    next.record(value, second);
  }

  /** Parts of 64, whose sums are exact in any order. */
  private static double time(long number) {
    return 1 + number * 7919 % 4096 / 64.0;
  }

  private static long now() {
    return System.currentTimeMillis() / 1000;
  }
}
