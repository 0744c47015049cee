// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Several runs of JMH, always with the garbage counted, whose results make one table. */
final class JmhRuns {
  private final boolean quick;
  private final CommandLineOptions options;
  private final List<RunResult> results = new ArrayList<>();

  /**
   * Creates none yet.
   *
   * @param quick whether each takes a fraction of a second
   * @param options JMH's own, which win over what a run asks for
   */
  JmhRuns(boolean quick, List<String> options) throws CommandLineOptionException {
    this.quick = quick;
    this.options = new CommandLineOptions(options.toArray(String[]::new));
  }

  /**
   * Runs one method for some values of its parameters.
   *
   * @param threads how many threads call it
   * @param parameters a name and its values, separated by commas; again and again
   */
  void run(Class<?> question, String method, int threads, String... parameters)
      throws RunnerException {
    ChainedOptionsBuilder run =
        new OptionsBuilder()
            .parent(options)
            .include("\\." + question.getSimpleName() + "\\." + method + "$")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
    if (!options.getThreads().hasValue()) {
      run.threads(threads);
    }
    for (int i = 0; i < parameters.length; i += 2) {
      if (!options.getParameter(parameters[i]).hasValue()) {
        run.param(parameters[i], parameters[i + 1].split(","));
      }
    }
    if (quick) {
      // JMH wants the machine for itself, which does not matter where nobody looks at the figures.
      System.setProperty("jmh.ignoreLock", "true");
      run.warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(100));
    }
    Collection<RunResult> more = new Runner(run.build()).run();
    more.forEach(result -> System.out.println(new ResultRow(result)));
    results.addAll(more);
  }

  List<RunResult> results() {
    return results;
  }
}
