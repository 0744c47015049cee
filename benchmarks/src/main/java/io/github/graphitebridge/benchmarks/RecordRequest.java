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
import org.openjdk.jmh.infra.BenchmarkParams;
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
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class RecordRequest {
  /** So few that a ring of 65,536 points takes two threads' beside what is on the way. */
  private static final int BLOCK = 1000;

  private static final int BURST = 20;
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** Back to back, while no more is on the way than fits. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public void fullSpeed(Caller caller) {
    caller.record(BLOCK);
  }

  /** Twenty requests after a millisecond of rest; the median is what counts. */
  @Benchmark
  @BenchmarkMode(Mode.SampleTime)
  @OperationsPerInvocation(BURST)
  public void bursts(Caller caller) {
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

    /** Waits until not much is on the way. */
    void awaitRoom() {
      if (delivery.onTheWay(requests()) > Delivery.MOST_ON_THE_WAY) {
        delivery.awaitRoom(requests(), Delivery.MOST_ON_THE_WAY / 4);
      }
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

  /** A thread that records, and what its iteration came to. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Caller {
    /** The lines that should have arrived. */
    public long lines;

    /** The lines that did not arrive. */
    public long lost;

    /** The processor time of this thread while the clock ran, in nanoseconds. */
    public long cpu;

    /** The requests whose processor time that is. */
    public long cpuOf;

    private Recording recording;
    private RequestTarget target;
    private Runnable pause;
    private ThreadTime time;
    private int next;

    /** Written by its own thread at the end of each block, read by others as it happens to be. */
    private volatile long recorded;

    private long recordedBefore;
    private long recordedBeforeBlock;
    private long cpuBefore;

    /** Begins somewhere in the sequence. */
    @Setup
    public void begin(Recording shared, ThreadParams thread, BenchmarkParams benchmark) {
      recording = shared;
      target = shared.delivery.target();
      pause = pause(benchmark.getBenchmark());
      time = ThreadTime.ofCurrent();
      next = thread.getThreadIndex() * 30_000;
      shared.callers.add(this);
    }

    /** Waits, while the clock stands, for what the method asks for. */
    @Setup(Level.Invocation)
    public void pause() {
      pause.run();
      recordedBeforeBlock = recorded;
      cpuBefore = time.nanos();
    }

    /** Takes the processor time. */
    @TearDown(Level.Invocation)
    public void takeTime() {
      cpu += time.nanos() - cpuBefore;
      cpuOf += recorded - recordedBeforeBlock;
    }

    /** Waits until all has arrived, and counts. */
    @TearDown(Level.Iteration)
    public void settle(ThreadParams thread) {
      lines = (recorded - recordedBefore) * target.linesPerRequest();
      recordedBefore = recorded;
      lost = thread.getThreadIndex() == 0 ? recording.newlyLost() : 0;
    }

    void record(int count) {
      RequestMix mix = recording.mix;
      RequestTarget to = target;
      int at = next;
      int end = at + count;
      for (; at < end; at++) {
        mix.record(to, at);
      }
      next = end;
      recorded += count;
    }

    // By the method's name: JMH adds up the counters of a state of its own, not of a superclass.
    private Runnable pause(String method) {
      if (method.endsWith("fullSpeed")) {
        return recording::awaitRoom;
      }
      return method.endsWith("bursts") ? () -> LockSupport.parkNanos(REST_NANOS) : () -> {};
    }
  }
}
