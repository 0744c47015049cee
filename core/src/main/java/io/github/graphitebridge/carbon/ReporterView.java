// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import com.codahale.metrics.graphite.GraphiteSender;
import io.github.graphitebridge.rules.CarbonName;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CarbonSender} as Dropwizard's reporters see one.
 *
 * <p>A report comes all at once, and its thread may wait where a request's must not: while the ring
 * is full it waits until there is room, for a second at most. When that has been in vain, the
 * points that follow wait no more until one is taken again.
 *
 * <p>Thread-safety: as the sender.
 */
final class ReporterView implements GraphiteSender {
  /** How long a report waits for room, unless a test has more time. */
  static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final CarbonSender sender;
  private final SeriesTable series;

  /** Null when the sender is switched off. */
  private final @Nullable PointRing ring;

  private final long longestWaitNanos;

  /** Whether waiting has been of use; with several reporters each other's is as good. */
  private volatile boolean patient = true;

  ReporterView(
      CarbonSender sender, SeriesTable series, @Nullable PointRing ring, Duration longestWait) {
    this.sender = sender;
    this.series = series;
    this.ring = ring;
    this.longestWaitNanos = longestWait.toNanos();
  }

  @Override
  public void connect() {}

  /** A NaN is how a gauge says that there is nothing to say; anything else not finite counts. */
  @Override
  public void send(@Nullable String name, @Nullable String value, long timestamp) {
    PointRing into = ring;
    double number = parse(value);
    if (into == null || (name != null && Double.isNaN(number))) {
      return;
    }
    if (name == null || !Series.isPoint(number, timestamp)) {
      into.refuse(DropReason.INVALID);
      return;
    }
    Series temporary = series.temporary(CarbonName.safe(name), into);
    if (!isTaken(into, temporary, number, timestamp)) {
      series.releaseTemporary(temporary);
      into.refuse();
    }
  }

  private boolean isTaken(PointRing into, Series temporary, double value, long second) {
    boolean taken = !into.isClosed() && into.offer(temporary, value, second);
    if (!taken && patient) {
      taken = offerWaiting(into, temporary, value, second);
    }
    patient = taken;
    return taken;
  }

  private boolean offerWaiting(PointRing into, Series temporary, double value, long second) {
    boolean taken = false;
    boolean interrupted = false;
    long start = System.nanoTime();
    while (!taken && !into.isClosed() && System.nanoTime() - start < longestWaitNanos) {
      sender.wakeUp();
      // An interrupt would end every further wait at once; whoever sent it gets it afterwards.
      interrupted |= Thread.interrupted();
      LockSupport.parkNanos(1_000_000);
      taken = into.offer(temporary, value, second);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return taken;
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

  private static double parse(@Nullable String value) {
    try {
      return value == null ? Double.POSITIVE_INFINITY : Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.POSITIVE_INFINITY;
    }
  }
}
