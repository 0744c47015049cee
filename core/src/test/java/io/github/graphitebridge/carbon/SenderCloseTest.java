// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonServer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a sender, whatever its connection is doing. */
class SenderCloseTest extends SocketTest {
  private static final Duration TIMEOUT = Duration.ofMillis(100);

  /** What a busy machine may add. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  @Test
  void close_pointsWaiting_sendsThemAll() {
    CarbonSender sender = toServer().flushInterval(Duration.ofSeconds(10)).build();
    await(sender::isConnected);
    record(sample(sender, "a.pt"), 0, 60_000);

    sender.close();

    assertEachReceivedOnce("a.pt", 60_000);
    assertThat(sender.sent()).isEqualTo(60_000);
    assertThat(sender.isConnected()).isFalse();
    assertThat(sender.queueSize()).isZero();
    assertThat(log.warnings(server.port())).isEmpty();
    assertAccountsExact(sender);
    await(() -> server.openConnections() == 0);
  }

  @Test
  void close_rightAfterBuild_sendsThePoint() {
    // A close waits only a moment for the first connection.
    CarbonSender sender = slowedDown(toServer()).build();
    sample(sender, "a.pt").record(1, NOW);

    sender.close();

    server.await("a.pt", 1);
    assertAccountsExact(sender);
  }

  @Test
  void close_carbonRefuses_tellsWhatIsLostWithinCloseTimeout() {
    server.stop();
    CarbonSender sender = toServer().closeTimeout(TIMEOUT).build();
    record(sample(sender, "a.pt"), 0, 10);

    assertEndsWithinCloseTimeout(sender);
    assertLost(sender, 10);
  }

  @Test
  void close_carbonStalled_tellsWhatIsLostWithinCloseTimeout() {
    CarbonSender sender = toServer().closeTimeout(TIMEOUT).build();
    await(sender::isConnected);
    server.stall();
    record(sample(sender, "a.pt"), 0, 20_000);

    assertEndsWithinCloseTimeout(sender);
    long lost = sender.dropped(DropReason.CLOSED);
    assertLost(sender, lost);
    server.resume();
    server.await("a.pt", (int) (20_000 - lost));
    assertThat(received("a.pt")).doesNotHaveDuplicates();
  }

  @Test
  void close_lookupHangs_tellsWhatIsLostWithinCloseTimeout() {
    CountDownLatch never = new CountDownLatch(1);
    CarbonSenderBuilder builder = toServer().closeTimeout(TIMEOUT);
    builder.resolver = host -> hangUntil(never);
    CarbonSender sender = builder.build();
    record(sample(sender, "a.pt"), 0, 10);

    assertEndsWithinCloseTimeout(sender);
    assertLost(sender, 10);
    never.countDown();
  }

  @Test
  void close_carbonBackWhileClosing_sendsWhatWaits() {
    AtomicInteger attempts = new AtomicInteger();
    AtomicBoolean closing = new AtomicBoolean();
    AtomicLong later = new AtomicLong();
    // Shorter than the 30 s between two attempts, which a close ends.
    CarbonSenderBuilder builder = toServer().closeTimeout(Duration.ofSeconds(25));
    builder.random = () -> 0;
    builder.nanoTime = () -> System.nanoTime() + later.get();
    builder.resolver =
        host -> {
          if (attempts.incrementAndGet() == 2 && closing.get()) {
            server.restart();
          }
          return addresses(server.host());
        };
    CarbonSender sender = builder.build();
    // A close gives little time to a carbon that was never there.
    await(sender::isConnected);
    server.stop();
    sample(sender, "a.pt").record(1, NOW);
    await(
        () -> {
          later.addAndGet(Duration.ofSeconds(30).toNanos());
          sender.wakeUp();
          return attempts.get() > 10;
        });

    attempts.set(0);
    closing.set(true);
    sender.close();

    server.await("a.pt", 1);
    assertThat(sender.dropped(DropReason.CLOSED)).isZero();
    assertAccountsExact(sender);
  }

  @ParameterizedTest
  @EnumSource
  void close_duringAFaultUnderLoad_endsWithinCloseTimeoutWithExactAccounts(Fault fault)
      throws Exception {
    CarbonSender sender = toServer().closeTimeout(TIMEOUT).build();
    Load load = new Load(sender, "a.pt");
    server.await("a.pt", 1000);
    CountDownLatch over = new CountDownLatch(1);
    Thread faults = new Thread(() -> fault.keepUp(server, over), "faults");
    faults.start();
    server.await("a.pt", server.lineCount() + fault.linesMeanwhile);

    assertEndsWithinCloseTimeout(sender);
    int recorded = load.end();
    over.countDown();
    faults.join();

    assertThat(sender.recorded()).isEqualTo(recorded);
    assertAccountsExact(sender);
    server.resume();
    await(() -> server.openConnections() == 0);
    assertThat(received("a.pt")).doesNotHaveDuplicates();
    assertThat((long) server.lineCount()).isLessThanOrEqualTo(sender.lines());
    assertNothingTorn();
  }

  @Test
  void close_connectNeverAnswered_tellsWhatIsLostWithinCloseTimeout() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      CarbonSender sender = toServer().port(hole.port()).closeTimeout(TIMEOUT).build();
      record(sample(sender, "a.pt"), 0, 10);

      assertEndsWithinCloseTimeout(sender);
      assertThat(sender.dropped(DropReason.CLOSED)).isEqualTo(10);
      assertAccountsExact(sender);
    }
  }

  @Test
  void close_nameDoesNotResolve_tellsWhatIsLostWithinCloseTimeout() {
    CarbonSenderBuilder builder = toServer().closeTimeout(TIMEOUT);
    builder.resolver =
        host -> {
          throw new UnknownHostException(host);
        };
    CarbonSender sender = builder.build();
    record(sample(sender, "a.pt"), 0, 10);

    assertEndsWithinCloseTimeout(sender);
    assertLost(sender, 10);
  }

  @Test
  void close_threadInterrupted_returnsAtOnceAndSendsOn() {
    CarbonSender sender = toServer().build();
    await(sender::isConnected);
    server.stall();
    record(sample(sender, "a.pt"), 0, 20_000);

    Thread.currentThread().interrupt();
    sender.close();
    boolean interrupted = Thread.interrupted();
    boolean waiting = sender.waiting() > 0;
    server.resume();

    assertThat(interrupted).isTrue();
    assertThat(waiting).isTrue();
    server.await("a.pt", 20_000);
    sender.close();
    assertThat(sender.sent()).isEqualTo(20_000);
    assertAccountsExact(sender);
  }

  @Test
  void record_afterClose_countsAsClosed() {
    CarbonSender sender = toServer().build();
    Series series = sample(sender, "a.pt");
    sender.close();

    record(series, 0, 100_000);

    assertThat(sender.dropped(DropReason.CLOSED)).isEqualTo(100_000);
    assertThat(sender.recorded()).isEqualTo(100_000);
    assertAccountsExact(sender);
    assertThat(log.warnings(server.port())).isEmpty();
  }

  @Test
  void close_byManyThreadsWhileOthersRecord_endsOnceWithExactAccounts() throws Exception {
    CarbonSender sender = toServer().build();
    Load first = new Load(sender, "a.pt");
    Load second = new Load(sender, "b.pt");
    server.awaitLines(1000);

    List<Thread> closers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      closers.add(new Thread(sender::close));
    }
    closers.forEach(Thread::start);
    for (Thread closer : closers) {
      closer.join();
    }
    sender.close();
    int recorded = first.end() + second.end();

    assertThat(sender.recorded()).isEqualTo(recorded);
    assertAccountsExact(sender);
    server.awaitLines((int) sender.lines());
    assertThat(received("a.pt")).doesNotHaveDuplicates();
    assertThat(received("b.pt")).doesNotHaveDuplicates();
    assertThat(sender.acknowledged()).isEqualTo(recorded - sender.dropped(DropReason.CLOSED));
  }

  /** What carbon does again and again while the sender is closed. */
  private enum Fault {
    RESTARTS(0),
    RESETS(0),
    DISCONNECTS(0),
    RESETS_AFTER_A_FEW_LINES(500),
    READS_A_KILOBYTE_A_SECOND(10),
    DRAINS(0),
    STALLS(0),
    STOPS(0);

