// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A steady number of requests a second, a millisecond's worth at a time. */
final class Pace {
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int BLOCK = 100;

  /** One request, by its number. */
  interface Request {
    void run(int number);
  }

  /** What was done, and how long it took. */
  record Done(int requests, double seconds) {
    double perSecond() {
      return requests / seconds;
    }
  }

  private Pace() {}

  /**
   * Runs requests for a while. Where they take longer than their time, they fall behind.
   *
   * @param perSecond how many a second, or 0 for as many as there can be
   */
  static Done run(int perSecond, double seconds, Request request) {
    long begin = System.nanoTime();
    long length = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
    int done = 0;
    long elapsed = 0;
    while (elapsed < length) {
      long due = perSecond == 0 ? done + BLOCK : elapsed * perSecond / TimeUnit.SECONDS.toNanos(1);
      for (; done < due; done++) {
        request.run(done);
      }
      if (perSecond > 0) {
        LockSupport.parkNanos(TICK_NANOS);
      }
      elapsed = System.nanoTime() - begin;
    }
    return new Done(done, elapsed / 1e9);
  }
}
