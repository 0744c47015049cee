// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What is the same for every daemon that a test starts.
 *
 * <p>Thread-safety: safe.
 */
final class Daemons {
  private Daemons() {}

  /** Returns whether something takes connections on a port of the loopback address. */
  static boolean accepts(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Sends lines to a port of the loopback address, in one write. */
  static void send(int port, String lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Waits for the end of a process that was told to end; one that does not is killed. */
  static void awaitEnd(Process process) {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Runs one of the scripts that start or stop the daemons of a folder. */
  static void run(Path script, Path folder, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path output = folder.resolveSibling(script.getFileName() + ".output");
    ProcessBuilder builder =
        new ProcessBuilder(script.toAbsolutePath().toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(settings);
    Process process = builder.start();
    String end = "did not end";
    try {
      if (process.waitFor(5, TimeUnit.MINUTES)) {
        end = "ended with " + process.exitValue();
      }
    } finally {
      // If it still runs: start.sh then stops what it has started.
      process.destroy();
    }
    if (!end.equals("ended with 0")) {
      throw new AssertionError(script.getFileName() + " " + end + ": " + Files.readString(output));
    }
  }
}
