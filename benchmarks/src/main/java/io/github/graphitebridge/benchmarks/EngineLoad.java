// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A steady load on an {@link Engine}, which it keeps up with. Its processor time tells what a core
 * takes, and does so on a busy machine too.
 *
 * @param perSecond requests a second
 * @param intervalSeconds the period of the engine's rules; one passes before anything is measured
 */
record EngineLoad(
    Engine engine, LineSource source, int routes, int perSecond, int seconds, int intervalSeconds) {
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** An engine that is so late has not kept up. */
  private static final double LATE_SECONDS = 2;

  /**
   * What came of it.
   *
   * @param perCpuSecond the requests that a second of the engine's processor time has dealt with
   * @param linesPerRequest how many lines a request was
   * @param behindSeconds how long the engine was busy after the last request
   * @param countsExact whether each route's counts came out right
   */
  record Outcome(
      double perCpuSecond, double linesPerRequest, double behindSeconds, boolean countsExact) {
    /** Returns whether the figure holds: nothing was lost, and the engine kept up. */
    boolean isValid() {
      return countsExact && behindSeconds < LATE_SECONDS;
    }

    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,9.0f requests per CPU second, %.2f lines a request, counts %s%s",
          perCpuSecond,
          linesPerRequest,
          countsExact ? "exact" : "WRONG",
          isValid() ? "" : String.format(Locale.ROOT, ", INVALID (%.1f s behind)", behindSeconds));
    }
  }

  Outcome run() throws IOException {
    Slots slots = new Slots(routes);
    RequestMix mix = new RequestMix(slots, Access.UNIFORM);
    long[] recorded = new long[slots.size()];
    try (Engine.Running running = engine.start(intervalSeconds)) {
      try (RequestTarget target = source.open(running.process().endpoint(), slots)) {
        Pace.Request request =
            number -> {
              mix.record(target, number);
              recorded[mix.slot(number)]++;
            };
        int before = Pace.run(perSecond, intervalSeconds, request).requests();
        Duration cpuBefore = running.process().cpu();
        int measured = Pace.run(perSecond, seconds, request).requests();
        long end = System.nanoTime();
        target.sender().ifPresent(EngineLoad::awaitSent);
        double behind = Math.max(0, running.process().awaitRest(PATIENCE) - end) / 1e9;
        // Not before: what the engine is behind with is its work too.
        Duration cpu = running.process().cpu().minus(cpuBefore);
        boolean exact = awaitCounts(running, expected(slots, recorded));
        double lines =
            target
                .sender()
                .map(sender -> (double) sender.lines() / (before + measured))
                .orElse((double) target.linesPerRequest());
        return new Outcome(measured / (cpu.toNanos() / 1e9), lines, behind, exact);
      }
    }
  }

  private static void awaitSent(CarbonSender sender) {
    boolean unused = Waiting.until(() -> sender.waiting() == 0, PATIENCE, LOOK_NANOS);
  }

  private boolean awaitCounts(Engine.Running running, Map<String, Long> expected) {
    return Waiting.until(
        () -> counts(running).equals(expected),
        // The relay waits for an interval's late points, for as long again.
        Duration.ofSeconds(20 + 3L * intervalSeconds),
        LOOK_NANOS);
  }

  private static Map<String, Long> counts(Engine.Running running) {
    try {
      return running.counts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
}
