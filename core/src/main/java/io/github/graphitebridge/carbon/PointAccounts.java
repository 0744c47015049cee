// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the points, counted in recorded points: {@code recorded = sent + waiting +
 * dropped} at every quiet moment.
 *
 * <p>Thread-safety: any thread may count and read.
 */
final class PointAccounts {
  private final Map<DropReason, LongAdder> dropped = new EnumMap<>(DropReason.class);
  private final LongAdder refused = new LongAdder();

  /** Those that were taken, and have been sent or dropped since. */
  private final LongAdder settled = new LongAdder();

  private final LongAdder sent = new LongAdder();
  private final LongAdder merged = new LongAdder();
  private final LongAdder lines = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  PointAccounts() {
    for (DropReason reason : DropReason.values()) {
      dropped.put(reason, new LongAdder());
    }
  }

  /** Counts recorded points that were not even taken into the ring. */
  void refused(DropReason reason, long points) {
    refused.add(points);
    counterOf(reason).add(points);
  }

  /** Counts points that were taken and have been dropped since. */
  void dropped(DropReason reason, long points) {
    counterOf(reason).add(points);
    settled.add(points);
  }

  /** Counts what went to the kernel: whole lines, the points they stand for, bytes. */
  void sent(long points, long lineCount, long byteCount) {
    sent.add(points);
    settled.add(points);
    lines.add(lineCount);
    bytes.add(byteCount);
  }

  /** Counts a point that went into another one's line. */
  void merged() {
    merged.increment();
  }

  long refused() {
    return refused.sum();
  }

  long settled() {
    return settled.sum();
  }

  long dropped(DropReason reason) {
    return counterOf(reason).sum();
  }

  long sent() {
    return sent.sum();
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

  private LongAdder counterOf(DropReason reason) {
    return Objects.requireNonNull(dropped.get(reason), "every reason has a counter");
  }
}
