// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A real HAProxy in front of a carbon, with its usual time-outs: it accepts whether that carbon is
 * there or not.
 *
 * <p>Thread-safety: none.
 */
final class HaProxy implements AutoCloseable {
  private static final String PROGRAM = "haproxy";

  private final int port = FreePorts.choose(1).get(0);
  private final Process process;

  /** Starts it, and waits until it takes connections. */
  HaProxy(Path folder, int carbonPort) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            """
            defaults
              mode tcp
              timeout connect 5s
              timeout client 50s
              timeout server 50s
            listen carbon
              bind 127.0.0.1:%d
              server aggregator 127.0.0.1:%d
            """
                .formatted(port, carbonPort));
    try {
      this.process =
          new ProcessBuilder(PROGRAM, "-db", "-f", file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("haproxy.log").toFile())
              .start();
    } catch (IOException e) {
      throw new IOException(PROGRAM + " is not installed; install.sh haproxy does it", e);
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> Daemons.accepts(port));
  }

  /** Returns the port on which it listens. */
  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    Daemons.awaitEnd(process);
  }
}
