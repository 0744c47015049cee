// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One load on a carbon-aggregator.
 *
 * @param perSecond requests a second, 0 for as many as there can be
 */
record AggregatorLoad(Peer peer, int routes, int perSecond, int seconds) {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** The daemon emits so often here: once a minute would be too long to wait for. */
  private static final int WRITE_BACK_SECONDS = 5;

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * What came of it.
   *
   * @param perSecond the requests a second that the daemon had taken when it had nothing more to do
   * @param behindSeconds how long it took after the last request until then
   * @param account of this project's points, empty for others
   * @param countsExact whether each route's counts came out right
   */
  record Outcome(double perSecond, double behindSeconds, String account, boolean countsExact) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,.0f requests/s taken, %.1f s behind at the end%s; counts %s%s",
          perSecond,
          behindSeconds,
          behindSeconds < PATIENCE.toSeconds() ? "" : ", INVALID: it never came to rest",
          countsExact ? "exact" : "WRONG",
          account);
    }
  }

  Outcome run() throws IOException {
    EmittedCounts emitted = new EmittedCounts();
    Slots slots = new Slots(routes);
    RequestMix mix = new RequestMix(slots, Access.UNIFORM);
    long[] recorded = new long[slots.size()];
    try (AggregatorProcess daemon = AggregatorProcess.start(WRITE_BACK_SECONDS, emitted);
        RequestTarget target = peer.open(daemon.endpoint(), slots)) {
      long begin = System.nanoTime();
      Pace.Done done =
          Pace.run(
              perSecond,
              seconds,
              number -> {
                mix.record(target, number);
                recorded[mix.slot(number)]++;
              });
      long end = System.nanoTime();
      target.sender().ifPresent(AggregatorLoad::awaitSent);
      double behind = Math.max(0, awaitIdle(daemon) - end) / 1e9;
      boolean exact = awaitCounts(emitted, expected(slots, recorded));
      double span = (end - begin) / 1e9 + behind;
      return new Outcome(done.requests() / span, behind, account(target), exact);
    }
  }

  private static void awaitSent(CarbonSender sender) {
    boolean unused = Waiting.until(() -> sender.waiting() == 0, PATIENCE, LOOK_NANOS);
  }

  /** Waits until the daemon rests, and returns the time at which it began to. */
  private static long awaitIdle(AggregatorProcess daemon) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long from = System.nanoTime();
    Duration before = daemon.cpu();
    while (true) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = System.nanoTime();
      Duration cpu = daemon.cpu();
      boolean rests = cpu.minus(before).toNanos() < (now - from) / 4;
      if (rests || now > deadline) {
        return from;
      }
      from = now;
      before = cpu;
    }
  }

  private static boolean awaitCounts(EmittedCounts emitted, Map<String, Long> expected) {
    return Waiting.until(
        () -> emitted.sums().equals(expected),
        Duration.ofSeconds(3 * WRITE_BACK_SECONDS),
        LOOK_NANOS);
  }

  private static Map<String, Long> expected(Slots slots, long[] recorded) {
    Map<String, Long> sums = new TreeMap<>();
    for (int slot = 0; slot < recorded.length; slot++) {
      if (recorded[slot] > 0) {
        String route = slots.route(slot).replaceAll("[{}]", "").substring(1).replace('/', '.');
        sums.merge(route + ".count", recorded[slot], Long::sum);
        int status = slots.status(slot);
        sums.merge(route + ".status_code." + status, recorded[slot], Long::sum);
        sums.merge(route + ".status_type." + status / 100 + "XX", recorded[slot], Long::sum);
      }
    }
    return sums;
  }

  private static String account(RequestTarget target) {
    return target
        .sender()
        .map(
            sender ->
                String.format(
                    Locale.ROOT,
                    "; %,d points, %,d merged, dropped: %s",
                    sender.recorded(),
                    sender.merged(),
                    new SenderAccount(sender).dropsByReason()))
        .orElse("");
  }
}
