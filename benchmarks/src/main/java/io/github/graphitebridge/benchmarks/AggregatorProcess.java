// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A real carbon-aggregator, in a folder of its own, and a carbon that takes what it emits. */
final class AggregatorProcess implements AutoCloseable {
  private static final String PROGRAM = "carbon-aggregator";

  /** The four rules that Flask-Graphite documents, and the one for the status class. */
  private static final String RULES =
      """
      <route>.count (60) = sum <<route>>.count
      <route>.status_code.<type> (60) = sum <<route>>.status_code.<type>
      <route>.status_type.<type> (60) = sum <<route>>.status_type.<type>
      <route>.pt (60) = avg <<route>>.pt
      <route>.size (60) = avg <<route>>.size
      """;

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

  private final Path folder;
  private final CarbonServer destination;
  private final int port;
  private final Process process;

  private AggregatorProcess(Path folder, CarbonServer destination, int port, int writeBackSeconds)
      throws IOException {
    this.folder = folder;
    this.destination = destination;
    this.port = port;
    configure(writeBackSeconds);
    ProcessBuilder builder =
        new ProcessBuilder(
            PROGRAM,
            "--config=" + folder.resolve("carbon.conf"),
            "--pidfile=" + folder.resolve("aggregator.pid"),
            "--logdir=" + folder,
            "--nodaemon",
            "start");
    builder.environment().put("GRAPHITE_ROOT", folder.toString());
    File log = folder.resolve("log").toFile();
    this.process = builder.redirectErrorStream(true).redirectOutput(log).start();
  }

  /**
   * Starts one and waits until it takes points.
   *
   * @param writeBackSeconds how often it emits the values of its intervals
   * @param emitted gets each value
   */
  static AggregatorProcess start(int writeBackSeconds, Consumer<CarbonPoint> emitted)
      throws IOException {
    Path folder = Files.createTempDirectory("aggregator");
    CarbonServer destination = CarbonServer.builder().start();
    destination.onPoint(emitted);
    AggregatorProcess started;
    try {
      started = new AggregatorProcess(folder, destination, freePort(), writeBackSeconds);
    } catch (IOException e) {
      destination.close();
      throw new IOException(PROGRAM + " is not installed; examples/graphite/install.sh does it", e);
    }
    started.awaitReady();
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
    destination.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }

  private void configure(int writeBackSeconds) throws IOException {
    Files.writeString(folder.resolve("storage-schemas.conf"), "");
    Files.writeString(folder.resolve("aggregation-rules.conf"), RULES);
    Files.writeString(
        folder.resolve("carbon.conf"),
        """
        [aggregator]
        STORAGE_DIR = %1$s
        CONF_DIR = %1$s
        LOG_DIR = %1$s
        PID_DIR = %1$s
        LINE_RECEIVER_INTERFACE = 127.0.0.1
        LINE_RECEIVER_PORT = %2$d
        PICKLE_RECEIVER_INTERFACE = 127.0.0.1
        PICKLE_RECEIVER_PORT = %3$d
        DESTINATIONS = 127.0.0.1:%4$d
        DESTINATION_PROTOCOL = line
        MAX_QUEUE_SIZE = 1000000
        FORWARD_ALL = True
        WRITE_BACK_FREQUENCY = %5$d
        CARBON_METRIC_INTERVAL = 0
        LOG_AGGREGATOR_MISSES = False
        ENABLE_LOGROTATION = False
        ENABLE_TAGS = False
        """
            .formatted(folder, port, freePort(), destination.port(), writeBackSeconds));
  }

  private void awaitReady() throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (destination.connections() == 0 || !accepts()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        String log = Files.readString(folder.resolve("log"));
        close();
        throw new IOException(PROGRAM + " did not start: " + log);
      }
      LockSupport.parkNanos(LOOK_NANOS);
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

  /** Below the ephemeral ports, so that no connection takes it before the daemon does. */
  private static int freePort() {
    return new Random().ints(10_000, 32_000).filter(AggregatorProcess::isFree).iterator().nextInt();
  }

  private static boolean isFree(int port) {
    try (var probe = new java.net.ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
