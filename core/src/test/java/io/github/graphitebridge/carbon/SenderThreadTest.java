// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the sender's thread rests between its steps, and how it ends. */
class SenderThreadTest {
  private static final long NOW = ManualTime.START;
  private static final Series COUNT = TestSeries.sum("a.count");
  private static final Series TIME = TestSeries.sample("a.pt");

  private final ManualTime time = new ManualTime();
  private final PointAccounts accounts = new PointAccounts();
  private final FakeConnection connection = new FakeConnection();
  private final CurrentSecond second = new CurrentSecond(time::millis, time::nanos);
  private final PointRing ring = TestSeries.ring(1024, accounts, connection::wakeUp);
  private final Backlog backlog = new Backlog(10_000, MergeCounts.UNDER_PRESSURE, accounts);
  private final SenderLoop loop =
      new SenderLoop(
          ring,
          backlog,
          new WriteBatch(new LineEncoder()),
          connection,
          accounts,
          new OutageLog(connection.target(), () -> "a.pt", true, accounts, time::nanos),
          new SenderLoop.Timing(
              Duration.ofMillis(100),
              Duration.ofMinutes(4),
              Duration.ofSeconds(5),
              time::nanos,
              second));

  @Test
  void run_quietConnection_waitsForCompanyOneFlushInterval() {
    connection.onAwait = loop::close;

    loop.run();

    assertThat(connection.events)
        .containsExactly("await 100 ms", "wakeUp", "retryNow", "retire", "close");
  }

  @Test
  void run_closedConnection_isLookedAfterTwiceAsOften() {
    connection.open = false;
    connection.onAwait = loop::close;

    loop.run();

    assertThat(connection.events).startsWith("await 50 ms", "wakeUp", "retryNow");
  }

  @Test
  void run_fullConnection_waitsUntilItIsWritable() {
    ring.offer(TIME, 1, NOW);
    connection.room = 0;
    connection.onAwait =
        () -> {
          connection.room = Integer.MAX_VALUE;
          loop.close();
        };

    loop.run();

    assertThat(connection.events).startsWith("await 50 ms until writable");
    assertThat(connection.lines).containsExactly("a.pt 1 1700000000");
  }

