// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.CapturedLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Carbon fails at random, step by step: after each step the accounts hold, and at the end every
 * line has arrived at most once and sums are exact.
 */
class SenderSimulationTest {
  private static final int RUNS = 60;
  private static final int STEPS = 200;
  private static final long MAX_AGE = 240;

  @Test
  void step_carbonFailingAtRandom_accountsForEveryPoint() throws Exception {
    CapturedLog.of(
        () -> {
          for (int seed = 0; seed < RUNS; seed++) {
            new Run(seed).play();
          }
          return null;
        });
  }

  /** One sender, its carbon, and what the test knows of both. */
  private static final class Run {
    private final String run;
    private final Random random;
    private final ManualTime time = new ManualTime();
    private final PointAccounts accounts = new PointAccounts();
    private final PointRing ring = TestSeries.ring(256, accounts, () -> {});
    private final Backlog backlog;
    private final FakeConnection connection = new FakeConnection();
    private final SenderLoop loop;

    /** What was recorded for each series and second. */
    private final Map<String, Double> recordedSums = new HashMap<>();

    private final Map<String, Double> receivedSums = new HashMap<>();
    private final Set<String> receivedSamples = new HashSet<>();
    private long recorded;
    private long samples;
    private long receivedLines;

    private Run(int seed) {
      this.run = "seed " + seed;
      this.random = new Random(seed);
      this.backlog =
          new Backlog(
              random.nextInt(3) == 0 ? 50 : 5000,
              seed % 2 == 0 ? MergeCounts.ALWAYS : MergeCounts.UNDER_PRESSURE,
              accounts);
      SenderLoop.Timing timing =
          new SenderLoop.Timing(
              Duration.ofMillis(100),
              Duration.ofSeconds(MAX_AGE),
              Duration.ofSeconds(5),
              time::nanos,
              new CurrentSecond(time::millis, time::nanos));
      OutageLog log = new OutageLog("fake", () -> "a.pt", true, accounts, time::nanos);
      this.loop =
          new SenderLoop(
              ring, backlog, new WriteBatch(new LineEncoder()), connection, accounts, log, timing);
      connection.onWrite = () -> record(random.nextInt(4) == 0 ? random.nextInt(200) : 0);
    }

    private void play() {
      for (int i = 0; i < STEPS; i++) {
        record(random.nextInt(random.nextInt(5) == 0 ? 300 : 40));
        disturb();
        step();
      }
      connection.open = true;
      connection.breaksWhenFull = false;
      connection.room = Integer.MAX_VALUE;
      connection.onWrite = () -> {};
      time.pass(Duration.ofSeconds(1));
      while (loop.waiting() > 0) {
        step();
      }
      assertThat(recorded).as(run).isEqualTo(accounts.sent() + dropped());
      double sums = receivedSums.values().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(accounts.sent()).as(run).isEqualTo((long) sums + receivedSamples.size());
      assertThat(accounts.lines()).as(run).isEqualTo(receivedLines);
      assertThat(accounts.lines()).as(run).isPositive();
    }

    private void disturb() {
      switch (random.nextInt(8)) {
        case 0 -> connection.breakOff();
        case 1, 2 -> {
          connection.open = true;
          connection.room = Integer.MAX_VALUE;
        }
        case 3 -> connection.room = 0;
        case 4, 5 -> connection.room = random.nextInt(4000);
        case 6 -> time.pass(Duration.ofMillis(random.nextInt(20_000)));
        default -> connection.breaksWhenFull = random.nextBoolean();
      }
    }

    private void record(int points) {
      for (int i = 0; i < points; i++) {
        long second = time.second() - (random.nextInt(10) == 0 ? random.nextInt(300) : 0);
        recorded++;
        if (random.nextInt(3) == 0) {
          offer(TestSeries.sample("s" + random.nextInt(3)), (double) samples++, second);
        } else {
          Series sum = TestSeries.sum("c" + random.nextInt(3));
          if (offer(sum, 1, second)) {
            recordedSums.merge(sum.name() + " " + second, 1.0, Double::sum);
          }
        }
      }
    }

    private boolean offer(Series series, double value, long second) {
      boolean taken = ring.offer(series, value, second);
      if (!taken) {
        accounts.refused(DropReason.QUEUE_FULL, 1);
      }
      return taken;
    }

    private void step() {
      boolean withinLine = connection.isWithinLine() && connection.open;
      long oldest = time.second() - MAX_AGE;
      loop.step();
      List<String> lines = connection.takeLines();
      for (int i = 0; i < lines.size(); i++) {
        receive(lines.get(i), withinLine && i == 0 ? 0 : oldest);
      }
      assertThat(recorded).as(run).isEqualTo(accounts.sent() + loop.held() + dropped());
      assertThat(loop.waiting()).as(run).isEqualTo(loop.held());
    }

    private void receive(String line, long oldest) {
      String[] fields = line.split(" ", -1);
      check(fields.length == 3 && Long.parseLong(fields[2]) >= oldest, "torn or too old", line);
      receivedLines++;
      if (line.startsWith("s")) {
        check(receivedSamples.add(fields[1]), "received twice", line);
      } else {
        String key = fields[0] + " " + fields[2];
        double total = receivedSums.merge(key, Double.parseDouble(fields[1]), Double::sum);
        check(total <= recordedSums.get(key), "more received than recorded", line);
      }
    }

    private void check(boolean holds, String fault, String line) {
      if (!holds) {
        throw new AssertionError(run + ", " + fault + ": " + line);
      }
    }

    private long dropped() {
      long dropped = 0;
      for (DropReason reason : DropReason.values()) {
        dropped += accounts.dropped(reason);
      }
      return dropped;
    }
  }
}
