// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;

/** What the logger writes to standard error while something runs. */
final class CapturedLog {

  private CapturedLog() {}

  /** Runs a step and returns the lines it logged, without the lines of stack traces. */
  static List<String> of(Callable<?> step) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      step.call();
    } finally {
      System.setErr(before);
    }
    return bytes
        .toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.startsWith("\t"))
        .toList();
  }
}
