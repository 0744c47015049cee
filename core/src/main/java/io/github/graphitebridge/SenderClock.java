// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.CarbonSender;
import io.micrometer.core.instrument.Clock;

/**
 * The system's clock, whose wall time is the second that the sender's thread keeps: a request asks
 * for it up to five times, and reading the clock would cost more than all else.
 */
final class SenderClock implements Clock {
  private final CarbonSender sender;

  SenderClock(CarbonSender sender) {
    this.sender = sender;
  }

  @Override
  public long wallTime() {
    return sender.currentSecond() * 1000;
  }

  @Override
  public long monotonicTime() {
    return Clock.SYSTEM.monotonicTime();
  }
}
