// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Carbon is there and does not take what it should, or does not answer. */
class SlowCarbonTest extends SocketTest {
  @Override
  CarbonSenderBuilder toServer() {
    return super.toServer().acknowledge(false);
  }

  private static final int POINTS = 20_000;

  @Test
  void acceptsAndNeverReads_closesAtTheDeadlineAndMergesWhatWaits() {
    server.stall();
    try (CarbonSender sender = toServer().writeTimeout(Duration.ofMillis(300)).build()) {
      server.awaitConnections(1);
      record(sample(sender, "a.pt"), 0, POINTS);
      Series count = sender.series("a.count", SeriesKind.SUM);
      IntStream.range(0, POINTS).forEach(i -> count.record(1, NOW));

      server.awaitConnections(3);
      await(() -> sender.queueSize() == 0 && sender.waiting() + sender.sent() == 2 * POINTS);
      server.resume();
      await(() -> sender.sent() == 2 * POINTS && received("a.pt").size() == POINTS);

      assertThat(received("a.pt")).doesNotHaveDuplicates();
      await(
          () -> server.points("a.count").stream().mapToDouble(CarbonPoint::value).sum() == POINTS);
      assertThat(sender.merged()).isPositive();
      assertThat(sender.lines()).isEqualTo(server.lineCount());
      assertNothingTorn();
      assertThat(log.warnings(server.port()))
          .singleElement()
          .asString()
          .contains("(java.net.SocketTimeoutException: carbon took no byte for PT0.3S)");
    }
  }

  @Test
  void readsAKilobyteASecondWithAShortDeadline_losesAndDoublesNothing() {
    CarbonSender sender =
        toServer()
            .writeTimeout(Duration.ofMillis(200))
            .closeTimeout(Duration.ofSeconds(20))
            .build();
    await(sender::isConnected);
    server.throttle(1024);
    record(sample(sender, "a.pt"), 0, 5000);
    await(() -> sender.reconnects() >= 2);

    server.resume();
    sender.close();

    server.await("a.pt", 5000);
    assertThat(received("a.pt")).hasSize(5000).doesNotHaveDuplicates();
    assertNothingTorn();
    assertAccountsExact(sender);
  }

  /**
   * The kernels hold megabytes for a carbon that hangs: what each connection takes is lost when it
   * is killed, so connections that take no more than the last may only come ever more slowly.
   */
  @Test
  void hangsAndIsKilled_swallowsAFewBuffersOfTheBacklogOnly() {
    server.stall();
    CarbonSender sender =
        toServer()
            .sendBuffer(CarbonSenderBuilder.SEND_BUFFER.defaultValue())
            .writeTimeout(Duration.ofMillis(50))
            .closeTimeout(Duration.ofMillis(100))
            .build();
    record(sample(sender, "a.pt"), 0, 60_000);

    await(() -> sender.reconnects() >= 3);

    assertThat(log.of(server.port()))
        .filteredOn(line -> !line.startsWith("INFO Connected"))
        .singleElement()
        .asString()
        .startsWith("WARN No connection to carbon");
    server.restart();
    await(() -> received("a.pt").size() > 1000);
    sender.close();
    assertAccountsExact(sender);
    assertThat(received("a.pt")).doesNotHaveDuplicates();
  }

