// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Scanner;

/**
 * What 20,000 requests a second take of the processors, above the loop that makes them, and whether
 * all arrive. Each peer runs in a process of its own.
 */
final class SteadyLoad {
  private static final List<Peer> PEERS =
      List.of(Peer.BRIDGE, Peer.STATSD_TCP_KEPT, Peer.DOGSTATSD, Peer.DROPWIZARD);

  private SteadyLoad() {}

  /**
   * Prints a line for the bare loop, and one for each peer.
   *
   * @param options names of peers, {@code seconds=60}, {@code rate=20000}
   */
  static void answer(boolean quick, List<String> options) throws IOException {
    Settings settings = new Settings(options);
    int seconds = settings.number("seconds", quick ? 1 : 60);
    int rate = settings.number("rate", 20_000);
    List<Peer> peers = settings.names(Peer.class, quick ? PEERS.subList(0, 1) : PEERS);
    System.out.printf("SteadyLoad: %d requests a second for %d s%n", rate, seconds);
    double bare = run(Peer.NOTHING, rate, seconds, 0);
    for (Peer peer : peers) {
      run(peer, rate, seconds, bare);
    }
  }

  /** Prints what one peer took, and returns the cores. */
  private static double run(Peer peer, int rate, int seconds, double bare) throws IOException {
    String[] settings = {peer.name(), Integer.toString(rate), Integer.toString(seconds)};
    try (JavaProcess process = JavaProcess.start("-Xmx1g", SteadyLoadRun.class, settings)) {
      Scanner figures = new Scanner(process.firstLine()).useLocale(Locale.ROOT);
      double cores = figures.nextDouble();
      System.out.printf(
          Locale.ROOT,
          "  %-20s %.3f of a core, %+.3f above the bare loop; %d of %d lines lost; %s/s%n",
          peer,
          cores,
          cores - bare,
          figures.nextLong(),
          figures.nextLong(),
          figures.next());
      return cores;
    }
  }
}
