// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

/** Carbon is there and does not take what it should, or does not answer. */
class SlowCarbonTest extends SocketTest {
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
      assertThat(sender.waiting() + sender.sent()).isEqualTo(2 * POINTS);
      assertThat(sender.queueSize()).isZero();
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
  void stallsAndReadsOn_isServedAtOnce() {
    try (CarbonSender sender = toServer().flushInterval(Duration.ofSeconds(20)).build()) {
      server.awaitConnections(1);
      await(sender::isConnected);
      server.stall();
      // A quarter of the ring wakes the sender.
      record(sample(sender, "a.pt"), 0, 65_536 / 4);
      await(() -> sender.backlogSize() > 0);

      server.resume();

      server.await("a.pt", 65_536 / 4);
      assertThat(sender.lines()).isEqualTo(65_536 / 4);
    }
  }

  @Test
  void connectNeverAnswered_givesUpAtTheDeadlineAndGoesOn() throws Exception {
    try (BlackHole hole = new BlackHole();
        CarbonSender sender =
            toServer().port(hole.port()).connectTimeout(Duration.ofMillis(200)).build()) {
      sample(sender, "a.pt").record(1, NOW);
      await(() -> !log.warnings(hole.port()).isEmpty());
      assertThat(log.warnings(hole.port()))
          .singleElement()
          .asString()
          .contains("(java.net.SocketTimeoutException: no connection within PT0.2S)");
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
            toServer().port(talker.getLocalPort()).closeTimeout(Duration.ZERO).build();
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
        toServer().flushInterval(Duration.ofMillis(50)).closeTimeout(Duration.ZERO).build()) {
      record(sample(sender, "a.pt"), 0, POINTS);
      await(() -> sender.backlogSize() > 0);

      assertDoesNotSpin();
    }
  }

  private void assertDoesNotSpin() {
    int before = steps.get();
    Awaitility.await()
        .during(Duration.ofMillis(400))
        .atMost(Duration.ofSeconds(2))
        .until(() -> steps.get() - before < 60);
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

  private static String line(Socket from) throws IOException {
    return new BufferedReader(
            new InputStreamReader(from.getInputStream(), StandardCharsets.US_ASCII))
        .readLine();
  }

  /** A listener whose queue of connections is full: the kernel answers no further one. */
  private static final class BlackHole implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<SocketChannel> fillers = new ArrayList<>();

    private BlackHole() throws IOException {
      boolean answered = true;
      while (answered) {
        SocketChannel filler = SocketChannel.open();
        fillers.add(filler);
        filler.configureBlocking(false);
        filler.connect(new InetSocketAddress(listener.getInetAddress(), port()));
        answered = isAnswered(filler);
      }
    }

    private static boolean isAnswered(SocketChannel filler) {
      try {
        Awaitility.await().atMost(Duration.ofMillis(300)).until(filler::finishConnect);
        return true;
      } catch (ConditionTimeoutException e) {
        return false;
      }
    }

    private int port() {
      return listener.getLocalPort();
    }

    private String acceptUntilALine() throws IOException {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
      String line = null;
      while (line == null) {
        try (Socket accepted = listener.accept()) {
          line = line(accepted);
        }
      }
      return line;
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
      listener.close();
    }
  }
}
