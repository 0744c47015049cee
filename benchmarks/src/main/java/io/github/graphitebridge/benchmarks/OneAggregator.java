// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * How many requests one core of each {@link Engine} takes, from the naive port and from this
 * project.
 */
final class OneAggregator {
  private OneAggregator() {}

  /**
   * Prints a line for each load.
   *
   * @param options {@code seconds=10}, {@code rate=10000} requests a second, {@code routes=} one
   *     number instead of 10 and 1,000, and the names of engines instead of all
   */
  static void answer(boolean quick, List<String> options) throws IOException {
    Settings settings = new Settings(options);
    int seconds = settings.number("seconds", quick ? 1 : 10);
    int rate = settings.number("rate", quick ? 1000 : 10_000);
    int routes = settings.number("routes", quick ? 10 : 0);
    int interval = quick ? 1 : 10;
    List<Engine> engines = settings.names(Engine.class, List.of(Engine.values()));
    System.out.printf(
        Locale.ROOT,
        "OneAggregator: %,d requests/s for %d s, rules of %d s; what a core takes%n",
        rate,
        seconds,
        interval);
    for (Engine engine : engines) {
      for (int some : routes == 0 ? new int[] {10, 1000} : new int[] {routes}) {
        double naive = 0;
        for (LineSource source :
            quick ? List.of(LineSource.MERGED) : List.of(LineSource.values())) {
          EngineLoad load = new EngineLoad(engine, source, some, rate, seconds, interval);
          naive = print(load, naive);
        }
      }
    }
  }

  /** Returns what the first of an engine's loads has come to: the naive port's. */
  private static double print(EngineLoad load, double naive) throws IOException {
    String title =
        String.format(
            Locale.ROOT, "  %-17s %,5d routes  %-11s", load.engine(), load.routes(), load.source());
    EngineLoad.Outcome outcome;
    try {
      outcome = load.run();
    } catch (IOException e) {
      throw new IOException(load.engine() + " needs " + load.engine().needs(), e);
    }
    System.out.printf(
        Locale.ROOT,
        "%s %s%s%n",
        title,
        outcome,
        naive == 0
            ? ""
            : String.format(
                Locale.ROOT, ", %.2f of the naive port's", outcome.perCpuSecond() / naive));
    return naive == 0 ? outcome.perCpuSecond() : naive;
  }
}
