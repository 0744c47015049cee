// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A sender over UDP, where nothing tells what has arrived. */
class DatagramTest extends SocketTest {
  /** No more than the kernel keeps for a reader that does not get the processor: 92 datagrams. */
  private static final int POINTS = 2000;

  private static final int BLOCK = 1000;

  private static final String MOVED = "127.0.0.2";

  @Test
  void record_manyPoints_goSeveralADatagramAndWhole() {
    try (CarbonSender sender = toUdp().build()) {
      record(sample(sender, "web-1.shop.orders.id.pt"), 0, POINTS);
      server.await("web-1.shop.orders.id.pt", POINTS);

      assertThat(server.longestDatagram()).isBetween(1350, 1400);
      assertThat(server.datagrams()).isLessThan(POINTS / 25);
      assertThat(server.rejected()).isEmpty();
      assertThat(server.connections()).isZero();
    }
  }

  @Test
  void refusedAtStart_upLater_nothingIsLostAndTheLogIsShort() {
    server.stop();
    try (CarbonSender sender = toUdp().build()) {
      record(sample(sender, "a.pt"), 0, 1000);
      await(() -> !log.warnings(server.port()).isEmpty() && sender.backlogSize() == 1000);
      assertThat(sender.isConnected()).isFalse();
      assertThat(sender.sent()).isZero();

      server.restart();
      server.await("a.pt", 1000);

      assertThat(received("a.pt")).isEqualTo(range(0, 1000));
      String target = server.host() + ":" + server.port() + " (udp)";
      // The last line comes after the points.
      await(() -> log.of(server.port()).size() >= 3);
      List<String> told = log.of(server.port());
      assertThat(told).hasSize(3);
      assertThat(told.get(0))
          .startsWith(
              "WARN No connection to carbon at " + target + " (java.net.PortUnreachableException)");
      assertThat(told.get(1)).startsWith("INFO Connected to carbon at " + target);
      assertThat(told.get(2)).startsWith("INFO Carbon at " + target + " is back after PT");
    }
  }

  /**
   * What is under way when carbon goes is lost; what comes later waits, and nothing comes twice.
   */
  @Test
  void restarts_pointsWaitMeanwhileAndComeAtMostOnce() {
    CarbonSender sender = toUdp().build();
    Series series = sample(sender, "a.pt");
    for (int restart = 0; restart < 3; restart++) {
      int first = restart * 3 * BLOCK;
      record(series, first, first + BLOCK);
      await(() -> received("a.pt").contains(first + BLOCK - 1));

      server.stop();
      record(series, first + BLOCK, first + 2 * BLOCK);
      await(() -> !sender.isConnected());
      record(series, first + 2 * BLOCK, first + 3 * BLOCK);
      server.restart();
      await(() -> received("a.pt").contains(first + 3 * BLOCK - 1));
    }
    sender.close();

    List<Integer> received = received("a.pt");
    assertThat(received).isSorted().doesNotHaveDuplicates();
    for (int restart = 0; restart < 3; restart++) {
      int first = restart * 3 * BLOCK;
      assertThat(received)
          .containsAll(range(first, first + BLOCK))
          .containsAll(range(first + 2 * BLOCK, first + 3 * BLOCK));
    }
    assertThat(server.rejected()).isEmpty();
    assertThat(dropped(sender)).isZero();
    assertAccountsExact(sender);
    assertThat(sender.lines()).isEqualTo(9 * BLOCK);
    assertThat(sender.reconnects()).isEqualTo(3);
  }

  @Test
  void close_whileNobodyListens_tellsWhatIsLost() {
    server.stop();
    CarbonSender sender = toUdp().closeTimeout(Duration.ofMillis(100)).build();
    record(sample(sender, "a.pt"), 0, 10);

    sender.close();

    assertAccountsExact(sender);
    assertThat(sender.dropped(DropReason.CLOSED)).isEqualTo(10);
  }

  @Test
  void close_pointsWaiting_sendsThemAll() {
    CarbonSender sender = toUdp().flushInterval(Duration.ofSeconds(10)).build();
    await(sender::isConnected);
    record(sample(sender, "a.pt"), 0, POINTS);

    sender.close();

    server.await("a.pt", POINTS);
    assertThat(sender.sent()).isEqualTo(POINTS);
    assertAccountsExact(sender);
  }

  @Test
  void connectTimeoutShorterThanTheProbe_connectsAllTheSame() {
    try (CarbonSender sender = toUdp().connectTimeout(Duration.ofMillis(50)).build()) {
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 1);
    }
  }

  @Test
  void openAndQuiet_sleepsBetweenFlushes() {
    try (CarbonSender sender = toUdp().flushInterval(Duration.ofMillis(50)).build()) {
      await(sender::isConnected);

      assertDoesNotSpin();
    }
  }

  @Test
  void nameMovesToAnotherAddress_pointsGoThere() throws Exception {
    AtomicLong later = new AtomicLong();
    AtomicReference<String> home = new AtomicReference<>(server.host());
    CarbonSenderBuilder builder = toUdp().host("carbon.test");
    builder.resolver = host -> addresses(home.get());
    builder.nanoTime = () -> System.nanoTime() + later.get();
    try (DatagramChannel elsewhere = DatagramChannel.open();
        CarbonSender sender = builder.build()) {
      elsewhere.bind(new InetSocketAddress(MOVED, server.port())).configureBlocking(false);
      sample(sender, "a.pt").record(1, NOW);
      server.await("a.pt", 1);

      home.set(MOVED);
      await(
          () -> {
            if (sender.isConnected()) {
              later.addAndGet(Duration.ofMinutes(1).toNanos());
            }
            sender.wakeUp();
            return sender.reconnects() == 1;
          });
      sample(sender, "a.pt").record(2, NOW);

      await(() -> receive(elsewhere).equals("a.pt 2 1700000000\n"));
      assertThat(log.warnings(server.port()))
          .singleElement()
          .asString()
          .contains("java.net.ConnectException: carbon.test is no longer at /127.0.0.1");
    }
  }

  private static List<Integer> range(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private CarbonSenderBuilder toUdp() {
    return toServer(GraphiteProtocol.UDP)
        .sendBuffer(CarbonSenderBuilder.SEND_BUFFER.defaultValue());
  }

  private static String receive(DatagramChannel from) throws IOException {
    ByteBuffer datagram = ByteBuffer.allocate(2000);
    from.receive(datagram);
    return StandardCharsets.US_ASCII.decode(datagram.flip()).toString();
  }
}
