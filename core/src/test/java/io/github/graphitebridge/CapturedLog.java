// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

/** What the logger writes to standard error while something runs. */
public final class CapturedLog {

  private CapturedLog() {}

  /** Runs a step and returns the lines it logged, without thread, logger and stack traces. */
  public static List<String> of(Callable<?> step) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    withStandardError(new PrintStream(bytes, true, StandardCharsets.UTF_8), step);
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("\t"))
        .map(line -> line.replaceFirst("^\\[.*?\\] (\\w+) \\S+ - ", "$1 "))
        .toList();
  }

  /** Runs a step while every line that is logged throws, as a broken appender does. */
  public static void broken(Callable<?> step) throws Exception {
    PrintStream throwing =
        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            throw new IllegalStateException("the appender is broken");
          }
        };
    withStandardError(throwing, step);
  }

  private static void withStandardError(PrintStream stream, Callable<?> step) throws Exception {
    PrintStream before = System.err;
    System.setErr(stream);
    try {
      step.call();
    } finally {
      System.setErr(before);
    }
  }
}
