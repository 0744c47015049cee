// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The process of an {@link Engine}, with its files in a folder that goes with it. */
final class EngineProcess implements AutoCloseable {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path folder;
  private final int port;
  private final Process process;

  private EngineProcess(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * Starts one and waits until it takes points.
   *
   * @param port where it takes lines
   * @param isReady tells what else it has to be
   */
  static EngineProcess start(Path folder, int port, List<String> command, BooleanSupplier isReady)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("GRAPHITE_ROOT", folder.toString());
    Path log = folder.resolve("log");
    EngineProcess started =
        new EngineProcess(
            folder, port, builder.redirectErrorStream(true).redirectOutput(log.toFile()).start());
    Waiting.until(
        () -> !started.process.isAlive() || isReady.getAsBoolean() && started.accepts(),
        PATIENCE,
        LOOK_NANOS);
    if (!started.process.isAlive() || !isReady.getAsBoolean() || !started.accepts()) {
      String said = Files.readString(log);
      started.close();
      throw new IOException(command.get(0) + " did not start: " + said);
    }
    return started;
  }

  /** Returns where it takes lines; it has no UDP port. */
  Endpoint endpoint() {
    InetSocketAddress lines = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new Endpoint(lines, lines);
  }

  /** Returns the processor time it has taken. */
  Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Waits until it rests, and returns the time at which it began to, or gave up to. */
  long awaitRest(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    long from = System.nanoTime();
    Duration before = cpu();
    while (true) {
      LockSupport.parkNanos(2 * LOOK_NANOS);
      long now = System.nanoTime();
      Duration cpu = cpu();
      boolean rests = cpu.minus(before).toNanos() < (now - from) / 4;
      if (rests || now > deadline) {
        return from;
      }
      from = now;
      before = cpu;
    }
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(file -> file.delete());
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(endpoint().tcp());
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Below the ephemeral ports, so that no connection takes it before the process does. */
  static int freePort() {
    return new Random().ints(10_000, 32_000).filter(EngineProcess::isFree).iterator().nextInt();
  }

  private static boolean isFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