    /** How many lines arrive all the same. */
    private final int linesMeanwhile;

    Fault(int linesMeanwhile) {
      this.linesMeanwhile = linesMeanwhile;
    }

    private void keepUp(CarbonServer server, CountDownLatch over) {
      try {
        do {
          happenTo(server);
        } while (!over.await(5, TimeUnit.MILLISECONDS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void happenTo(CarbonServer server) {
      switch (this) {
        case RESTARTS -> server.restart();
        case RESETS -> server.reset();
        case DISCONNECTS -> server.disconnect();
        case RESETS_AFTER_A_FEW_LINES -> server.resetAfter(100);
        case READS_A_KILOBYTE_A_SECOND -> server.throttle(1024);
        case DRAINS -> server.drain();
        case STALLS -> server.stall();
        default -> server.stop();
      }
    }
  }

  private static void assertEndsWithinCloseTimeout(CarbonSender sender) {
    long start = System.nanoTime();
    sender.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIMEOUT.plus(SLACK));
    awaitEnd(sender);
  }

  private void assertLost(CarbonSender sender, long points) {
    assertThat(sender.dropped(DropReason.CLOSED)).isEqualTo(points).isPositive();
    assertAccountsExact(sender);
    String told =
        "WARN Closed with %d points not sent to carbon at %s:%d"
            .formatted(points, server.host(), server.port());
    await(() -> log.of(server.port()).contains(told));
    assertThat(log.of(server.port())).contains(told);
  }

  private InetAddress[] hangUntil(CountDownLatch never) throws UnknownHostException {
    try {
      never.await();
    } catch (InterruptedException e) {
      throw new UnknownHostException("interrupted");
    }
    return addresses(server.host());
  }
}