  @Test
  void readsSlowly_allArriveOnceOverOneConnection() throws Exception {
    try (CarbonSender sender = toServer().build()) {
      Load load = new Load(sender, "a.pt");
      for (int i = 0; i < 20; i++) {
        server.resume();
        server.await("a.pt", server.lineCount() + 500);
        server.stall();
      }
      server.resume();
      int recorded = load.end();
      server.await("a.pt", recorded);

      assertThat(received("a.pt")).isEqualTo(IntStream.range(0, recorded).boxed().toList());
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.rejected()).isEmpty();
      assertThat(log.warnings(server.port())).isEmpty();
    }
  }

  @Test
  void readsAKilobyteASecond_keepsTheConnectionAndMergesWhatWaits() {
    // The kernel lets in a window at a time, with seconds between.
    CarbonSender sender =
        toServer()
            .writeTimeout(Duration.ofSeconds(20))
            .closeTimeout(Duration.ofSeconds(20))
            .build();
    await(sender::isConnected);
    server.throttle(1024);
    Series count = sender.series("a.count", SeriesKind.SUM);
    for (int i = 0; i < POINTS; i++) {
      count.record(1, NOW + i / 1000);
    }
    record(sample(sender, "a.pt"), 0, 2000);
    await(() -> sender.queueSize() == 0 && sender.backlogSize() > 0);
    int atFullBuffers = server.lineCount();
    await(() -> server.lineCount() > atFullBuffers + 100);
    await(() -> sender.recorded() == sender.sent() + sender.waiting());

    server.resume();
    sender.close();

    server.awaitLines((int) sender.lines());
    assertThat(received("a.count").stream().mapToInt(Integer::intValue).sum()).isEqualTo(POINTS);
    assertThat(received("a.pt")).isEqualTo(IntStream.range(0, 2000).boxed().toList());
    assertThat(sender.merged()).isPositive();
    assertThat(server.connections()).as(log.text()).isEqualTo(1);
    assertThat(server.rejected()).isEmpty();
    assertAccountsExact(sender);
  }

  @Test
  void stallsAndReadsOn_isServedAtOnce() {
    Duration seldom = Duration.ofSeconds(10);
    Duration patient = Duration.ofMinutes(1);
    try (CarbonSender sender = toServer().flushInterval(seldom).writeTimeout(patient).build()) {
      server.awaitConnections(1);
      await(sender::isConnected);
      server.stall();
      // A quarter of the ring wakes the sender, and is more than the kernels hold.
      record(sample(sender, "a.pt"), 0, 65_536 / 4);
      await(() -> sender.bytes() > 0);
      assertThat(sender.waiting()).isPositive();

      server.resume();

      server.await("a.pt", 65_536 / 4);
      // Counted after the write, which carbon may have read by then.
      await(() -> sender.lines() >= 65_536 / 4);
      assertThat(sender.lines()).isEqualTo(65_536 / 4);
      assertThat(sender.reconnects()).isZero();
    }
  }

  @Test
  void connectNeverAnswered_givesUpAtTheDeadlineAndGoesOn() throws Exception {
    try (BlackHole hole = new BlackHole();
        CarbonSender sender =
            toServer().port(hole.port()).connectTimeout(Duration.ofSeconds(2)).build()) {
      sample(sender, "a.pt").record(1, NOW);
      await(() -> !log.warnings(hole.port()).isEmpty());
      assertThat(log.warnings(hole.port()))
          .singleElement()
          .asString()
          .contains("(java.net.SocketTimeoutException: no connection within PT2S)");
      assertThat(sender.waiting()).isEqualTo(1);

      assertThat(hole.acceptUntilALine()).isEqualTo("a.pt 1 1700000000");
    }
  }

  @Test
  void sendsSomethingItself_isReadAndIgnored() throws Exception {
    try (ServerSocket talker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CarbonSender sender =
            toServer().port(talker.getLocalPort()).flushInterval(Duration.ofMillis(50)).build();
        Socket accepted = talker.accept()) {
      OutputStream out = accepted.getOutputStream();
      out.write(new byte[100_000]);
      sample(sender, "a.pt").record(1, NOW);

      assertThat(line(accepted)).isEqualTo("a.pt 1 1700000000");
      assertThat(sender.reconnects()).isZero();
      assertDoesNotSpin();
    }
  }

  @Test
  void talksWithoutEnd_pointsGoOutAllTheSame() throws Exception {
    try (ServerSocket talker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        CarbonSender sender =
            toServer().port(talker.getLocalPort()).closeTimeout(Duration.ofMillis(1)).build();
        Socket accepted = talker.accept()) {
      Thread talk = new Thread(() -> talkWithoutEnd(accepted), "talker");
      talk.setDaemon(true);
      talk.start();
      await(sender::isConnected);

      record(sample(sender, "a.pt"), 0, 1000);

      await(() -> sender.sent() == 1000);
      assertThat(sender.reconnects()).isZero();
    }
  }

  @Test
  void openAndQuiet_sleepsBetweenFlushes() {
    try (CarbonSender sender = toServer().flushInterval(Duration.ofMillis(50)).build()) {
      await(sender::isConnected);

      assertDoesNotSpin();
    }
  }

  @Test
  void stalled_sleepsUntilThereIsRoom() {
    server.stall();
    try (CarbonSender sender =
        toServer()
            .flushInterval(Duration.ofMillis(50))
            .closeTimeout(Duration.ofMillis(1))
            .build()) {
      record(sample(sender, "a.pt"), 0, POINTS);
      await(() -> sender.backlogSize() > 0);

      assertDoesNotSpin();
    }
  }

  private static void talkWithoutEnd(Socket to) {
    byte[] block = new byte[64 * 1024];
    try (OutputStream out = to.getOutputStream()) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
