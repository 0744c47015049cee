// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.YieldingWaitStrategy;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The hand-over from the recording threads to the sender's: a ring of pre-allocated slots that
 * takes a point without a lock and without garbage, or refuses it at once.
 *
 * <p>Thread-safety: {@link #offer} and the sizes from any thread, {@link #drainTo} from one.
 */
final class PointRing {
  /** Takes the points in the order of their claims. */
  interface Sink {
    /** Takes one point; returns whether there is room for another. */
    boolean take(Series series, double value, long second);
  }

  /** Slots are given back every 1,024, so that recording goes on during a long drain. */
  private static final long RELEASE_MASK = 1023;

  private static final long FULL = -1;

  private final RingBuffer<Slot> slots;

  /** The last slot that has been fetched; the recording threads go no further than a round on. */
  private final Sequence fetched = new Sequence();

  private final Runnable wakeUp;

  /**
   * Every point whose sequence ends in these bits wakes the sender: four times a round, so that a
   * burst between two flushes is fetched long before the ring is full.
   */
  private final long wakeUpMask;

  /** Whether the next point wakes the sender too. Read with each point, but hardly ever written. */
  private volatile boolean awaited;

  /**
   * Creates a ring.
   *
   * @param capacity slots, a power of two from 4
   * @param wakeUp wakes the thread that drains; must not block
   */
  PointRing(int capacity, Runnable wakeUp) {
    // Nobody waits on the ring itself, so the strategy is the one whose signal does nothing.
    this.slots = RingBuffer.createMultiProducer(Slot::new, capacity, new YieldingWaitStrategy());
    this.slots.addGatingSequences(fetched);
    this.wakeUp = wakeUp;
    this.wakeUpMask = capacity / 4L - 1;
  }

  /** Takes one point; returns false, with nothing changed, when the ring is full. */
  boolean offer(Series series, double value, long second) {
    long sequence = claim(1);
    if (sequence == FULL) {
      return false;
    }
    slots.get(sequence).set(series, value, second);
    slots.publish(sequence);
    wakeUpAfter(sequence, 1);
    return true;
  }

  /** Takes a point of each series, or returns false, with nothing changed, if not all have room. */
  boolean offer(SeriesGroup group, double first, double second, long epochSecond) {
    int size = group.size();
    long last = claim(size);
    if (last == FULL) {
      return false;
    }
    long begin = last - size + 1;
    for (int i = 0; i < size; i++) {
      slots.get(begin + i).set(group.get(i), group.value(i, first, second), epochSecond);
    }
    slots.publish(begin, last);
    wakeUpAfter(begin, size);
    return true;
  }

  /** Returns the last of so many slots in a row, or {@link #FULL}. */
  private long claim(int points) {
    try {
      return slots.tryNext(points);
    } catch (InsufficientCapacityException full) {
      return FULL;
    }
  }

  private void wakeUpAfter(long begin, int points) {
    if ((begin & wakeUpMask) + points > wakeUpMask || awaited) {
      awaited = false;
      wakeUp.run();
    }
  }

  /**
   * Has the next point wake the sender, which is about to rest for long.
   *
   * <p>None is missed: a point is claimed before its thread looks at the mark, and the sender looks
   * at the claims after it has set it.
   *
   * @return false if there are points already
   */
  boolean awaitNext() {
    awaited = true;
    // The ring's own cursor is read by weaker rules than a volatile field.
    VarHandle.fullFence();
    return size() == 0;
  }

  /** Hands on what has been published by now, until the sink has no more room. */
  void drainTo(Sink sink) {
    // Not by an EventPoller: each poll looks at all that waits, even if the sink takes little of
    // it.
    long last = slots.getCursor();
    long next = fetched.get() + 1;
    boolean room = true;
    try {
      while (room && next <= last && slots.isAvailable(next)) {
        room = slots.get(next).moveTo(sink);
        next++;
        if ((next & RELEASE_MASK) == 0) {
          fetched.set(next - 1);
        }
      }
    } finally {
      fetched.set(next - 1);
    }
  }

  /** Returns how many points there is room for. */
  long capacity() {
    return slots.getBufferSize();
  }

  /** Returns how many points have ever been taken. */
  long taken() {
    return slots.getCursor() + 1;
  }

  /** Returns how many points wait; between two looks at a moving ring, about as many. */
  long size() {
    long gone = fetched.get();
    return Math.min(slots.getCursor() - gone, slots.getBufferSize());
  }

  private static final class Slot {
    private @Nullable Series series;
    private double value;
    private long second;

    private void set(Series of, double recorded, long at) {
      series = of;
      value = recorded;
      second = at;
    }

    private boolean moveTo(Sink sink) {
      Series taken = series;
      if (taken == null) {
        throw new IllegalStateException("published without a series");
      }
      return sink.take(taken, value, second);
    }
  }
}
