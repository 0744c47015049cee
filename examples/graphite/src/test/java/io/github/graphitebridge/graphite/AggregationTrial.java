// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A real carbon-aggregator that gets one block of lines and shows what its rules make of it. */
final class AggregationTrial implements AutoCloseable {
  /**
   * The last point's name. Each series has a timer of its own, started by its first point: when
   * this one comes out, every series before it has.
   */
  private static final String END = "end-of-test";

  /** The time of every point: one interval, and not too old for the daemon. */
  private static final long NOW = System.currentTimeMillis() / 1000;

  private final CarbonAggregator daemon;

  /** Starts the daemon in an empty folder; whether it runs, {@link #isReady} tells. */
  AggregationTrial(Path folder, String rules) throws IOException {
    this.daemon = new CarbonAggregator(folder, rules + END + " (60) = max " + END + "\n");
  }

  /** Waits until the daemon takes points; false if it has ended before. */
  boolean isReady() {
    return daemon.isReady();
  }

  /** Sends lines in one block and returns every point that the daemon emits for them. */
  List<CarbonPoint> emitted(String lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.linePort())) {
      String block = lines + line(END, 0);
      socket.getOutputStream().write(block.getBytes(StandardCharsets.UTF_8));
      daemon.destination().await(END, 1);
    }
    return daemon.destination().points().stream()
        .filter(point -> !point.name().contains(END))
        .toList();
  }

  /** Returns a point as a line, with its line feed. */
  static String line(String name, double value) {
    return name + " " + value + " " + NOW + "\n";
  }

  /** Returns what the daemon has logged. */
  String log() throws IOException {
    return daemon.log();
  }

  @Override
  public void close() {
    daemon.close();
  }
}
