// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * How many requests a second one real carbon-aggregator takes. The naive port is as fast as the
 * daemon lets it; this project is given multiples of that.
 */
final class OneAggregator {
  private static final int[] PERCENT_OF_NAIVE = {100, 200, 250, 400};

  private OneAggregator() {}

  /**
   * Prints a line for each load.
   *
   * @param options {@code seconds=15}, {@code routes=} one number instead of 10 and 1,000, {@code
   *     rate=} requests a second of this project instead of multiples
   */
  static void answer(boolean quick, List<String> options) throws IOException {
    Settings settings = new Settings(options);
    int seconds = settings.number("seconds", quick ? 2 : 15);
    int routes = settings.number("routes", quick ? 10 : 0);
    int rate = settings.number("rate", quick ? 1000 : 0);
    System.out.printf(
        "OneAggregator: %d s a load; Flask-Graphite's rules and status_type, 60 s%n", seconds);
    for (int some : routes == 0 ? new int[] {10, 1000} : new int[] {routes}) {
      double naive = print(new AggregatorLoad(Peer.DROPWIZARD, some, 0, seconds), 0);
      if (rate > 0) {
        print(new AggregatorLoad(Peer.BRIDGE, some, rate, seconds), naive);
        continue;
      }
      for (int percent : PERCENT_OF_NAIVE) {
        int given = (int) (naive * percent / 100);
        print(new AggregatorLoad(Peer.BRIDGE, some, given, seconds), naive);
      }
    }
  }

  /** Returns the requests a second that were taken. */
  private static double print(AggregatorLoad load, double naive) throws IOException {
    AggregatorLoad.Outcome outcome = load.run();
    System.out.printf(
        Locale.ROOT,
        "  %-10s %4d routes, %s: %s%s%n",
        load.peer(),
        load.routes(),
        load.perSecond() == 0
            ? "as fast as it goes"
            : String.format(Locale.ROOT, "%,d requests/s given", load.perSecond()),
        naive == 0
            ? ""
            : String.format(Locale.ROOT, "%.2f of the naive port's, ", outcome.perSecond() / naive),
        outcome);
    return outcome.perSecond();
  }
}
