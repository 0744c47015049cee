// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import com.codahale.metrics.graphite.GraphiteSender;

/**
 * A {@link CarbonSender} as Dropwizard's reporters see one.
 *
 * <p>Thread-safety: as the sender.
 */
final class ReporterView implements GraphiteSender {
  private final CarbonSender sender;

  ReporterView(CarbonSender sender) {
    this.sender = sender;
  }

  @Override
  public void connect() {}

  /** A NaN is how a gauge says that there is nothing to say; anything else not finite counts. */
  @Override
  public void send(String name, String value, long timestamp) {
    double number = parse(value);
    if (!Double.isNaN(number)) {
      sender.passingSeries(name).record(number, timestamp);
    }
  }

  @Override
  public void flush() {}

  @Override
  public boolean isConnected() {
    return true;
  }

  /** Returns how many points were dropped, for any reason. */
  @Override
  public int getFailures() {
    long dropped = 0;
    for (DropReason reason : DropReason.values()) {
      dropped += sender.dropped(reason);
    }
    return (int) Math.min(dropped, Integer.MAX_VALUE);
  }

  @Override
  public void close() {}

  private static double parse(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
