// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over from the recording threads to the sender's: a ring that takes a point without a
 * lock and without garbage, or refuses it at once.
 *
 * <p>A recording thread claims a position by one compare-and-set of the tail, writes the value, and
 * publishes the position's word: the number of the lap, of the series, and the second. The sender
 * reads a position once its word is of the current lap. It only reads the slots, so the cache lines
 * cross between the processors once a lap.
 *
 * <p>A thread that dies between claim and publication, such as one that runs out of stack there,
 * loses its own point and nobody else's. It marks the position as void by a plain store, which
 * needs no stack. Where even that does not come, the sender gives the position up after {@value
 * #PATIENCE_SECONDS} s. From the next lap on it uses new slots, so a thread that goes on after all
 * writes where nobody reads.
 *
 * <p>Thread-safety: {@link #drainTo}, {@link #awaitNext} and {@link #givenUp} for one thread, all
 * else for any.
 */
final class PointRing {
  /** Takes the points in the order of their claims. */
  interface Sink {
    /** Takes one point; returns whether there is room for another. */
    boolean take(Series series, double value, long second);
  }

  /** How long a claimed position may stay without its point. */
  static final long PATIENCE_SECONDS = 2;

  /** Slots are given back every 1,024, so that recording goes on during a long drain. */
  private static final long RELEASE_MASK = 1023;

  private static final long FULL = -1;
  private static final long SECOND_MASK = 0xFFFF_FFFFL;
  private static final int SERIES_SHIFT = 32;
  private static final int LAP_SHIFT = 56;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  /** Where the tail and the head stand in {@link #counters}, each on cache lines of its own. */
  private static final int TAIL = 16;

  private static final int HEAD = 32;

  static {
    // The first use of a handle loads and links classes, which takes stack: not in a recording
    // thread that may have none left.
    CurrentSecond second = new CurrentSecond(() -> 0, () -> 0);
    PointRing rehearsal =
        new PointRing(4, new SeriesTable(), new PointAccounts(), () -> {}, second);
    Series series = rehearsal.series.of("rehearsal", SeriesKind.SUM, rehearsal);
    for (int i = 0; i <= rehearsal.capacity; i++) {
      series.record(1);
    }
    rehearsal.drainTo((of, value, at) -> true);
    boolean unused = rehearsal.awaitNext();
  }

  /** The words and values of the positions: two longs a slot. */
  private static final class Slots {
    /** The first position that is in the current array; those before it are in the older one. */
    private final long from;

    private final long[] current;
    private final long[] older;

    private Slots(long from, long[] current, long[] older) {
      this.from = from;
      this.current = current;
      this.older = older;
    }
  }

  private final int capacity;
  private final int capacityBits;
  private final SeriesTable series;
  private final PointAccounts accounts;
  private final Runnable wakeUp;
  private final CurrentSecond second;
  private final long[] counters = new long[48];

  /**
   * Every point whose position ends in these bits wakes the sender: four times a lap, so that a
   * burst between two flushes is fetched long before the ring is full.
   */
  private final long wakeUpMask;

  /** Replaced only when the sender gives a position up. */
  private volatile Slots slots;

  /** Whether the next point wakes the sender too. Read with each point, but hardly ever written. */
  private volatile boolean awaited;

  /** Why no more points are taken; null while they are. */
  private volatile @Nullable DropReason closed;

  // Written by the sender's thread alone.
  private long stalledSince;

  /** The positions before this one were claimed when the wait began: they share its patience. */
  private long stalledEnd;

  private long givenUp;

  /**
   * Creates a ring.
   *
   * @param capacity slots, a power of two from 4
   * @param series finds a series by its number
   * @param accounts counts the points that are not taken, or that are lost in here
   * @param wakeUp wakes the thread that drains; must not block
   * @param second the second of points of now, and which are too far ahead; its nano clock tells
   *     how long a claimed position has been without its point
   */
  PointRing(
      int capacity,
      SeriesTable series,
      PointAccounts accounts,
      Runnable wakeUp,
      CurrentSecond second) {
    this.capacity = capacity;
    this.capacityBits = Integer.numberOfTrailingZeros(capacity);
    this.series = series;
    this.accounts = accounts;
    this.wakeUp = wakeUp;
    this.second = second;
    this.wakeUpMask = capacity / 4L - 1;
    long[] empty = new long[2 * capacity];
    this.slots = new Slots(0, empty, empty);
  }

  /** Returns the second of a point of now. */
  long currentSecond() {
    return second.get();
  }

  /** Takes one point, or counts why not. */
  void record(Series of, double value, long epochSecond) {
    if (closed != null || !offer(of, value, epochSecond)) {
      refuse();
    }
  }

  /** Counts a point that there is no room for, or that comes after the end. */
  void refuse() {
    DropReason reason = closed;
    refuse(reason == null ? DropReason.QUEUE_FULL : reason);
  }

  /** Counts a point that is not taken. */
  void refuse(DropReason reason) {
    accounts.refused(reason, 1);
  }

  /** Takes one point; returns false, with nothing changed, when the ring is full. */
  boolean offer(Series of, double value, long epochSecond) {
    long number = of.number();
    if (number == SeriesTable.NONE) {
      return false;
    }
    long point = (number << SERIES_SHIFT) | (epochSecond & SECOND_MASK);
    long bits = Double.doubleToRawLongBits(value);
    Slots before = slots;
    long position = claim();
    if (position == FULL) {
      return false;
    }
    // From here to the publication no call is made, for a call takes stack. And a thread that was
    // held up, until its position was given up, still finds the array of its own time.
    Slots now = slots;
    long[] words =
        position >= now.from
            ? now.current
            : position >= before.from ? before.current : before.older;
    int slot = (int) (position & capacity - 1) << 1;
    long lap = (position >>> capacityBits | 128) << LAP_SHIFT;
    words[slot + 1] = bits;
    boolean published = false;
    try {
      LONGS.setRelease(words, slot, lap | point);
      published = true;
    } finally {
      // Not a catch: to find out whether it matches, a JVM may have to ask a class loader.
      if (!published) {
        words[slot] = lap;
      }
    }
    if ((position & wakeUpMask) == wakeUpMask || awaited) {
      awaited = false;
      wakeUp.run();
    }
    return true;
  }

  /** Returns a position that is the caller's alone, or {@link #FULL}. */
  long claim() {
    long tail;
    do {
      tail = tail();
      if (tail - head() >= capacity) {
        return FULL;
      }
    } while (!LONGS.compareAndSet(counters, TAIL, tail, tail + 1));
    return tail;
  }

  /**
   * Has the next point wake the sender, which is about to rest for long.
   *
   * <p>None is missed: a thread claims a position before it looks at the mark, and the sender looks
   * at the claims after it has set it. All four accesses are volatile ones.
   *
   * @return false if there are points already
   */
  boolean awaitNext() {
    awaited = true;
    return size() == 0;
  }

  /** Hands on what has been published by now, until the sink has no more room. */
  void drainTo(Sink sink) {
    long end = tail();
    long next = head();
    boolean room = true;
    try {
      while (room && next < end) {
        long[] words = next >= slots.from ? slots.current : slots.older;
        int slot = (int) (next & capacity - 1) << 1;
        long word = (long) LONGS.getAcquire(words, slot);
        long lap = next >>> capacityBits | 128;
        if (word >>> LAP_SHIFT == (lap & 255)) {
          room = take(sink, word, Double.longBitsToDouble(words[slot + 1]));
        } else if (!isGivenUp(next)) {
          return;
        }
        next++;
        if ((next & RELEASE_MASK) == 0) {
          setHead(next);
        }
      }
    } finally {
      setHead(next);
    }
  }

  private boolean take(Sink sink, long word, double value) {
    int number = (int) (word >>> SERIES_SHIFT) & SeriesTable.LAST;
    if (number == SeriesTable.NONE) {
      accounts.dropped(DropReason.INVALID, 1);
      return true;
    }
    Series of = series.at(number);
    long at = word & SECOND_MASK;
    boolean room = true;
    if (second.isTooFarAhead(at)) {
      accounts.dropped(DropReason.INVALID, 1);
    } else {
      room = sink.take(of, value, at);
    }
    series.releaseTemporary(of);
    return room;
  }

  /** Gives up a claimed position whose point has not come for too long; returns whether it did. */
  private boolean isGivenUp(long position) {
    long now = second.nanos();
    if (position >= stalledEnd) {
      stalledEnd = tail();
      stalledSince = now;
    }
    if (now - stalledSince < PATIENCE_SECONDS * 1_000_000_000) {
      return false;
    }
    if (position >= slots.from) {
      // No thread can claim a position of the next lap before the head has passed this one.
      slots = new Slots(position + capacity, new long[2 * capacity], slots.current);
    }
    givenUp++;
    accounts.dropped(DropReason.INVALID, 1);
    return true;
  }

  /** Has {@link #record} take no more points, and count them with a reason. */
  void close(DropReason reason) {
    closed = reason;
  }

  boolean isClosed() {
    return closed != null;
  }

  /** Returns how many positions have been given up. */
  long givenUp() {
    return givenUp;
  }

  /** Returns how many points there is room for. */
  long capacity() {
    return capacity;
  }

  /** Returns how many points have ever been taken. */
  long taken() {
    return tail();
  }

  /** Returns how many positions have been read, or given up. */
  long fetched() {
    return head();
  }

  /** Returns how many points wait; between two looks at a moving ring, about as many. */
  long size() {
    long gone = head();
    return Math.min(tail() - gone, capacity);
  }

  private long tail() {
    return (long) LONGS.getVolatile(counters, TAIL);
  }

  private long head() {
    return (long) LONGS.getVolatile(counters, HEAD);
  }

  private void setHead(long position) {
    LONGS.setVolatile(counters, HEAD, position);
  }
}
