// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * The processor time of a thread of this JVM. Where others use the machine too, it says more than
 * the time on the clock.
 */
final class ThreadTime {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final long id;

  private ThreadTime(long id) {
    this.id = id;
  }

  static ThreadTime ofCurrent() {
    return new ThreadTime(Thread.currentThread().getId());
  }

  /** Returns that of the one thread with a name. */
  static ThreadTime of(String name) {
    for (ThreadInfo info : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
      if (info != null && info.getThreadName().equals(name)) {
        return new ThreadTime(info.getThreadId());
      }
    }
    throw new IllegalStateException("no thread is named " + name);
  }

  /** Returns the nanoseconds so far. */
  long nanos() {
    return THREADS.getThreadCpuTime(id);
  }
}
