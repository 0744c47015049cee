// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the loggers of all threads write to standard error until it is closed. */
public final class CapturedLog implements AutoCloseable {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  /** Captures from now on. */
  public CapturedLog() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  /** Returns level and message of the lines that a sender to this port logged. */
  public List<String> of(int port) {
    return text()
        .lines()
        .filter(line -> line.startsWith("[") && line.contains(":" + port))
        .map(line -> line.replaceFirst("^\\[.*?\\] (\\w+) \\S+ - ", "$1 "))
        .toList();
  }

  /** Returns the warnings of a sender to this port. */
  public List<String> warnings(int port) {
    return of(port).stream().filter(line -> line.startsWith("WARN ")).toList();
  }

  /** Returns everything. */
  public String text() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    System.setErr(before);
  }
}
