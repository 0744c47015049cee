// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a request costs a server that measures it: the processor time of the server's process, and
 * its requests a second. All servers run at once, one is asked at a time, and each round asks all
 * of them, so that what happens to the machine happens to all.
 */
final class ServeRequests {
  private ServeRequests() {}

  /**
   * Prints each way's ratios to a server that measures nothing, by rounds.
   *
   * @param options ways of measuring, {@code rounds=5}, {@code seconds=5}
   */
  static void answer(boolean quick, List<String> options) throws IOException {
    Settings settings = new Settings(options);
    int rounds = settings.number("rounds", quick ? 1 : 5);
    int seconds = settings.number("seconds", quick ? 1 : 5);
    List<Measured> ways =
        settings.words().isEmpty()
            ? List.of(Measured.values())
            : settings.words().stream().map(Measured::valueOf).toList();
    System.out.printf(
        "ServeRequests: %d rounds of %d s; the load generator, server and sink share the machine%n",
        rounds, seconds);
    List<MeasuredServer> servers = new ArrayList<>();
    try {
      for (Measured way : ways) {
        servers.add(MeasuredServer.start(way));
      }
      for (MeasuredServer server : servers) {
        server.warmUp(seconds);
      }
      for (int round = 0; round < rounds; round++) {
        // Each is asked first once.
        Collections.rotate(servers, 1);
        for (MeasuredServer server : servers) {
          server.ask(seconds);
        }
      }
      print(servers);
    } finally {
      for (MeasuredServer server : servers) {
        server.close();
      }
    }
  }

  private static void print(List<MeasuredServer> servers) throws IOException {
    MeasuredServer bare =
        servers.stream().filter(server -> server.way() == Measured.NOT).findFirst().orElseThrow();
    for (MeasuredServer server : servers) {
      double[] cpu = new double[server.runs().size()];
      double[] throughput = new double[cpu.length];
      for (int round = 0; round < cpu.length; round++) {
        MeasuredServer.Run run = server.runs().get(round);
        MeasuredServer.Run bareRun = bare.runs().get(round);
        cpu[round] = run.cpuMicros() / bareRun.cpuMicros();
        throughput[round] = run.load().perSecond() / bareRun.load().perSecond();
      }
      System.out.printf(
          Locale.ROOT,
          "  %-22s CPU %s (%.1f us a request), throughput %s, %s; %s%n",
          server.way(),
          ratio(cpu),
          mean(server.runs().stream().mapToDouble(MeasuredServer.Run::cpuMicros).toArray()),
          ratio(throughput),
          server.loss(),
          server.runs().get(cpu.length - 1).load());
    }
  }

  private static String ratio(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%.3f +- %.3f [%.3f-%.3f]",
        mean(sorted),
        standardError(sorted),
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  private static double standardError(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / Math.max(1, values.length - 1) / values.length);
  }
}
