// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A real carbon-aggregator with rules of its own, which a test can end, restart and suspend. What
 * it emits arrives at a test's carbon, in the place of carbon-cache.
 *
 * <p>Thread-safety: none.
 */
final class CarbonAggregator implements AutoCloseable {
  private static final String PROGRAM = "carbon-aggregator";

  private final Path folder;
  private final int linePort;
  private final int picklePort;
  private final int udpPort;
  private final CarbonServer destination;
  private Process process;

  /** How often the destination had been connected to when the process was started. */
  private int connectionsBefore;

  /** Starts the daemon in an empty folder; whether it runs, {@link #isReady} tells. */
  CarbonAggregator(Path folder, String rules) throws IOException {
    List<Integer> ports = FreePorts.choose(4);
    this.folder = folder;
    this.linePort = ports.get(0);
    this.picklePort = ports.get(1);
    this.udpPort = ports.get(2);
    this.destination = CarbonServer.builder().port(ports.get(3)).start();
    configure(rules);
    this.process = start();
  }

  /** Waits until the daemon takes points; false if it has ended before. */
  boolean isReady() {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(20))
        .until(
            () ->
                !process.isAlive()
                    || (destination.connections() > connectionsBefore
                        && Daemons.accepts(linePort)));
    return process.isAlive();
  }

  /** Returns the port of the line protocol over TCP. */
  int linePort() {
    return linePort;
  }

  /** Returns the port of the pickle protocol over TCP. */
  int picklePort() {
    return picklePort;
  }

  /** Returns the port of the line protocol over UDP. */
  int udpPort() {
    return udpPort;
  }

  /** Returns where everything that the daemon emits arrives; it may be stopped and restarted. */
  CarbonServer destination() {
    return destination;
  }

  /** Ends the daemon in good order (SIGTERM) and waits for its end. */
  void terminate() {
    process.destroy();
    Daemons.awaitEnd(process);
  }

  /** Ends the daemon at once (SIGKILL) and waits for its end. */
  void kill() {
    process.destroyForcibly();
    Daemons.awaitEnd(process);
  }

  /** Has the daemon do nothing, with its connections open (SIGSTOP), until {@link #resume}. */
  void suspend() {
    signal("STOP");
  }

  /** Lets the daemon go on (SIGCONT); without effect if it runs. */
  void resume() {
    signal("CONT");
  }

  /** Starts the daemon again, on the same ports, after its end, and waits until it takes points. */
  void restart() throws IOException {
    // The one that was killed has left it.
    Files.deleteIfExists(folder.resolve("aggregator.pid"));
    process = start();
    if (!isReady()) {
      throw new AssertionError(PROGRAM + " did not start again: " + log());
    }
  }

  /** Returns what the daemon has logged, over its restarts. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      resume();
      process.destroy();
    }
    Daemons.awaitEnd(process);
    destination.close();
  }

  private void configure(String rules) throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("storage-schemas.conf"), "");
    Files.writeString(conf.resolve("aggregation-rules.conf"), rules);
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
        PICKLE_RECEIVER_INTERFACE = 127.0.0.1
        PICKLE_RECEIVER_PORT = %3$d
        ENABLE_UDP_LISTENER = True
        UDP_RECEIVER_INTERFACE = 127.0.0.1
        UDP_RECEIVER_PORT = %4$d
        DESTINATIONS = 127.0.0.1:%5$d
        DESTINATION_PROTOCOL = line
        MAX_QUEUE_SIZE = 1000000
        FORWARD_ALL = True
        WRITE_BACK_FREQUENCY = 0.1
        CARBON_METRIC_INTERVAL = 0
        LOG_AGGREGATOR_MISSES = False
        ENABLE_LOGROTATION = False
        ENABLE_TAGS = False
        """
            .formatted(folder, linePort, picklePort, udpPort, destination.port()));
  }

  private Process start() throws IOException {
    connectionsBefore = destination.connections();
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
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      destination.close();
      throw new IOException(PROGRAM + " is not installed; install.sh of this folder does it", e);
    }
  }

  /** By the shell's own kill: the program of that name is not on every machine. */
  private void signal(String name) {
    try {
      int exit =
          new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
              .inheritIO()
              .start()
              .waitFor();
      if (exit != 0) {
        throw new AssertionError("kill -" + name + " ended with " + exit);
      }
    } catch (IOException e) {
      throw new AssertionError("no kill -" + name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
