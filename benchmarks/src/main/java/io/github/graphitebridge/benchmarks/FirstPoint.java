// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/**
 * What a peer adds to an application's start. Times run from the start of a JVM until it has
 * recorded one request, and until the sink has its first line. Then the JVM says its processor time
 * and how many classes it has loaded; to answer takes some of both.
 */
final class FirstPoint {
  private static final List<Peer> PEERS =
      List.of(Peer.NOTHING, Peer.BRIDGE, Peer.GRAPHITE_KEPT, Peer.STATSD_UDP_KEPT);

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  private FirstPoint() {}

  /** One start; times in milliseconds. */
  private record Start(double recorded, double arrived, double cpu, double classes) {}

  /**
   * Prints a line for each peer, with the medians of all starts.
   *
   * @param options names of peers, {@code starts=11}
   */
  static void answer(boolean quick, List<String> options) throws IOException {
    Settings settings = new Settings(options);
    int starts = settings.number("starts", quick ? 1 : 11);
    List<Peer> peers = settings.names(Peer.class, PEERS);
    System.out.printf("FirstPoint: medians of %d starts%n", starts);
    Map<Peer, List<Start>> all = new EnumMap<>(Peer.class);
    for (int i = 0; i < starts; i++) {
      for (Peer peer : peers) {
        all.computeIfAbsent(peer, key -> new ArrayList<>()).add(start(peer));
      }
    }
    all.forEach(
        (peer, its) ->
            System.out.printf(
                Locale.ROOT,
                "  %-16s recorded after %s ms, at the sink after %s ms, CPU %s ms, %s classes%n",
                peer,
                spread(its, Start::recorded),
                spread(its, Start::arrived),
                spread(its, Start::cpu),
                spread(its, Start::classes)));
  }

  private static Start start(Peer peer) throws IOException {
    try (SinkProcess sink = SinkProcess.start()) {
      Endpoint to = sink.endpoint();
      long begin = System.nanoTime();
      try (JavaProcess program =
          JavaProcess.start(
              "-Xmx256m", FirstPointProgram.class, peer.name(), to.tcpPort(), to.udpPort())) {
        double recorded = (System.nanoTime() - begin) / 1e6;
        boolean sends = Integer.parseInt(program.firstLine()) > 0;
        boolean arrived =
            sends && Waiting.until(() -> sink.counts().lines() > 0, PATIENCE, LOOK_NANOS);
        double arrivedAfter = arrived ? (System.nanoTime() - begin) / 1e6 : Double.NaN;
        Scanner said = new Scanner(program.ask());
        return new Start(recorded, arrivedAfter, said.nextLong(), said.nextLong());
      }
    }
  }

  private static String spread(List<Start> starts, ToDoubleFunction<Start> figure) {
    double[] sorted =
        starts.stream().mapToDouble(figure).filter(Double::isFinite).sorted().toArray();
    return sorted.length < starts.size()
        ? sorted.length == 0 ? "(none)" : "(some never)"
        : String.format(
            Locale.ROOT,
            "%.0f [%.0f-%.0f]",
            sorted[sorted.length / 2],
            sorted[0],
            sorted[sorted.length - 1]);
  }
}
