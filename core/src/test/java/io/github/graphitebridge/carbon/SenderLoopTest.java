// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.CapturedLog;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SenderLoopTest {
  private static final long NOW = ManualTime.START;
  private static final Series COUNT = TestSeries.sum("a.count");
  private static final Series TIME = TestSeries.sample("a.pt");
  private static final Duration FLUSH = Duration.ofMillis(100);

  private final ManualTime time = new ManualTime();
  private final PointAccounts accounts = new PointAccounts();
  private final PointRing ring = TestSeries.ring(1024, accounts, () -> {});
  private final Backlog backlog = new Backlog(10_000, MergeCounts.UNDER_PRESSURE, accounts);
  private final FakeConnection connection = new FakeConnection();
  private final SenderLoop loop = loop(time::millis);

  @Test
  void step_openConnection_sendsEachEventAsItsOwnLine() {
    ring.offer(COUNT, 1, NOW);
    ring.offer(COUNT, 1, NOW);
    ring.offer(TIME, 0.003, NOW);

    loop.step();

    assertThat(connection.lines)
        .containsExactly("a.count 1 1700000000", "a.count 1 1700000000", "a.pt 0.003 1700000000");
    assertThat(loop.isConnected()).isTrue();
    assertThat(loop.waiting()).isZero();
    assertThat(accounts.sent()).isEqualTo(3);
    assertThat(accounts.mergedPoints()).isZero();
  }

  @Test
  void step_countsAlwaysMerge_timesGoAtOnceAndCountsOnceTheirSecondIsOver() {
    Backlog merging = new Backlog(10_000, MergeCounts.ALWAYS, accounts);
    SenderLoop merges = loop(ring, merging, time::millis);
    IntStream.range(0, 3).forEach(i -> ring.offer(COUNT, 1, NOW));
    ring.offer(TIME, 0.003, NOW);

    assertThat(merges.step()).as("has more to do now").isFalse();
    assertThat(connection.lines).containsExactly("a.pt 0.003 1700000000");
    assertThat(merges.waiting()).isEqualTo(3);
    time.pass(Duration.ofMillis(999));
    ring.offer(COUNT, 1, NOW);
    assertThat(merges.step()).isFalse();
    assertThat(connection.lines).hasSize(1);
    ring.offer(COUNT, 1, NOW);
    time.pass(Duration.ofMillis(1));
    ring.offer(COUNT, 1, NOW + 1);
    ring.offer(TIME, 0.004, NOW + 1);
    assertThat(merges.step()).isFalse();

    assertThat(connection.lines)
        .containsExactly("a.pt 0.003 1700000000", "a.pt 0.004 1700000001", "a.count 5 1700000000");
    assertThat(merges.waiting()).isEqualTo(1);
    assertThat(accounts.mergedPoints()).isEqualTo(4);
  }

  @Test
  void run_countsAlwaysMergeAndClose_sendsTheCountsOfTheRunningSecond() {
    SenderLoop merges = loop(ring, new Backlog(10_000, MergeCounts.ALWAYS, accounts), time::millis);
    ring.offer(COUNT, 1, NOW);
    ring.offer(COUNT, 1, NOW);
    merges.step();

    merges.close();
    merges.run();

    assertThat(connection.lines).containsExactly("a.count 2 1700000000");
    assertThat(accounts.sent()).isEqualTo(2);
  }

  @Test
  void step_moreThanABatch_asksToGoOnAtOnce() {
    PointRing large = TestSeries.ring(8192, accounts, () -> {});
    SenderLoop fast = loop(large, time::millis);
    IntStream.range(0, 4000).forEach(i -> large.offer(TIME, i, NOW));

    assertThat(fast.step()).isTrue();
    assertThat(connection.lines).hasSizeBetween(1000, 3999);
    while (fast.step()) {
      assertThat(fast.waiting()).isPositive();
    }

    assertThat(connection.lines).hasSize(4000).endsWith("a.pt 3999 1700000000");
  }

  @Test
  void step_pointsComeAsFastAsTheyAreWritten_endsAndLetsThemGather() {
    int[] writes = new int[1];
    connection.onWrite =
        () -> {
          writes[0]++;
          ring.offer(COUNT, 1, NOW);
        };
    ring.offer(COUNT, 1, NOW);

    boolean more = loop.step();

    assertThat(writes[0]).isEqualTo(1);
    assertThat(more).as("goes on without waiting for company").isFalse();
  }

  @Test
  void step_carbonDown_emptiesTheRingIntoTheBacklog() {
    connection.open = false;
    IntStream.range(0, 1000).forEach(i -> ring.offer(COUNT, 1, NOW));
    ring.offer(TIME, 1, NOW);

    loop.step();

    assertThat(ring.size()).isZero();
    assertThat(backlog.size()).isEqualTo(2);
    assertThat(loop.waiting()).isEqualTo(1001);
    assertThat(loop.isConnected()).isFalse();
  }

  @Test
  void step_carbonBack_sendsMergedSumsThenSamplesThenNewOnes() {
    connection.open = false;
    ring.offer(TIME, 0.1, NOW);
    ring.offer(TIME, 0.2, NOW);
    ring.offer(COUNT, 1, NOW);
    loop.step();
    ring.offer(COUNT, 1, NOW);
    loop.step();

    connection.open = true;
    ring.offer(COUNT, 1, NOW + 1);
    stepAll();
    ring.offer(COUNT, 1, NOW + 1);
    stepAll();

    assertThat(connection.lines)
        .containsExactly(
            "a.count 2 1700000000",
            "a.count 1 1700000001",
            "a.pt 0.1 1700000000",
            "a.pt 0.2 1700000000",
            "a.count 1 1700000001");
    assertThat(accounts.sent()).isEqualTo(6);
    assertThat(accounts.mergedPoints()).isEqualTo(1);
    assertThat(loop.reconnects()).isZero();
  }

  @Test
  void step_pointTooOldOnArrival_isDroppedWhetherOpenOrNot() {
    ring.offer(COUNT, 1, NOW - 241);
    ring.offer(COUNT, 1, NOW - 240);
    loop.step();
    connection.breakOff();
    ring.offer(COUNT, 1, NOW - 241);
    loop.step();

    assertThat(connection.lines).containsExactly("a.count 1 1699999760");
    assertThat(accounts.dropped(DropReason.TOO_OLD)).isEqualTo(2);
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void step_outageLongerThanMaxAge_dropsWhatGrewTooOld() {
    connection.open = false;
    ring.offer(COUNT, 1, NOW);
    ring.offer(TIME, 1, NOW + 10);
    loop.step();

    time.pass(Duration.ofSeconds(241));
    connection.open = true;
    loop.step();

    assertThat(connection.lines).containsExactly("a.pt 1 1700000010");
    assertThat(accounts.dropped(DropReason.TOO_OLD)).isEqualTo(1);
  }

  @Test
  void step_slowCarbonTakesALittleAtATime_sendsNothingOlderThanMaxAge() {
    IntStream.range(100, 200).forEach(i -> ring.offer(TIME, i, NOW));
    for (int i = 0; i <= 241; i++) {
      connection.room = 25;
      loop.step();
      time.pass(Duration.ofSeconds(4));
    }

    // 61 steps of 25 bytes until they are 240 s old, then the rest of a line of 20 that had begun.
    assertThat(connection.lines).hasSize(77).endsWith("a.pt 176 1700000000");
    assertThat(accounts.dropped(DropReason.TOO_OLD)).isEqualTo(23);
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void step_clockGoesBackwards_losesNothingAndKeepsSecondsApart() {
    AtomicLong clock = new AtomicLong(NOW * 1000);
    SenderLoop shifted = loop(clock::get);
    connection.open = false;
    ring.offer(COUNT, 1, NOW);
    ring.offer(TIME, 0.5, NOW);
    shifted.step();

    clock.set((NOW - 3600) * 1000);
    ring.offer(COUNT, 1, NOW - 3600);
    ring.offer(COUNT, 1, NOW - 3600);
    ring.offer(TIME, 0.25, NOW - 3600);
    shifted.step();
    connection.open = true;
    shifted.step();

    assertThat(connection.lines)
        .containsExactly(
            "a.count 2 1699996400",
            "a.count 1 1700000000",
            "a.pt 0.5 1700000000",
            "a.pt 0.25 1699996400");
    assertThat(accounts.sent()).isEqualTo(5);
    assertThat(shifted.waiting()).isZero();
  }

  @Test
  void step_clockLeapsAheadAndBack_countsWhatItFoundTooOld() {
    AtomicLong clock = new AtomicLong(NOW * 1000);
    SenderLoop shifted = loop(clock::get);
    connection.open = false;
    ring.offer(COUNT, 1, NOW);
    shifted.step();

    clock.set((NOW + 3600) * 1000);
    ring.offer(TIME, 0.5, NOW + 3600);
    shifted.step();
    clock.set(NOW * 1000);
    connection.open = true;
    shifted.step();

    assertThat(connection.lines).containsExactly("a.pt 0.5 1700003600");
    assertThat(accounts.dropped(DropReason.TOO_OLD)).isEqualTo(1);
    assertThat(shifted.waiting()).isZero();
  }

  @Test
  void step_writeTakesAPart_keepsEachEventItsOwnLine() {
    IntStream.range(0, 3).forEach(i -> ring.offer(COUNT, 1, NOW));
    connection.room = 30;
    loop.step();

    connection.room = Integer.MAX_VALUE;
    stepAll();

    assertThat(connection.lines)
        .containsExactly("a.count 1 1700000000", "a.count 1 1700000000", "a.count 1 1700000000");
  }

  @Test
  void step_writeTakesNothingForAMoment_keepsEachEventItsOwnLine() {
    IntStream.range(0, 3).forEach(i -> ring.offer(COUNT, 1, NOW));
    connection.room = 0;
    loop.step();
    time.pass(FLUSH.minusMillis(1));
    loop.step();

    connection.room = Integer.MAX_VALUE;
    stepAll();

    assertThat(connection.lines).hasSize(3);
    assertThat(accounts.mergedPoints()).isZero();
  }

  @Test
  void step_writeTakesNothingForAFlushInterval_mergesWhatHasNotBegunToGo() {
    IntStream.range(0, 4).forEach(i -> ring.offer(COUNT, 1, NOW));
    connection.room = 30;
    loop.step();
    connection.room = 0;
    ring.offer(COUNT, 1, NOW);
    time.pass(FLUSH);
    loop.step();
    assertThat(loop.waiting()).isEqualTo(4);

    connection.room = Integer.MAX_VALUE;
    stepAll();

    assertThat(connection.lines)
        .containsExactly("a.count 1 1700000000", "a.count 1 1700000000", "a.count 3 1700000000");
    assertThat(accounts.sent()).isEqualTo(5);
  }

  @Test
  void step_writeTakesAPartWhileTheRingIsCrowded_emptiesTheRing() {
    IntStream.range(0, 4).forEach(i -> ring.offer(COUNT, 1, NOW));
    connection.room = 30;
    connection.onWrite = () -> IntStream.range(0, 600).forEach(i -> ring.offer(COUNT, 1, NOW));

    loop.step();

    assertThat(ring.size()).isZero();
    assertThat(loop.waiting()).isEqualTo(603);
    assertThat(backlog.size()).isEqualTo(1);
  }

  @Test
  void step_connectionBreaksWithinALine_sendsItWholeOnTheNext() {
    IntStream.range(0, 3).forEach(i -> ring.offer(TIME, i, NOW));
    connection.room = 25;
    connection.breaksWhenFull = true;
    loop.step();
    assertThat(loop.isConnected()).isFalse();

    connection.open = true;
    connection.room = Integer.MAX_VALUE;
    stepAll();

    assertThat(connection.lines)
        .containsExactly("a.pt 0 1700000000", "a.pt 1 1700000000", "a.pt 2 1700000000");
    assertThat(loop.reconnects()).isEqualTo(1);
  }

  @Test
  void step_faultOfItsOwn_startsAnewWithoutLoss() throws Exception {
    ring.offer(TIME, 1, NOW);
    connection.onWrite =
        () -> {
          throw new IllegalStateException("a fault");
        };
    List<String> log = CapturedLog.of(loop::step);

    connection.onWrite = () -> {};
    stepAll();

    assertThat(connection.events).containsExactly("abandon");
    assertThat(connection.lines).containsExactly("a.pt 1 1700000000");
    assertThat(log).contains("WARN The sender to carbon at fake:2023 failed; it starts again");
  }

  @Test
  void step_faultAtEachStep_isOneWarningAMinute() throws Exception {
    connection.onWrite =
        () -> {
          throw new IllegalStateException("a fault");
        };
    List<String> log =
        CapturedLog.of(
            () -> {
              for (int i = 0; i < 1000; i++) {
                ring.offer(TIME, 1, time.second());
                loop.step();
                time.pass(Duration.ofMillis(100));
              }
              return null;
            });

    assertThat(log.stream().filter(line -> line.startsWith("WARN"))).hasSize(2);
  }

  @Test
  void step_clockThatFails_doesNotEndTheThread() throws Exception {
    boolean[] broken = {true};
    SenderLoop fragile =
        loop(
            () -> {
              if (broken[0]) {
                throw new IllegalStateException("a clock of the application");
              }
              return NOW;
            });
    ring.offer(TIME, 1, NOW);

    CapturedLog.of(fragile::step);
    broken[0] = false;
    fragile.step();

    assertThat(connection.lines).containsExactly("a.pt 1 1700000000");
  }

  @Test
  void step_appenderThatThrows_changesNothing() throws Exception {
    connection.open = false;
    ring.offer(TIME, 1, NOW);

    CapturedLog.broken(loop::step);
    connection.open = true;
    CapturedLog.broken(loop::step);
    connection.onWrite =
        () -> {
          throw new IllegalStateException("a fault");
        };
    connection.onAwait = () -> time.pass(Duration.ofSeconds(1));
    ring.offer(TIME, 2, NOW);
    CapturedLog.broken(loop::step);
    loop.close();
    CapturedLog.broken(
        () -> {
          loop.run();
          return null;
        });

    assertThat(connection.lines).containsExactly("a.pt 1 1700000000");
    assertThat(accounts.dropped(DropReason.CLOSED)).isEqualTo(1);
    assertThat(connection.events).endsWith("close");
  }

  private void stepAll() {
    boolean more = true;
    while (more) {
      more = loop.step();
    }
  }

  private SenderLoop loop(LongSupplier epochMillis) {
    return loop(ring, epochMillis);
  }

  private SenderLoop loop(PointRing points, LongSupplier epochMillis) {
    return loop(points, backlog, epochMillis);
  }

  private SenderLoop loop(PointRing points, Backlog waits, LongSupplier epochMillis) {
    SenderLoop.Timing timing =
        new SenderLoop.Timing(
            FLUSH,
            Duration.ofMinutes(4),
            Duration.ofSeconds(5),
            time::nanos,
            new CurrentSecond(epochMillis, time::nanos));
    OutageLog log = new OutageLog(connection.target(), () -> "a.pt", true, accounts, time::nanos);
    return new SenderLoop(
        points, waits, new WriteBatch(new LineEncoder()), connection, accounts, log, timing);
  }
}
