// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.time.Duration;

/** Both clocks of a sender, moved by the test. */
final class ManualTime {
  /** The wall clock's start, in seconds since 1970. */
  static final long START = 1_700_000_000;

  private long nanos = Long.MAX_VALUE - 5;

  /** Returns the nano clock, which is about to overflow at the start. */
  long nanos() {
    return nanos;
  }

  /** Returns the wall clock, in seconds since 1970. */
  long second() {
    return START + (nanos - (Long.MAX_VALUE - 5)) / 1_000_000_000;
  }

  /** Returns the wall clock, in milliseconds since 1970. */
  long millis() {
    return START * 1000 + (nanos - (Long.MAX_VALUE - 5)) / 1_000_000;
  }

  void pass(Duration time) {
    nanos += time.toNanos();
  }
}