  @Test
  void run_closed_sendsWhatWaitsAndEnds() {
    IntStream.range(0, 200).forEach(i -> ring.offer(TIME, i, NOW));
    loop.close();

    loop.run();

    assertThat(connection.lines).hasSize(200);
    assertThat(connection.events).containsExactly("wakeUp", "retryNow", "retire", "close");
    assertThat(loop.hasEnded()).isTrue();
    assertThat(loop.isConnected()).isFalse();
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void run_nothingToSendForASecond_looksAfterTheConnectionOnceASecond() {
    List<String> rests = restsWhile(() -> {});

    assertThat(rests.subList(0, 10)).containsOnly("await 100 ms");
    assertThat(rests.subList(10, rests.size())).hasSizeGreaterThan(3).containsOnly("await 1000 ms");
  }

  @Test
  void run_aPointNowAndThen_restsNoLongerThanTheFlushInterval() {
    List<String> rests = restsWhile(() -> ring.offer(COUNT, 1, NOW));

    assertThat(rests).containsOnly("await 100 ms");
  }

  @Test
  void run_theFirstPointOfALongRest_aloneWakesTheThread() {
    List<String> rests =
        restsWhile(
            () -> {
              if (connection.events.stream().filter("await 1000 ms"::equals).count() == 3) {
                ring.offer(COUNT, 1, NOW);
                ring.offer(COUNT, 1, NOW);
              }
            });

    assertThat(rests.subList(10, 14))
        .containsExactly("await 1000 ms", "await 1000 ms", "await 1000 ms", "await 100 ms");
    int third = connection.events.lastIndexOf("await 1000 ms");
    assertThat(connection.events.subList(third, third + 3))
        .containsExactly("await 1000 ms", "wakeUp", "await 100 ms");
  }

  @Test
  void run_pointsThatAreAllTooOld_restsNoLongerThanTheFlushInterval() {
    List<String> rests = restsWhile(() -> ring.offer(COUNT, 1, NOW - 3600));

    assertThat(rests).containsOnly("await 100 ms");
  }

  @Test
  void run_carbonDownAndNothingToSend_isReadyForItsReturn() {
    connection.open = false;

    List<String> rests = restsWhile(() -> {});

    assertThat(rests).containsOnly("await 50 ms");
  }

  @Test
  void run_aSecondBegins_isSeenAtOnce() {
    time.pass(Duration.ofMillis(950));

    List<Long> sizes = new ArrayList<>();
    List<String> rests =
        restsWhile(
            () -> {
              ring.offer(COUNT, 1, NOW);
              sizes.add(ring.size());
            });

    assertThat(rests.subList(0, 3)).containsExactly("await 50 ms", "await 50 ms", "await 100 ms");
    assertThat(sizes.subList(0, 3)).as("no step for the second alone").containsExactly(1L, 2L, 1L);
  }

  @Test
  void second_betweenTwoSteps_isThatOfTheFirst() {
    loop.step();
    time.pass(Duration.ofMillis(1_100));
    long kept = second.get();
    loop.step();

    assertThat(kept).isEqualTo(NOW);
    assertThat(second.get()).isEqualTo(NOW + 1);
  }

  @Test
  void second_whileNoStepComes_isTheClocks() {
    List<Long> lags = new ArrayList<>();
    restsWhile(() -> lags.add(time.second() - second.get()));

    assertThat(lags.subList(10, 19)).containsOnly(0L);
    assertThat(time.second() - second.get()).as("after the end").isZero();
  }

  /** Returns the first rests of a thread to which something happens during each. */
  private List<String> restsWhile(Runnable during) {
    List<String> rests = new ArrayList<>();
    connection.onAwait =
        () -> {
          String rest = connection.events.get(connection.events.size() - 1);
          rests.add(rest);
          time.pass(Duration.ofMillis(Long.parseLong(rest.replaceAll("[^0-9]", ""))));
          during.run();
          if (rests.size() == 20) {
            loop.close();
          }
        };
    loop.run();
    connection.open = true;
    return rests.subList(0, 20);
  }

  @Test
  void queueSize_pointThatSlipsInWhileTheThreadEnds_doesNotWait() {
    loop.close();
    loop.run();

    ring.offer(COUNT, 1, NOW);

    assertThat(ring.size()).isEqualTo(1);
    assertThat(loop.queueSize()).isZero();
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void run_closedWhileCarbonIsDown_triesForCloseTimeoutAndTellsWhatIsLost() throws Exception {
    loop.step();
    connection.open = false;
    connection.onAwait = () -> time.pass(Duration.ofMillis(50));
    ring.offer(COUNT, 1, NOW);
    ring.offer(COUNT, 1, NOW);
    ring.offer(TIME, 1, NOW);
    loop.close();

    List<String> log =
        CapturedLog.of(
            () -> {
              loop.run();
              return null;
            });

    assertThat(accounts.dropped(DropReason.CLOSED)).isEqualTo(3);
    assertThat(loop.waiting()).isZero();
    assertThat(backlog.size()).isZero();
    assertThat(connection.events.stream().filter("await 50 ms"::equals)).hasSize(100);
    assertThat(log).endsWith("WARN Closed with 3 points not sent to carbon at fake:2023");
  }

  @Test
  void run_closedAndCarbonWasNeverThere_givesUpEarly() {
    connection.open = false;
    connection.onAwait = () -> time.pass(Duration.ofMillis(50));
    ring.offer(COUNT, 1, NOW);
    loop.close();

    loop.run();

    assertThat(accounts.dropped(DropReason.CLOSED)).isEqualTo(1);
    assertThat(connection.events.stream().filter("await 50 ms"::equals)).hasSize(15);
  }

  @Test
  void run_closed_awaitsTheAcknowledgement() throws Exception {
    connection.settled = false;
    ring.offer(COUNT, 1, NOW);
    connection.onAwait = () -> connection.settled = true;
    loop.close();

    List<String> log = CapturedLog.of(run());

    assertThat(connection.events)
        .containsExactly("wakeUp", "retryNow", "retire", "await 50 ms", "retire", "close");
    assertThat(log).noneMatch(line -> line.contains("not sent"));
  }

  @Test
  void run_acknowledgementDoesNotCome_endsAtCloseTimeoutAndTellsHowMuchIsNotAcknowledged()
      throws Exception {
    connection.settled = false;
    ring.offer(COUNT, 1, NOW);
    connection.onAwait = () -> time.pass(Duration.ofMillis(50));
    loop.close();

    List<String> log = CapturedLog.of(run());

    assertThat(connection.events.stream().filter("await 50 ms"::equals)).hasSize(100);
    assertThat(log).endsWith("WARN Closed with 1 points not acknowledged by carbon at fake:2023");
  }

  private Callable<Void> run() {
    return () -> {
      loop.run();
      return null;
    };
  }

  @Test
  void run_carbonBackWithinCloseTimeout_sendsEverything() {
    loop.step();
    connection.open = false;
    connection.onAwait =
        () -> {
          time.pass(Duration.ofSeconds(1));
          connection.open = time.second() >= NOW + 3;
        };
    ring.offer(TIME, 1, NOW);
    loop.close();

    loop.run();

    assertThat(connection.lines).containsExactly("a.pt 1 1700000000");
    assertThat(accounts.dropped(DropReason.CLOSED)).isZero();
  }

  @Test
  void run_connectionOver_endsWithoutWaiting() {
    connection.open = false;
    connection.over = true;
    ring.offer(TIME, 1, NOW);

    loop.run();

    assertThat(ring.isClosed()).isTrue();
    assertThat(accounts.dropped(DropReason.CLOSED)).isEqualTo(1);
    assertThat(connection.events).containsExactly("retryNow", "close");
  }

  @Test
  void step_anErrorThatPasses_losesAndDoublesNoPoint() {
    boolean[] thrown = {false};
    connection.onWrite =
        () -> {
          if (!thrown[0]) {
            thrown[0] = true;
            throw new OutOfMemoryError("passes");
          }
        };
    ring.offer(COUNT, 1, NOW);
    ring.offer(TIME, 2, NOW);

    loop.step();
    loop.step();

    assertThat(connection.lines)
        .containsExactlyInAnyOrder("a.count 1 1700000000", "a.pt 2 1700000000");
    assertThat(loop.waiting()).isZero();
  }

  @Test
  void run_threadEndsByAFault_dropsForThatReasonAndSaysSo() throws Exception {
    connection.onAwait =
        () -> {
          throw new IllegalStateException("ends it");
        };
    ring.offer(COUNT, 1, NOW);
    connection.room = 0;

    List<String> log =
        CapturedLog.of(
            () -> {
              assertThatThrownBy(loop::run).hasMessage("ends it");
              return null;
            });
    ring.record(COUNT, 1, NOW);

    assertThat(accounts.dropped(DropReason.SENDER_ENDED)).isEqualTo(2);
    assertThat(accounts.dropped(DropReason.CLOSED)).isZero();
    assertThat(log).anyMatch(line -> line.startsWith("ERROR The sender to carbon at"));
  }
}
