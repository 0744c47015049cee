// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A {@link ServeRequestsServer} in a process of its own, its sink, and what it was asked. */
final class MeasuredServer implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final Measured way;
  private final SinkProcess sink;
  private final JavaProcess process;
  private final String url;
  private final List<Run> runs = new ArrayList<>();
  private long warmUpRequests;

  /**
   * What it was asked once.
   *
   * @param load what the load generator has seen
   * @param cpuMicros the processor time of all threads of the server for one request
   */
  record Run(Wrk load, double cpuMicros) {}

  private MeasuredServer(Measured way, SinkProcess sink, JavaProcess process) {
    this.way = way;
    this.sink = sink;
    this.process = process;
    this.url = "http://127.0.0.1:" + process.firstLine() + "/hello/world";
  }

  static MeasuredServer start(Measured way) throws IOException {
    SinkProcess sink = SinkProcess.start();
    Endpoint to = sink.endpoint();
    JavaProcess process =
        JavaProcess.start(
            "-Xmx512m", ServeRequestsServer.class, way.name(), to.tcpPort(), to.udpPort());
    return new MeasuredServer(way, sink, process);
  }

  Measured way() {
    return way;
  }

  /** Asks for a while without looking. */
  void warmUp(int seconds) throws IOException {
    warmUpRequests = Wrk.run(url, seconds).requests();
  }

  void ask(int seconds) throws IOException {
    Duration before = cpu();
    Wrk load = Wrk.run(url, seconds);
    runs.add(new Run(load, cpu().minus(before).toNanos() / 1e3 / load.requests()));
  }

  List<Run> runs() {
    return runs;
  }

  /** Returns in words what did not reach the sink. */
  String loss() throws IOException {
    long requests = warmUpRequests + runs.stream().mapToLong(run -> run.load.requests()).sum();
    long expected = requests * way.linesPerRequest();
    long lost = lost(expected);
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (lost > 0 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(LOOK_NANOS);
      lost = lost(expected);
    }
    long lines = sink.counts().lines();
    return lost <= 0
        ? String.format(Locale.ROOT, "none lost of %d points, in %d lines", expected, lines)
        : String.format(Locale.ROOT, "INVALID: %.2f %% lost", 100.0 * lost / expected);
  }

  /**
   * By the server's own account where it has one: points that merged are no lines, and not lost.
   */
  private long lost(long expected) throws IOException {
    long sent = Long.parseLong(process.ask());
    // A server may have answered more than the load generator waited for.
    return expected - (sent >= 0 ? sent : sink.counts().lines());
  }

  @Override
  public void close() throws IOException {
    process.close();
    sink.close();
  }

  private Duration cpu() {
    return ProcessHandle.of(process.pid())
        .flatMap(handle -> handle.info().totalCpuDuration())
        .orElse(Duration.ZERO);
  }
}
