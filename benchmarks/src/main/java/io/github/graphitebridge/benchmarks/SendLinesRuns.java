// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** Runs {@link SendLines} for every sender. */
final class SendLinesRuns {
  private SendLinesRuns() {}

  static void answer(boolean quick, List<String> options)
      throws CommandLineOptionException, RunnerException {
    JmhRuns runs = new JmhRuns(quick, options);
    String every = Arrays.stream(Wire.values()).map(Wire::name).collect(Collectors.joining(","));
    runs.run(SendLines.class, "alone", 1, "wire", quick ? "BRIDGE_PLAINTEXT" : every);
    runs.run(
        SendLines.class, "withProducer", 1, "protocol", quick ? "PICKLED" : "PLAINTEXT,PICKLED");
    runs.run(
        SendLines.class,
        "withProducer",
        1,
        "protocol",
        "PLAINTEXT",
        "acknowledgeSeconds",
        quick ? "0" : "0,1");
  }
}
