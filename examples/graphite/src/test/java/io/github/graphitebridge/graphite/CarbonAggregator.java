// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real carbon-aggregator with rules of its own; what it emits arrives at a test's carbon. */
final class CarbonAggregator implements AutoCloseable {
  private static final String PROGRAM = "carbon-aggregator";

  /**
   * The last point's name. Each series has a timer of its own, started by its first point: when
   * this one comes out, every series before it has.
   */
  private static final String END = "end-of-test";

  /** The time of every point: one interval, and not too old for the daemon. */
  private static final long NOW = System.currentTimeMillis() / 1000;

  private final CarbonServer destination = CarbonServer.start();
  private final Path folder;
  private final Process process;
  private final int port;

  /** Starts the daemon in an empty folder; whether it runs, {@link #isReady} tells. */
  CarbonAggregator(Path folder, String rules) throws IOException {
    this.folder = folder;
    this.port = freePort();
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("storage-schemas.conf"), "");
    Files.writeString(
        conf.resolve("aggregation-rules.conf"), rules + END + " (60) = max " + END + "\n");
    // Emits ten times a second, whatever the rules' interval: a test need not wait for that.
    Files.writeString(
        conf.resolve("carbon.conf"),
        """
        [aggregator]
        STORAGE_DIR = %1$s
        CONF_DIR = %1$s/conf
        LOG_DIR = %1$s
        PID_DIR = %1$s
        LINE_RECEIVER_INTERFACE = 127.0.0.1
        LINE_RECEIVER_PORT = %2$d
        PICKLE_RECEIVER_PORT = 0
        DESTINATIONS = 127.0.0.1:%3$d
        DESTINATION_PROTOCOL = line
        FORWARD_ALL = True
        WRITE_BACK_FREQUENCY = 0.1
        CARBON_METRIC_INTERVAL = 0
        LOG_AGGREGATOR_MISSES = False
        ENABLE_LOGROTATION = False
        ENABLE_TAGS = False
        """
            .formatted(folder, port, destination.port()));
    this.process = start();
  }

  /** Waits until the daemon takes points; false if it has ended before. */
  boolean isReady() {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive() || (destination.connections() > 0 && accepts()));
    return process.isAlive();
  }

  /** Sends lines in one block and returns every point that the daemon emits for them. */
  List<CarbonPoint> emitted(String lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String block = lines + line(END, 0);
      socket.getOutputStream().write(block.getBytes(StandardCharsets.UTF_8));
      destination.await(END, 1);
    }
    return destination.points().stream().filter(point -> !point.name().contains(END)).toList();
  }

  /** Returns a point as a line, with its line feed. */
  static String line(String name, double value) {
    return name + " " + value + " " + NOW + "\n";
  }

  /** Returns what the daemon has logged. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    destination.close();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            PROGRAM,
            "--config=" + folder.resolve("conf/carbon.conf"),
            "--pidfile=" + folder.resolve("aggregator.pid"),
            "--logdir=" + folder,
            "--nodaemon",
            "start");
    builder.environment().put("GRAPHITE_ROOT", folder.toString());
    // The rules file is read in the locale's encoding.
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile());
    try {
      return builder.start();
    } catch (IOException e) {
      destination.close();
      throw new IOException(PROGRAM + " is not installed; install.sh of this folder does it", e);
    }
  }

  private boolean accepts() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (CarbonServer server = CarbonServer.start()) {
      return server.port();
    }
  }
}
