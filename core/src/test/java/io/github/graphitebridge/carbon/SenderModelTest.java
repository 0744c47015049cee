// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.RejectedLine.Reason;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random sequences of what may happen to a sender, over real sockets, against a model that knows
 * what was recorded: at every quiet moment and after the close the account holds, and every line
 * that arrives is one that was recorded, whole, and comes once.
 */
class SenderModelTest extends SocketTest {
  private static final int RUNS = 8;
  private static final int STEPS = 40;
  private static final int ROUTES = 3;

  private final Set<String> samples = new HashSet<>();
  private final Map<String, Integer> sums = new HashMap<>();
  private int recorded;

  /** Whether a proxy is among what may happen: in every other run. */
  private boolean proxied;

  @ParameterizedTest
  @EnumSource
  void anySequenceOfFaults_everyPointIsAccountedFor(GraphiteProtocol protocol) {
    for (int seed = 0; seed < RUNS; seed++) {
      samples.clear();
      sums.clear();
      recorded = 0;
      proxied = seed % 2 == 1;
      server.clear();
      play(protocol, new Random(seed), "seed " + seed);
    }
  }

  private void play(GraphiteProtocol protocol, Random random, String run) {
    CarbonSender sender =
        toServer(protocol)
            .backlogCapacity(random.nextBoolean() ? 300 : 100_000)
            .queueCapacity(1 << 14)
            .mergeCounts(random.nextBoolean() ? MergeCounts.ALWAYS : MergeCounts.UNDER_PRESSURE)
            .writeTimeout(Duration.ofMillis(100))
            .acknowledgeInterval(Duration.ofSeconds(1))
            .flushInterval(Duration.ofMillis(1 + random.nextInt(20)))
            .closeTimeout(Duration.ofMillis(1 + random.nextInt(3) * 100L))
            .build();
    int closedAt = random.nextInt(2 * STEPS);
    for (int step = 0; step < STEPS; step++) {
      if (step == closedAt) {
        new Thread(sender::close).start();
      }
      record(sender, random.nextInt(random.nextInt(4) == 0 ? 3000 : 100));
      disturb(random);
      if (random.nextInt(4) == 0) {
        assertAccountHoldsWhenQuiet(sender, run);
      }
    }
    sender.close();
    server.restart();

    assertThat(sender.recorded()).as(run).isEqualTo(recorded);
    assertAccountsExact(sender);
    assertReceivedWasRecorded(run);
    assertThat((long) server.lineCount()).as(run).isLessThanOrEqualTo(sender.lines());
    if (!proxied) {
      // The end that a proxy gives to a connection can pass for carbon's answer on a busy machine.
      assertThat(sender.acknowledged()).as(run).isLessThanOrEqualTo(receivedPoints());
    }
  }

  private void record(CarbonSender sender, int points) {
    for (int i = 0; i < points; i++) {
      String route = "route" + i % ROUTES;
      sample(sender, route + ".pt").record(recorded, NOW);
      samples.add(route + ".pt " + recorded);
      sender.series(route + ".count", SeriesKind.SUM).record(1, NOW);
      sums.merge(route + ".count", 1, Integer::sum);
      recorded += 2;
    }
  }

  private void disturb(Random random) {
    switch (random.nextInt(12)) {
      case 0 -> server.stall();
      case 1 -> server.reset();
      case 2 -> server.disconnect();
      case 3 -> server.stop();
      case 4 -> server.throttle(50_000);
      case 5 -> server.resetAfter(1 + random.nextInt(500));
      case 6, 7 -> server.restart();
      case 8 -> server.withholdAcknowledgements();
      case 9 -> {
        Duration giveUp = Duration.ofMillis(random.nextInt(3) * 50L);
        if (proxied) {
          server.hideBehindProxy(giveUp);
        }
      }
      default -> server.resume();
    }
  }

  /** Nothing is recorded meanwhile, so once the ring is empty only carbon can still move points. */
  private static void assertAccountHoldsWhenQuiet(CarbonSender sender, String run) {
    await(
        () ->
            sender.queueSize() == 0
                && sender.recorded() == sender.sent() + sender.waiting() + dropped(sender));
    assertThat(sender.waiting()).as(run).isNotNegative();
  }

  /** A sum stands for as many points as it adds up to, for each of them was 1. */
  private long receivedPoints() {
    return server.points().stream()
        .mapToLong(point -> point.name().endsWith(".pt") ? 1 : (long) point.value())
        .sum();
  }

  private void assertReceivedWasRecorded(String run) {
    Map<String, Double> received = new HashMap<>();
    for (CarbonPoint point : server.points()) {
      assertThat(point.timestampSeconds()).isEqualTo(NOW);
      if (point.name().endsWith(".pt")) {
        String sample = point.name() + " " + (long) point.value();
        if (!samples.remove(sample)) {
          throw new AssertionError(run + ": never recorded, or received twice: " + sample);
        }
      } else {
        received.merge(point.name(), point.value(), Double::sum);
      }
    }
    received.forEach(
        (name, sum) -> assertThat(sum).as(run + ": " + name).isLessThanOrEqualTo(sums.get(name)));
    assertThat(server.rejected()).as(run).allMatch(line -> line.reason() == Reason.UNFINISHED);
  }
}
