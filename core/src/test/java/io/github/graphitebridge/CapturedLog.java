// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What the loggers of all threads write to standard error until it is closed. */
public final class CapturedLog implements AutoCloseable {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  /** Captures from now on. */
  public CapturedLog() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  /** Runs a step and returns the lines it logged, without thread, logger and stack traces. */
  public static List<String> of(Callable<?> step) throws Exception {
    return of(step, line -> true);
  }

  /** Returns the same, without senders' lines: that of an earlier test may log its last one now. */
  public static List<String> withoutSenders(Callable<?> step) throws Exception {
    return of(step, line -> !line.startsWith("[graphite-bridge-sender] "));
  }

  private static List<String> of(Callable<?> step, Predicate<String> lines) throws Exception {
    try (CapturedLog log = new CapturedLog()) {
      step.call();
      return withoutOrigin(log.text().lines().filter(line -> !line.startsWith("\t")).filter(lines));
    }
  }

  /** Runs a step while every line that is logged throws, as a broken appender does. */
  public static void broken(Callable<?> step) throws Exception {
    PrintStream before = System.err;
    System.setErr(
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            throw new IllegalStateException("the appender is broken");
          }
        });
    try {
      step.call();
    } finally {
      System.setErr(before);
    }
  }

  /** Returns level and message of the lines that a sender to this port logged. */
  public List<String> of(int port) {
    return withoutOrigin(
        text().lines().filter(line -> line.startsWith("[") && line.contains(":" + port)));
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

  private static List<String> withoutOrigin(Stream<String> lines) {
    return lines.map(line -> line.replaceFirst("^\\[.*?\\] (\\w+) \\S+ - ", "$1 ")).toList();
  }
}
