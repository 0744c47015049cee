// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.time.Duration;

/**
 * Whether a kernel takes what it is given, and when it took bytes last.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class WriteProgress {
  private boolean stuck;
  private long last;

  /** Begins with a connection that has just been opened, by the nano clock. */
  void begin(long now) {
    stuck = false;
    last = now;
  }

  /** Takes note of a write, and of whether the kernel has refused the rest of the bytes. */
  void note(int written, boolean refused, long now) {
    if (written > 0 || !stuck) {
      last = now;
    }
    stuck = refused;
  }

  boolean isStuck() {
    return stuck;
  }

  /** Returns whether the kernel has refused bytes for so long. */
  boolean isStuckFor(Duration time, long now) {
    return stuck && now - last >= time.toNanos();
  }

  /** Returns when bytes were taken last, or nothing was refused. */
  long last() {
    return last;
  }
}
