// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a request costs a server that measures it: the processor time of the server's process, and
 * its requests a second.
 *
 * <p>Two JVMs of one program differ by some percent, for as long as they live. So all servers are
 * restarted several times, and the error is that over the restarts. Each round asks all of them, so
 * what happens to the machine happens to all.
 */
final class ServeRequests {
  /** Until then the JIT compiler takes more processor time than the requests do. */
  private static final int WARM_UP_SECONDS = 15;

  private ServeRequests() {}

  /**
   * Prints each way's ratios to a server that measures nothing.
   *
   * @param options ways of measuring, {@code forks=5}, {@code rounds=8}, {@code seconds=1}
   */
  static void answer(boolean quick, List<String> options) throws IOException {
    Settings settings = new Settings(options);
    int forks = settings.number("forks", quick ? 1 : 5);
    int rounds = settings.number("rounds", quick ? 1 : 8);
    int seconds = settings.number("seconds", 1);
    List<Measured> order =
        new ArrayList<>(settings.names(Measured.class, List.of(Measured.values())));
    if (!order.contains(Measured.NOT)) {
      throw new IllegalArgumentException("all are compared with NOT, which is missing");
    }
    System.out.printf(
        "ServeRequests: %d times %d rounds of %d s; load generator, server and sink share the"
            + " machine%n",
        forks, rounds, seconds);
    Map<Measured, List<ServerRatio>> ratios = new EnumMap<>(Measured.class);
    for (int fork = 0; fork < forks; fork++) {
      // Each is started and warmed up first once.
      Collections.rotate(order, 1);
      List<MeasuredServer> servers = new ArrayList<>();
      try {
        for (Measured way : order) {
          servers.add(MeasuredServer.start(way));
        }
        ask(servers, quick ? seconds : WARM_UP_SECONDS, rounds, seconds);
        compare(servers, ratios);
      } finally {
        for (MeasuredServer server : servers) {
          server.close();
        }
      }
    }
    ratios.forEach((way, all) -> System.out.println("  " + ServerRatio.row(way, all)));
  }

  private static void compare(List<MeasuredServer> servers, Map<Measured, List<ServerRatio>> ratios)
      throws IOException {
    MeasuredServer bare =
        servers.stream().filter(server -> server.way() == Measured.NOT).findFirst().orElseThrow();
    for (MeasuredServer server : servers) {
      ratios
          .computeIfAbsent(server.way(), way -> new ArrayList<>())
          .add(ServerRatio.of(server, bare));
    }
  }

  private static void ask(List<MeasuredServer> servers, int warmUp, int rounds, int seconds)
      throws IOException {
    for (MeasuredServer server : servers) {
      server.warmUp(warmUp);
    }
    for (int round = 0; round < rounds; round++) {
      Collections.rotate(servers, 1);
      for (MeasuredServer server : servers) {
        server.ask(seconds);
      }
    }
  }
}
