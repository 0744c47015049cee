// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.ThreadParams;

/**
 * What it costs the thread of a request to record it: time, size, count, status code and status
 * type.
 *
 * <p>Nobody sends as fast as a thread that does nothing else can record. So {@link #fullSpeed}
 * stops the clock while more than the peer's queue may hold is on the way, and only {@link
 * #overload} goes on without regard to loss.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class RecordRequest {
  /** So few that a ring of 65,536 points takes two threads' beside what is on the way. */
  private static final int BLOCK = 1000;

  private static final int BURST = 20;
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Back to back, while no more is on the way than fits. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public void fullSpeed(Blocks caller) {
    caller.record(BLOCK);
  }

  /** Twenty requests after a millisecond of rest; the median is what counts. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OperationsPerInvocation(BURST)
  public void bursts(Bursts caller) {
    caller.record(BURST);
  }

  /** Back to back for as long as it lasts, and what is lost by it. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public void overload(Caller caller) {
    caller.record(BLOCK);
  }

  /** What all threads record into. */
  @State(Scope.Benchmark)
  public static class Recording {
    /** Into what. */
    @Param public Peer peer;

    /** How many routes. */
    @Param("10")
    public int routes;

    /** Which of them. */
    @Param("UNIFORM")
    public Access access;

    final List<Caller> callers = new CopyOnWriteArrayList<>();
    Delivery delivery;
    RequestMix mix;
    long preparations;
    private long lostBefore;

    /** Starts the sink and the peer, which sees each route and status once. */
    @Setup
    public void open() throws IOException {
      Slots slots = new Slots(routes);
      mix = new RequestMix(slots, access);
      delivery = Delivery.open(peer, slots);
      for (int slot = 0; slot < slots.size(); slot++) {
        delivery.target().record(slot, 1, 1);
        preparations++;
        if (slot % BLOCK == 0) {
          delivery.awaitRoom(preparations, 0);
        }
      }
    }

    /** Ends both. */
    @TearDown
    public void close() throws IOException {
      delivery.close();
    }

    /** Returns the requests of all threads since the start. */
    long requests() {
      long sum = preparations;
      for (Caller caller : callers) {
        sum += caller.recorded;
      }
      return sum;
    }

    /** Returns the lines lost since the last call. */
    long newlyLost() {
      long lost = delivery.settle(requests());
      long more = lost - lostBefore;
      lostBefore = lost;
      return more;
    }
  }

  /** A thread that records. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Caller {
    /** The lines that should have arrived. */
    public long lines;

    /** The lines that did not arrive. */
    public long lost;

    Recording recording;

    /** Written by its own thread at the end of each block, read by others as it happens to be. */
    volatile long recorded;

    private RequestTarget target;
    private int next;
    private long recordedBefore;

    /** Begins somewhere in the sequence. */
    @Setup
    public void begin(Recording recording, ThreadParams thread) {
      this.recording = recording;
      this.target = recording.delivery.target();
      this.next = thread.getThreadIndex() * 30_000;
      recording.callers.add(this);
    }

    void record(int count) {
      RequestMix mix = recording.mix;
      int at = next;
      int end = at + count;
      for (; at < end; at++) {
        mix.record(target, at);
      }
      next = end;
      recorded += count;
    }

    /** Waits until all has arrived, and counts. */
    @TearDown(Level.Iteration)
    public void settle(ThreadParams thread) {
      lines = (recorded - recordedBefore) * target.linesPerRequest();
      recordedBefore = recorded;
      lost = thread.getThreadIndex() == 0 ? recording.newlyLost() : 0;
    }
  }

  /** A thread that records in blocks. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Blocks extends Caller {
    /** Waits for room, while the clock stands. */
    @Setup(Level.Invocation)
    public void awaitRoom() {
      long most = Delivery.MOST_ON_THE_WAY;
      if (recording.delivery.onTheWay(recording.requests()) > most) {
        recording.delivery.awaitRoom(recording.requests(), most / 4);
      }
    }
  }

  /** A thread that records in bursts. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Bursts extends Caller {
    /** Rests, while the clock stands. */
    @Setup(Level.Invocation)
    public void rest() {
      LockSupport.parkNanos(REST_NANOS);
    }
  }
}
