// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The series of one sender: by name and kind for those who record, by number for the thread that
 * sends. A number in the ring costs less than a reference, which the garbage collector would have
 * to be told of.
 *
 * <p>A series is kept as long as anybody can record to it. After that its number is another's, once
 * its last point has left the ring.
 *
 * <p>Thread-safety: safe.
 */
final class SeriesTable {
  /** The number of no series. */
  static final int NONE = 0;

  /** The last number there is. A series beyond it has {@link #NONE}, and its points are refused. */
  static final int LAST = (1 << 24) - 1;

  private final Map<String, Entry> sums = new ConcurrentHashMap<>();
  private final Map<String, Entry> samples = new ConcurrentHashMap<>();

  /** The series that nobody can record to any more. */
  private final ReferenceQueue<Series> unused = new ReferenceQueue<>();

  /** Those whose points may still be in the ring, in the order of their leaving it. */
  @GuardedBy("this")
  private final ArrayDeque<Entry> leaving = new ArrayDeque<>();

  /** Numbers that were a series' and are nobody's now. */
  @GuardedBy("this")
  private final ArrayDeque<Integer> free = new ArrayDeque<>();

  @GuardedBy("this")
  private int last = NONE;

  private volatile @Nullable String example;

  /** By number. An element is written before its series is handed out, so who has one sees it. */
  private volatile @Nullable Entry[] byNumber = new Entry[64];

  /** What is known of a series without holding it. */
  private static final class Entry extends WeakReference<Series> {
    private final String name;
    private final SeriesKind kind;
    private final int number;
    private final @Nullable PointRing ring;

    /** Held here alone until its one point has left the ring. */
    @SuppressWarnings("unused") // the collector reads it
    private final @Nullable Series temporary;

    /** Up to where the ring may hold its points, once nobody can record to it. */
    private long end;

    private Entry(Series series, @Nullable PointRing ring, ReferenceQueue<Series> unused) {
      super(series, series.isTemporary() ? null : unused);
      this.name = series.name();
      this.kind = series.kind();
      this.number = series.number();
      this.ring = ring;
      this.temporary = series.isTemporary() ? series : null;
    }

    /** Returns the series, or one like it for its last points. */
    private Series series() {
      Series series = get();
      return series != null ? series : new Series(name, kind, number, false, ring);
    }
  }

  /** Returns the series of a name and kind, always the same one while anybody has it. */
  Series of(String name, SeriesKind kind, @Nullable PointRing ring) {
    Entry entry = byName(kind).get(name);
    Series series = entry == null ? null : entry.get();
    return series != null ? series : addNamed(name, kind, ring);
  }

  /** Returns the name of the first series that stays, or null if there is none yet. */
  @Nullable String example() {
    return example;
  }

  /** Returns a series for one point, of a name that may not come again. */
  synchronized Series temporary(String name, @Nullable PointRing ring) {
    return add(name, SeriesKind.SAMPLE, ring, true);
  }

  /** Returns the series of a number that was read from the ring. */
  Series at(int number) {
    return requireNonNull(byNumber[number], "a series whose point waits keeps its number").series();
  }

  /** Frees the number of a temporary series; does nothing for any other. */
  void releaseTemporary(Series series) {
    if (series.isTemporary()) {
      release(series.number());
    }
  }

  private Map<String, Entry> byName(SeriesKind kind) {
    return kind == SeriesKind.SUM ? sums : samples;
  }

  private synchronized Series addNamed(String name, SeriesKind kind, @Nullable PointRing ring) {
    Entry known = byName(kind).get(name);
    Series series = known == null ? null : known.get();
    return series != null ? series : add(name, kind, ring, false);
  }

  private synchronized void release(int number) {
    if (number != NONE) {
      byNumber[number] = null;
      free.add(number);
    }
  }

  private synchronized Series add(
      String name, SeriesKind kind, @Nullable PointRing ring, boolean temporary) {
    reclaim(ring);
    Integer reused = free.poll();
    int number = reused != null ? reused : last < LAST ? last + 1 : NONE;
    Series added = new Series(name, kind, number, temporary, ring);
    Entry entry = new Entry(added, ring, unused);
    if (number == byNumber.length) {
      byNumber = Arrays.copyOf(byNumber, 2 * number);
    }
    if (number != NONE) {
      byNumber[number] = entry;
      // Not before: a thread that runs out of stack or memory up there has taken no number.
      last = Math.max(last, number);
    }
    if (!temporary) {
      byName(kind).put(name, entry);
      if (example == null) {
        example = name;
      }
    }
    return added;
  }

  /** Takes the numbers back of series that nobody can record to and whose points have gone. */
  private synchronized void reclaim(@Nullable PointRing ring) {
    Entry gone = (Entry) unused.poll();
    while (gone != null) {
      byName(gone.kind).remove(gone.name, gone);
      gone.end = ring == null ? 0 : ring.taken();
      leaving.add(gone);
      gone = (Entry) unused.poll();
    }
    while (!leaving.isEmpty() && (ring == null || ring.fetched() >= leaving.element().end)) {
      release(leaving.remove().number);
    }
  }
}
