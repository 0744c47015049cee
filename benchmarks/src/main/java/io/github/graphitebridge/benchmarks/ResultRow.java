// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** One run's result in one line: time and garbage of an operation, and what was lost. */
final class ResultRow {
  private final RunResult run;

  ResultRow(RunResult run) {
    this.run = run;
  }

  @Override
  public String toString() {
    BenchmarkParams params = run.getParams();
    String method = params.getBenchmark().replaceAll(".*\\.(\\w+\\.\\w+)$", "$1");
    String parameters =
        params.getParamsKeys().stream()
            .sorted()
            .map(params::getParam)
            .collect(Collectors.joining(" "));
    return String.format(
        Locale.ROOT,
        "%-24s %-36s %d thr %22s %s %6.0f B %s",
        method,
        parameters,
        params.getThreads(),
        time(),
        cpu(),
        secondary("gc.alloc.rate.norm"),
        loss());
  }

  private String time() {
    Result<?> primary = run.getPrimaryResult();
    String unit = primary.getScoreUnit();
    if (run.getParams().getMode() == Mode.SampleTime) {
      double median = primary.getStatistics().getPercentile(50);
      return String.format(Locale.ROOT, "%.0f %s (median)", median, unit);
    }
    // With few iterations the 99.9 % interval says little; the extremes are honest.
    return String.format(
        Locale.ROOT,
        "%.1f [%.1f-%.1f] %s",
        primary.getScore(),
        primary.getStatistics().getMin(),
        primary.getStatistics().getMax(),
        unit);
  }

  private String cpu() {
    double of = secondary("cpuOf");
    return of == 0 ? "" : String.format(Locale.ROOT, "cpu %.1f ns", secondary("cpu") / of);
  }

  private String loss() {
    double lost = secondary("lost");
    double lines = secondary("lines");
    double merged = secondary("merged");
    String fewer =
        merged > 0 ? String.format(Locale.ROOT, "%.1f %% merged ", 100 * merged / lines) : "";
    return lost > 0
        ? fewer + String.format(Locale.ROOT, "INVALID: %.2f %% lost", 100 * lost / lines)
        : fewer;
  }

  @SuppressWarnings("rawtypes") // JMH names no type
  private double secondary(String name) {
    return run.getSecondaryResults().entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(name))
        .mapToDouble(entry -> entry.getValue().getScore())
        .sum();
  }
}
