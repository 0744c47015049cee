// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the points, counted in recorded points: {@code recorded = sent + waiting +
 * dropped} and {@code sent = acknowledged + unacknowledged + in flight} at every quiet moment.
 *
 * <p>Thread-safety: any thread may count and read.
 */
final class PointAccounts {
  /**
   * Those that were not even taken. One count for each, so that a thread that runs out of stack in
   * here has counted its point or has not.
   */
  private final Map<DropReason, LongAdder> refused = counters();

  /** Those that were taken, and have been dropped since. */
  private final Map<DropReason, LongAdder> dropped = counters();

  /** Those that were taken, and have been sent or dropped since. */
  private final LongAdder settled = new LongAdder();

  private final LongAdder sent = new LongAdder();
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder unacknowledged = new LongAdder();
  private final LongAdder merged = new LongAdder();

  /** When carbon answered last, or of the start, by the nano clock. */
  private volatile long lastAnswer;

  private final LongAdder lines = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Counts recorded points that were not even taken into the ring. */
  void refused(DropReason reason, long points) {
    of(reason, refused).add(points);
  }

  /** Counts points that were taken and have been dropped since. */
  void dropped(DropReason reason, long points) {
    of(reason, dropped).add(points);
    settled.add(points);
  }

  /** Counts what went to the kernel: whole lines, the points they stand for, bytes. */
  void sent(long points, long lineCount, long byteCount) {
    // The points come last: once nothing waits, lines and bytes are counted, too.
    lines.add(lineCount);
    bytes.add(byteCount);
    sent.add(points);
    settled.add(points);
  }

  /**
   * Counts sent points that carbon has read.
   *
   * @param late whether they have been counted as unacknowledged before
   */
  void acknowledged(long points, boolean late) {
    if (late) {
      unacknowledged.add(-points);
    }
    acknowledged.add(points);
  }

  /** Takes note of an answer of carbon's, or of the start. */
  void answered(long nanos) {
    lastAnswer = nanos;
  }

  /** Counts sent points of which nobody knows whether carbon has read them. */
  void unacknowledged(long points) {
    unacknowledged.add(points);
  }

  /** Counts a point that went into another one's line. */
  void merged() {
    merged.increment();
  }

  long refused() {
    return refused.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long settled() {
    return settled.sum();
  }

  long dropped(DropReason reason) {
    return of(reason, refused).sum() + of(reason, dropped).sum();
  }

  long sent() {
    return sent.sum();
  }

  long lastAnswer() {
    return lastAnswer;
  }

  long acknowledged() {
    return acknowledged.sum();
  }

  long unacknowledged() {
    return unacknowledged.sum();
  }

  /** Returns how many sent points may still be acknowledged in time. */
  long inFlight() {
    // In this order a point that moves meanwhile may be counted twice, but none is left out.
    long answered = acknowledged.sum() + unacknowledged.sum();
    return Math.max(0, sent.sum() - answered);
  }

  long mergedPoints() {
    return merged.sum();
  }

  long lines() {
    return lines.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  private static Map<DropReason, LongAdder> counters() {
    Map<DropReason, LongAdder> counters = new EnumMap<>(DropReason.class);
    for (DropReason reason : DropReason.values()) {
      counters.put(reason, new LongAdder());
    }
    return counters;
  }

  private static LongAdder of(DropReason reason, Map<DropReason, LongAdder> counters) {
    return requireNonNull(counters.get(reason), "every reason has a counter");
  }
}
