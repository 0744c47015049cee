// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PointRingTest {
  private static final Series NAME = TestSeries.sum("a.count");
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(PointRing.PATIENCE_SECONDS);

  private final PointAccounts accounts = new PointAccounts();
  private final AtomicInteger wakeUps = new AtomicInteger();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final CurrentSecond second = new CurrentSecond(() -> 1_700_000_000_999L, nanos::get);
  private final PointRing ring =
      new PointRing(16, TestSeries.TABLE, accounts, wakeUps::incrementAndGet, second);
  private final List<String> taken = new ArrayList<>();

  @Test
  void offer_fullRing_isRefusedAndChangesNothing() {
    offer(0, 16);

    boolean accepted = ring.offer(NAME, 99, 99);

    assertThat(accepted).isFalse();
    assertThat(ring.size()).isEqualTo(16);
    assertThat(ring.taken()).isEqualTo(16);
  }

  @Test
  void size_whileOthersRecordAndDrain_staysWithinTheRing() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    Thread recorder =
        new Thread(
            () -> {
              while (!over.get()) {
                ring.offer(NAME, 1, 1);
              }
            });
    Thread drainer =
        new Thread(
            () -> {
              while (!over.get()) {
                ring.drainTo((series, value, second) -> true);
              }
            });
    recorder.setDaemon(true);
    recorder.start();
    drainer.setDaemon(true);
    drainer.start();

    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 0; i < 2_000_000; i++) {
      long size = ring.size();
      least = Math.min(least, size);
      most = Math.max(most, size);
    }
    over.set(true);
    recorder.join();
    drainer.join();

    assertThat(least).isNotNegative();
    assertThat(most).isLessThanOrEqualTo(16);
  }

  @Test
  void awaitNext_emptyRing_theNextPointAloneWakes() {
    boolean empty = ring.awaitNext();

    offer(0, 2);

    assertThat(empty).isTrue();
    assertThat(wakeUps).hasValue(1);
  }

  @Test
  void awaitNext_pointsThere_saysSo() {
    offer(0, 1);

    assertThat(ring.awaitNext()).isFalse();
  }

  @Test
  void awaitNext_pointsComeAtAnyMoment_noneIsMissed() throws Exception {
    Semaphore wakes = new Semaphore(0);
    PointRing watched = TestSeries.ring(1 << 10, accounts, wakes::release);
    int points = 20_000;
    Thread recorder =
        new Thread(
            () -> {
              for (int i = 0; i < points; i++) {
                while (!watched.offer(NAME, i, i)) {
                  Thread.onSpinWait();
                }
              }
            });
    recorder.setDaemon(true);
    recorder.start();

    int fetched = 0;
    while (fetched < points) {
      if (watched.awaitNext()) {
        assertThat(wakes.tryAcquire(10, TimeUnit.SECONDS)).as("woken").isTrue();
      }
      wakes.drainPermits();
      List<Double> some = new ArrayList<>();
      watched.drainTo((series, value, second) -> some.add(value));
      fetched += some.size();
    }
    recorder.join();
  }

  @Test
  void offer_ringThatWasFullAndDrained_isTakenAgain() {
    offer(0, 16);
    ring.drainTo(this::take);

    offer(16, 32);

    ring.drainTo(this::take);
    assertThat(taken).hasSize(32).startsWith("a.count 0 0").endsWith("a.count 31 31");
    assertThat(ring.size()).isZero();
  }

  @Test
  void drainTo_severalRounds_keepsTheOrder() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      ring.offer(NAME, i, i + 1);
      ring.offer(NAME, -i, i);
      ring.drainTo(this::take);
      expected.add("a.count " + i + " " + (i + 1));
      expected.add("a.count " + -i + " " + i);
    }

    assertThat(taken).containsExactlyElementsOf(expected);
  }

  @Test
  void drainTo_sinkWithoutMoreRoom_leavesTheRest() {
    offer(0, 5);

    ring.drainTo(
        (series, value, second) -> {
          take(series, value, second);
          return taken.size() < 2;
        });

    assertThat(taken).containsExactly("a.count 0 0", "a.count 1 1");
    assertThat(ring.size()).isEqualTo(3);
  }

  @Test
  void drainTo_fewOfManyAtATime_costsNoMoreForThoseThatStay() {
    int capacity = 1 << 20;
    PointRing large = TestSeries.ring(capacity, accounts, () -> {});
    for (int i = 0; i < capacity; i++) {
      large.offer(NAME, i, i);
    }
    int[] count = new int[1];

    while (large.size() > 0) {
      large.drainTo((series, value, second) -> ++count[0] % 10 != 0);
    }

    assertThat(count[0]).isEqualTo(capacity);
  }

  @Test
  void drainTo_sinkThatOffers_handsOverWhatWasThereBefore() {
    offer(0, 3);

    ring.drainTo(
        (series, value, second) -> {
          ring.offer(series, value + 10, second);
          return take(series, value, second);
        });

    assertThat(taken).containsExactly("a.count 0 0", "a.count 1 1", "a.count 2 2");
    assertThat(ring.size()).isEqualTo(3);
  }

  @Test
  void drainTo_sinkThatThrows_keepsThePointAndTheRest() {
    offer(0, 3);

    assertThatThrownBy(
            () ->
                ring.drainTo(
                    (series, value, second) -> {
                      if (second == 1) {
                        throw new IllegalStateException("a fault");
                      }
                      return take(series, value, second);
                    }))
        .hasMessage("a fault");
    ring.drainTo(this::take);

    assertThat(taken).containsExactly("a.count 0 0", "a.count 1 1", "a.count 2 2");
  }

  @Test
  void offer_fourRounds_wakesFourTimesARound() {
    List<Integer> wakeUpsAfter = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      ring.offer(NAME, i, i);
      wakeUpsAfter.add(wakeUps.get());
    }
    for (int round = 1; round < 4; round++) {
      ring.drainTo(this::take);
      offer(0, 16);
    }

    assertThat(wakeUpsAfter).containsExactly(0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4);
    assertThat(wakeUps).hasValue(16);
  }

  @Test
  void offer_manyThreads_losesNoneAndKeepsTheOrderOfEach() throws InterruptedException {
    int threads = 8;
    int each = 20_000;
    PointRing shared = TestSeries.ring(1024, accounts, () -> {});
    CountDownLatch start = new CountDownLatch(1);
    for (int i = 0; i < threads; i++) {
      Series own = TestSeries.sample("thread" + i);
      Thread thread = new Thread(() -> offerAll(shared, own, each, start));
      thread.setDaemon(true);
      thread.start();
    }
    long[] next = new long[threads];
    long[] count = new long[2];

    start.countDown();
    while (count[0] < (long) threads * each) {
      shared.drainTo(
          (series, value, second) -> {
            int thread = series.name().charAt(6) - '0';
            count[1] += second == next[thread]++ && value == second ? 0 : 1;
            count[0]++;
            return true;
          });
    }

    assertThat(count[1]).as("points out of order or torn").isZero();
    assertThat(next).containsOnly(each);
    assertThat(shared.size()).isZero();
    assertThat(shared.taken()).isEqualTo((long) threads * each);
  }

  @Test
  void record_closedRing_countsAsClosed() {
    ring.close(DropReason.CLOSED);

    ring.record(NAME, 1, 1);

    assertThat(ring.taken()).isZero();
    assertThat(accounts.dropped(DropReason.CLOSED)).isOne();
  }

  @Test
  void record_fullRing_countsAsQueueFull() {
    offer(0, 16);

    ring.record(NAME, 1, 1);

    assertThat(ring.taken()).isEqualTo(16);
    assertThat(accounts.dropped(DropReason.QUEUE_FULL)).isOne();
  }

  @Test
  void record_seriesBeyondTheLastNumber_countsAsQueueFull() {
    ring.record(new Series("a.b", SeriesKind.SUM, SeriesTable.NONE, false, ring), 1, 1);

    assertThat(ring.taken()).isZero();
    assertThat(accounts.dropped(DropReason.QUEUE_FULL)).isOne();
  }

  @Test
  void drainTo_extremeValues_arrivesAsRecorded() {
    ring.offer(NAME, -0.0, 0);
    ring.offer(NAME, Double.MIN_VALUE, 0xFFFF_FFFFL);

    List<String> points = new ArrayList<>();
    ring.drainTo((series, value, second) -> points.add(series + " " + value + " " + second));

    assertThat(points).containsExactly("a.count -0.0 0", "a.count 4.9E-324 4294967295");
  }

  /** The lap in a slot's word has seven bits. */
  @Test
  void drainTo_moreLapsThanAWordCounts_losesAndDoublesNone() {
    long next = 0;
    for (int lap = 0; lap < 600; lap++) {
      offer(lap * 16, lap * 16 + 16);
      ring.drainTo(this::take);
      ring.drainTo(this::take);
      next += 16;
    }

    assertThat(taken).hasSize((int) next).doesNotHaveDuplicates();
    assertThat(taken).endsWith("a.count 9599 9599");
  }

  @Test
  void drainTo_claimWithoutItsPoint_waitsForItAndThenGivesItUp() {
    claimOne(ring);
    offer(1, 3);

    ring.drainTo(this::take);
    nanos.addAndGet(PATIENCE - 1);
    ring.drainTo(this::take);
    List<String> before = List.copyOf(taken);
    nanos.incrementAndGet();
    ring.drainTo(this::take);

    assertThat(before).isEmpty();
    assertThat(taken).containsExactly("a.count 1 1", "a.count 2 2");
    assertThat(ring.givenUp()).isOne();
    assertThat(accounts.dropped(DropReason.INVALID)).isOne();
    assertThat(accounts.settled()).isOne();
    assertThat(ring.size()).isZero();
  }

  @Test
  void drainTo_severalClaimsWithoutTheirPoints_areGivenUpTogether() {
    for (int i = 0; i < 5; i++) {
      claimOne(ring);
    }
    offer(5, 6);

    giveUp(ring);

    assertThat(taken).containsExactly("a.count 5 5");
    assertThat(ring.givenUp()).isEqualTo(5);
  }

  @Test
  void drainTo_claimOfLaterThanTheWait_hasAWaitOfItsOwn() {
    claimOne(ring);
    ring.drainTo(this::take);
    claimOne(ring);
    nanos.addAndGet(TimeUnit.SECONDS.toNanos(PointRing.PATIENCE_SECONDS));

    ring.drainTo(this::take);

    assertThat(ring.givenUp()).isOne();
  }

  @Test
  void drainTo_claimThatIsGivenUp_goesOnForManyLaps() {
    claimOne(ring);
    giveUp(ring);

    for (int lap = 0; lap < 600; lap++) {
      offer(lap * 16, lap * 16 + 16);
      ring.drainTo(this::take);
    }

    assertThat(taken).hasSize(9600).doesNotHaveDuplicates();
    assertThat(ring.givenUp()).isOne();
  }

  @Test
  void drainTo_twoClaimsGivenUpInOneLapAndOneInTheNext_losesThoseAlone() {
    claimOne(ring);
    offer(1, 3);
    claimOne(ring);
    giveUp(ring);
    giveUp(ring);
    offer(4, 16);
    ring.drainTo(this::take);
    offer(16, 20);
    claimOne(ring);
    giveUp(ring);
    offer(21, 60 - 24);
    ring.drainTo(this::take);

    assertThat(taken).hasSize(36 - 3).doesNotHaveDuplicates();
    assertThat(ring.givenUp()).isEqualTo(3);
    assertThat(ring.taken()).isEqualTo(36);
  }

  /** More threads than processors: some lose theirs between claim and publication. */
  @Test
  void drainTo_threadsHeldUpTooLong_losesTheirPointsAndNoOthers() throws InterruptedException {
    int threads = 6;
    AtomicBoolean over = new AtomicBoolean();
    LongAdder accepted = new LongAdder();
    CurrentSecond impatient = new CurrentSecond(() -> 0, () -> nanos.addAndGet(PATIENCE));
    PointRing shared = new PointRing(16, TestSeries.TABLE, accounts, () -> {}, impatient);
    List<Thread> recorders = new ArrayList<>();
    for (int i = 1; i <= threads; i++) {
      Series own = TestSeries.sample("thread" + i);
      recorders.add(new Thread(() -> accepted.add(offerUntil(over, shared, own))));
    }
    Series punctual = TestSeries.sample("thread0");
    long[] last = new long[threads + 1];
    long[] count = new long[threads + 1];
    int[] faults = new int[1];
    PointRing.Sink sink =
        (series, value, second) -> {
          int thread = series.name().charAt(6) - '0';
          faults[0] += second > last[thread] && value == second ? 0 : 1;
          last[thread] = second;
          count[thread]++;
          return true;
        };

    recorders.forEach(Thread::start);
    long offered = 0;
    while (shared.givenUp() < 30) {
      for (int i = 0; i < 8; i++) {
        offered += shared.offer(punctual, (double) offered + 1, offered + 1) ? 1 : 0;
      }
      shared.drainTo(sink);
    }
    over.set(true);
    for (Thread recorder : recorders) {
      recorder.join();
    }
    while (shared.size() > 0) {
      shared.drainTo(sink);
    }

    assertThat(faults[0]).as("points torn, doubled or out of order").isZero();
    assertThat(count[0]).isEqualTo(offered);
    assertThat(LongStream.of(count).sum() + shared.givenUp())
        .isEqualTo(shared.taken())
        .isEqualTo(offered + accepted.sum());
    assertThat(accounts.dropped(DropReason.INVALID)).isEqualTo(shared.givenUp());
  }

  private static long offerUntil(AtomicBoolean over, PointRing to, Series series) {
    long accepted = 0;
    for (long n = 1; !over.get(); n++) {
      accepted += to.offer(series, (double) n, n) ? 1 : 0;
    }
    return accepted;
  }

  private void giveUp(PointRing of) {
    of.drainTo(this::take);
    nanos.addAndGet(PATIENCE);
    of.drainTo(this::take);
  }

  /** Claims a position as a recording thread does, and leaves it at that. */
  private static void claimOne(PointRing of) {
    assertThat(of.claim()).isNotNegative();
  }

  private static void offerAll(PointRing to, Series series, int count, CountDownLatch start) {
    try {
      start.await();
    } catch (InterruptedException e) {
      return;
    }
    for (int i = 0; i < count; i++) {
      while (!to.offer(series, i, i)) {
        Thread.onSpinWait();
      }
    }
  }

  private void offer(int from, int to) {
    for (int i = from; i < to; i++) {
      assertThat(ring.offer(NAME, i, i)).isTrue();
    }
  }

  private boolean take(Series series, double value, long second) {
    taken.add(series.name() + " " + (long) value + " " + second);
    return true;
  }
}
