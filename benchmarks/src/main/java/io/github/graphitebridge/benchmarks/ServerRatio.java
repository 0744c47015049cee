// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * One server compared with another that was asked in the same rounds.
 *
 * @param cpu processor time per request, as a ratio
 * @param throughput requests a second, as a ratio
 * @param cpuMicros processor time per request
 * @param loss what did not reach the sink, in words
 */
record ServerRatio(double cpu, double throughput, double cpuMicros, String loss) {
  static ServerRatio of(MeasuredServer server, MeasuredServer bare) throws IOException {
    return new ServerRatio(
        mean(server, MeasuredServer.Run::cpuMicros) / mean(bare, MeasuredServer.Run::cpuMicros),
        mean(server, run -> run.load().perSecond()) / mean(bare, run -> run.load().perSecond()),
        mean(server, MeasuredServer.Run::cpuMicros),
        server.loss());
  }

  /** Returns a line about one way of measuring. */
  static String row(Measured way, List<ServerRatio> all) {
    return String.format(
        Locale.ROOT,
        "%-22s CPU %s (%.1f us a request), throughput %s, %s",
        way,
        spread(all, ServerRatio::cpu),
        all.stream().mapToDouble(ServerRatio::cpuMicros).average().orElse(Double.NaN),
        spread(all, ServerRatio::throughput),
        all.stream()
            .map(ServerRatio::loss)
            .filter(loss -> loss.startsWith("INVALID"))
            .findFirst()
            .orElse(all.get(all.size() - 1).loss()));
  }

  private static double mean(MeasuredServer server, ToDoubleFunction<MeasuredServer.Run> figure) {
    return server.runs().stream().mapToDouble(figure).average().orElse(Double.NaN);
  }

  private static String spread(List<ServerRatio> all, ToDoubleFunction<ServerRatio> figure) {
    double[] values = all.stream().mapToDouble(figure).sorted().toArray();
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return String.format(
        Locale.ROOT,
        "%.3f +- %.3f [%.3f-%.3f]",
        mean,
        Math.sqrt(squares / Math.max(1, values.length - 1) / values.length),
        values[0],
        values[values.length - 1]);
  }
}
