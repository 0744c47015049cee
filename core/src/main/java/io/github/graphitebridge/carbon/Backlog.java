// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The points that wait while carbon is down or slow, and the counts of a second that is not over,
 * if counts always merge.
 *
 * <p>Sums of the same series and second merge into one entry, which carbon's {@code sum} makes
 * lossless. When it is full the oldest sample goes, and only when there is none left the oldest
 * sum.
 *
 * <p>Thread-safety: one thread changes it; {@link #size}, {@link #weight} and {@link #oldestSecond}
 * may be read from any.
 */
final class Backlog implements WriteBatch.Returns {
  /** The most bytes that a line takes: a sum whose second no other line has. */
  private static final int LINE_BYTES = 128;

  /** The part of the heap that is the backlog's by default. */
  private static final int HEAP_SHARE = 8;

  private static final int MOST_LINES = 1_000_000;

  /** How many samples may have waited at once without their array being let go. */
  private static final int SMALL = 1024;

  /** No second at all. */
  private static final long NONE = -1;

  private record Sample(Series series, double value, long second) {}

  private final int capacity;
  private final MergeCounts merging;
  private final PointAccounts accounts;

  /** In order of arrival, which is nearly that of their seconds. */
  private ArrayDeque<Sample> samples = new ArrayDeque<>();

  private boolean grown;

  /** By second. */
  private final TreeMap<Long, SecondSums> sums = new TreeMap<>();

  /** The second that was added to last: nearly always the next one too. */
  private @Nullable SecondSums latest;

  private int sumEntries;
  private long sumWeight;

  /** What happened before is too old. */
  private long firstSecond;

  /** The counts of this second wait for more of it. */
  private long openSecond = NONE;

  // Written by the sender's thread after a change that others should see.
  private volatile int publishedSize;
  private volatile long publishedOldest = -1;

  /**
   * Creates an empty one.
   *
   * @param capacity the most lines that wait
   * @param merging when counts merge
   * @param accounts counts what is merged and dropped
   */
  Backlog(int capacity, MergeCounts merging, PointAccounts accounts) {
    this.capacity = capacity;
    this.merging = merging;
    this.accounts = accounts;
  }

  /** Returns how many lines may wait in a JVM of so many bytes of heap, if nothing else is set. */
  static int defaultCapacity(long heapBytes) {
    return (int) Math.max(1, Math.min(MOST_LINES, heapBytes / HEAP_SHARE / LINE_BYTES));
  }

  /** Adds a point just recorded. */
  void add(Series series, double value, long second) {
    if (series.kind() == SeriesKind.SUM) {
      addSum(series, value, second, 1);
    } else if (!isFull() || dropOldestSample()) {
      samples.addLast(new Sample(series, value, second));
      grown |= samples.size() > SMALL;
    } else {
      accounts.dropped(DropReason.BACKLOG_FULL, 1);
    }
  }

  /**
   * Adds a count to the line of its second, if counts always merge and there is room.
   *
   * @return false if the point is to have a line of its own
   */
  boolean tryMerge(Series series, double value, long second) {
    if (merging != MergeCounts.ALWAYS || series.kind() != SeriesKind.SUM) {
      return false;
    }
    SecondSums.Sum sum = sumOf(series, second);
    if (sum != null) {
      merge(sum, value, 1);
    } else if (second == openSecond && !isFull()) {
      addSum(series, value, second, 1);
    } else {
      return false;
    }
    return true;
  }

  /** Holds the counts of the current second back until it is over, if counts always merge. */
  void hold(long second) {
    if (merging == MergeCounts.ALWAYS) {
      openSecond = second;
    }
  }

  /** Holds no counts back any more. */
  void releaseAll() {
    openSecond = NONE;
  }

  @Override
  public void takeBack(Series series, double value, long second, int weight) {
    if (series.kind() == SeriesKind.SUM) {
      addSum(series, value, second, weight);
    } else if (isFull()) {
      // It is older than every sample here, so it is the one to go.
      accounts.dropped(DropReason.BACKLOG_FULL, 1);
    } else {
      samples.addFirst(new Sample(series, value, second));
    }
  }

  /** Fills the batch: the oldest sums first, then the oldest samples. */
  void drainTo(WriteBatch batch) {
    SecondSums oldest = oldestDue();
    while (batch.hasRoom() && oldest != null) {
      SecondSums.Sum sum = pollFrom(oldest);
      batch.add(sum.series(), sum.total(), oldest.second(), sum.points());
      oldest = oldest.isEmpty() ? oldestDue() : oldest;
    }
    while (batch.hasRoom() && !samples.isEmpty()) {
      Sample sample = samples.removeFirst();
      if (sample.second() < firstSecond) {
        accounts.dropped(DropReason.TOO_OLD, 1);
      } else {
        batch.add(sample.series(), sample.value(), sample.second(), 1);
      }
    }
    giveMemoryBack();
  }

  /** Drops what happened before a second; a sample that waits behind newer ones, at its turn. */
  void dropBefore(long second) {
    firstSecond = second;
    while (!samples.isEmpty() && samples.getFirst().second() < second) {
      samples.removeFirst();
      accounts.dropped(DropReason.TOO_OLD, 1);
    }
    while (!sums.isEmpty() && sums.firstKey() < second) {
      accounts.dropped(DropReason.TOO_OLD, pollFrom(sums.firstEntry().getValue()).points());
    }
    giveMemoryBack();
  }

  /** Drops everything. */
  void dropAll(DropReason reason) {
    accounts.dropped(reason, weight());
    samples.clear();
    giveMemoryBack();
    sums.clear();
    latest = null;
    sumEntries = 0;
    sumWeight = 0;
  }

  boolean isEmpty() {
    return sumEntries == 0 && samples.isEmpty();
  }

  /** Returns whether anything may go now. */
  boolean hasLines() {
    return !samples.isEmpty() || oldestDue() != null;
  }

  /** Returns whether anything waits because carbon is slow or away. */
  boolean waitsForCarbon() {
    return merging == MergeCounts.ALWAYS ? !samples.isEmpty() : !isEmpty();
  }

  private @Nullable SecondSums oldestDue() {
    Map.Entry<Long, SecondSums> oldest = sums.firstEntry();
    if (oldest != null && oldest.getKey() == openSecond) {
      oldest = sums.higherEntry(openSecond);
    }
    return oldest == null ? null : oldest.getValue();
  }

  /** Lets the other threads see the sizes as they are now. */
  void publish() {
    publishedSize = sumEntries + samples.size();
    long oldestSum = sums.isEmpty() ? Long.MAX_VALUE : sums.firstKey();
    long oldestSample = samples.isEmpty() ? Long.MAX_VALUE : samples.getFirst().second();
    publishedOldest = isEmpty() ? -1 : Math.min(oldestSum, oldestSample);
  }

  /** Returns how many lines wait, as last published. */
  int size() {
    return publishedSize;
  }

  /** Returns how many recorded points wait; for the sender's thread alone. */
  long weight() {
    return sumWeight + samples.size();
  }

  /** Returns the second of the oldest point, as last published; -1 if none waits. */
  long oldestSecond() {
    return publishedOldest;
  }

  private boolean isFull() {
    return sumEntries + samples.size() >= capacity;
  }

  private void addSum(Series series, double value, long second, int points) {
    SecondSums.Sum sum = sumOf(series, second);
    if (sum != null) {
      merge(sum, value, points);
    } else if (!isFull() || dropOldestSample() || dropOldestSum(second)) {
      SecondSums known = sumsOf(second);
      SecondSums target = known == null ? startSumsOf(second) : known;
      target.add(series, value, points);
      sumEntries++;
      sumWeight += points;
    } else {
      accounts.dropped(DropReason.BACKLOG_FULL, points);
    }
  }

  private void merge(SecondSums.Sum sum, double value, int points) {
    if (sum.add(value, points)) {
      accounts.merged();
      sumWeight += points;
    } else {
      accounts.dropped(DropReason.INVALID, points);
    }
  }

  /** Returns what a point would merge with, null if there is nothing yet. */
  private SecondSums.@Nullable Sum sumOf(Series series, long second) {
    SecondSums known = sumsOf(second);
    return known == null ? null : known.of(series);
  }

  private @Nullable SecondSums sumsOf(long second) {
    SecondSums found = latest;
    if (found == null || found.second() != second) {
      found = sums.get(second);
      latest = found;
    }
    return found;
  }

  private SecondSums startSumsOf(long second) {
    SecondSums started = new SecondSums(second);
    sums.put(second, started);
    latest = started;
    return started;
  }

  private boolean dropOldestSample() {
    if (samples.isEmpty()) {
      return false;
    }
    samples.removeFirst();
    accounts.dropped(DropReason.BACKLOG_FULL, 1);
    return true;
  }

  /** Drops the oldest sum if it is older than a second; returns whether it was. */
  private boolean dropOldestSum(long second) {
    SecondSums oldest = sums.firstEntry().getValue();
    if (oldest.second() >= second) {
      return false;
    }
    accounts.dropped(DropReason.BACKLOG_FULL, pollFrom(oldest).points());
    return true;
  }

  private SecondSums.Sum pollFrom(SecondSums oldest) {
    SecondSums.Sum sum = oldest.poll();
    sumEntries--;
    sumWeight -= sum.points();
    if (oldest.isEmpty()) {
      sums.remove(oldest.second());
      if (latest == oldest) {
        latest = null;
      }
    }
    return sum;
  }

  /** An array deque never shrinks, so the one of an outage is let go after it. */
  private void giveMemoryBack() {
    if (grown && samples.isEmpty()) {
      samples = new ArrayDeque<>();
      grown = false;
    }
  }
}
