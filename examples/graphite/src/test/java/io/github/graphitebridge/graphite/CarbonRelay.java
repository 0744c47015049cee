// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.rules.GraphiteFile;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real carbon-c-relay with the generated file. What it emits arrives at a test's carbon, in the
 * place of carbon-cache.
 *
 * <p>Thread-safety: none.
 */
final class CarbonRelay implements AutoCloseable {
  private static final String PROGRAM = "carbon-c-relay";

  private final int port;
  private final CarbonServer destination;
  private final Process process;
  private final Path log;

  /** Starts the daemon in an empty folder, and waits until it takes points. */
  CarbonRelay(Path folder, RequestSeries series) throws IOException {
    this.port = FreePorts.choose(1).get(0);
    this.log = folder.resolve("log");
    this.destination = CarbonServer.start();
    try {
      this.process = start(configure(folder, series));
    } catch (IOException e) {
      destination.close();
      throw e;
    }
    awaitReady();
  }

  /** Returns the port for lines over TCP and UDP. */
  int port() {
    return port;
  }

  /** Returns what the daemon has emitted, without its own statistics. */
  List<CarbonPoint> emitted() {
    return destination.points().stream()
        .filter(point -> !point.name().startsWith("carbon."))
        .toList();
  }

  @Override
  public void close() {
    process.destroy();
    Daemons.awaitEnd(process);
    destination.close();
  }

  private Path configure(Path folder, RequestSeries series) throws IOException {
    return Files.writeString(
        folder.resolve(GraphiteFile.C_RELAY.fileName()),
        GraphiteFile.C_RELAY
            .text(series)
            .replace("127.0.0.1:2003", "127.0.0.1:" + destination.port())
            .replace("127.0.0.1:2023", "127.0.0.1:" + port));
  }

  private Process start(Path configuration) throws IOException {
    try {
      return new ProcessBuilder(PROGRAM, "-f", configuration.toString())
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .start();
    } catch (IOException e) {
      throw new IOException(PROGRAM + " is not installed; install.sh of this folder does it", e);
    }
  }

  private void awaitReady() throws IOException {
    boolean isReady = false;
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> !process.isAlive() || Daemons.accepts(port));
      if (!process.isAlive()) {
        throw new AssertionError(PROGRAM + " did not start: " + Files.readString(log));
      }
      isReady = true;
    } finally {
      if (!isReady) {
        close();
      }
    }
  }
}
