// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

/**
 * What a line takes on its way from the queue into the socket: 1,000 divided by the nanoseconds is
 * millions of lines a second.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SendLines {
  private static final int BLOCK = 1 << 16;

  /** The lines wait already; nothing else runs but the sink. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public void alone(Prepared path) throws IOException {
    path.path.send(BLOCK);
  }

  /** Another thread records the lines meanwhile. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public void withProducer(Producing path) {
    path.path.recordAndSend(BLOCK);
  }

  /** A sender with its queue full. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Prepared {
    /** Which. */
    @Param Wire wire;

    /** The lines that should have arrived. */
    public long lines;

    /** The lines that did not. */
    public long lost;

    /** The processor time of the thread that sends, in nanoseconds. */
    public long cpu;

    /** The lines whose processor time was taken. */
    public long cpuOf;

    private SinkProcess sink;
    private LinePath path;
    private long lostBefore;
    private long cpuBefore;

    /** Starts the sink and the sender. */
    @Setup
    public void open() throws IOException {
      sink = SinkProcess.start();
      path = wire.open(sink, BLOCK);
    }

    /** Fills the queue. */
    @Setup(Level.Invocation)
    public void prepare() throws IOException {
      path.prepare(BLOCK);
      lines += BLOCK;
      cpuBefore = path.cpuNanos();
    }

    /** Takes the processor time. */
    @TearDown(Level.Invocation)
    public void takeTime() {
      cpu += path.cpuNanos() - cpuBefore;
      cpuOf += BLOCK;
    }

    /** Counts. */
    @TearDown(Level.Iteration)
    public void settle() throws IOException {
      long all = path.lost();
      lost = all - lostBefore;
      lostBefore = all;
    }

    /** Ends both. */
    @TearDown
    public void close() throws IOException {
      path.close();
      sink.close();
    }
  }

  /** A sender whose queue is filled while it sends. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Producing {
    /** Which of this project's; Dropwizard's have no queue. */
    @Param({"PLAINTEXT", "PICKLED"})
    GraphiteProtocol protocol;

    /** After how many seconds carbon is asked to acknowledge a connection's lines; 0 for never. */
    @Param("5")
    int acknowledgeSeconds;

    /** The lines that should have arrived. */
    public long lines;

    /** The lines that did not. */
    public long lost;

    /** The processor time of the thread that sends, in nanoseconds. */
    public long cpu;

    /** The lines whose processor time was taken. */
    public long cpuOf;

    /** The points that went in another's line. */
    public long merged;

    private SinkProcess sink;
    private BridgePath path;
    private long lostBefore;
    private long cpuBefore;
    private long mergedBefore;

    /** Starts the sink and the sender. */
    @Setup
    public void open() throws IOException {
      sink = SinkProcess.start();
      path = new BridgePath(sink, protocol, BLOCK, Duration.ofSeconds(acknowledgeSeconds));
    }

    /** Counts a block. */
    @Setup(Level.Invocation)
    public void count() {
      lines += BLOCK;
      cpuBefore = path.cpuNanos();
    }

    /** Takes the processor time. */
    @TearDown(Level.Invocation)
    public void takeTime() {
      cpu += path.cpuNanos() - cpuBefore;
      cpuOf += BLOCK;
    }

    /** Counts. */
    @TearDown(Level.Iteration)
    public void settle() {
      long all = path.lost();
      lost = all - lostBefore;
      lostBefore = all;
      long allMerged = path.merged();
      merged = allMerged - mergedBefore;
      mergedBefore = allMerged;
    }

    /** Ends both. */
    @TearDown
    public void close() throws IOException {
      path.close();
      sink.close();
    }
  }
}
