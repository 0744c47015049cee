// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Carbon is not there, goes, and comes back. */
class CarbonOutageTest extends SocketTest {
  /** Of a send and a receive buffer of 4,096 bytes, which Linux doubles, and of a block read. */
  private static final int HELD_BYTES = 4 * 4096 + 65_536;

  private static final int SHORTEST_LINE = "a.pt 0 1700000000\n".length();

  @Test
  void refusedAtStart_upLater_pointsArriveWithOneWarning() {
    server.stop();
    try (CarbonSender sender = toServer().build()) {
      Series shown = sample(sender, "web.shop.root.pt");
      Series count = sender.series("a.count", SeriesKind.SUM);
      record(sample(sender, "a.pt"), 0, 100);
      IntStream.range(0, 10).forEach(i -> count.record(1, NOW));
      await(() -> sender.backlogSize() == 101 && log.warnings(server.port()).size() == 1);
      assertThat(sender.waiting()).isEqualTo(110);
      assertThat(sender.isConnected()).isFalse();

      server.restart();
      List<String> lines = server.awaitLines(101);

      assertThat(lines).startsWith("a.count 10 1700000000", "a.pt 0 1700000000");
      assertThat(received("a.pt")).isEqualTo(IntStream.range(0, 100).boxed().toList());
      await(() -> sender.sent() == 110 && log.of(server.port()).size() >= 3);
      assertThat(sender.merged()).isEqualTo(9);
      assertThat(sender.reconnects()).isZero();
      String target = server.host() + ":" + server.port();
      List<String> told = log.of(server.port());
      assertThat(told).hasSize(3);
      assertThat(told.get(0))
          .isEqualTo(
              "WARN No connection to carbon at "
                  + target
                  + " (java.net.ConnectException: Connection refused); points wait, attempts"
                  + " follow every 0.1 to 30 s");
      assertThat(told.get(1))
          .isEqualTo("INFO Connected to carbon at " + target + "; series are named like " + shown);
      assertThat(told.get(2))
          .startsWith("INFO Carbon at " + target + " is back after PT")
          .endsWith(": 110 points kept, 9 merged, dropped: none, unacknowledged: 0");
    }
  }

  @Tag("load")
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void restartsUnderLoad_everyLineAtMostOnce(GraphiteProtocol tcp) throws Exception {
    assertEveryLineAtMostOnce(tcp, server::restart);
  }

  @Tag("load")
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void disconnectsUnderLoad_everyLineAtMostOnce(GraphiteProtocol tcp) throws Exception {
    assertEveryLineAtMostOnce(tcp, server::disconnect);
  }

  @Tag("load")
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void resetsUnderLoad_everyLineAtMostOnce(GraphiteProtocol tcp) throws Exception {
    assertEveryLineAtMostOnce(tcp, server::reset);
  }

  @Tag("load")
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void resetsAfterEachFewLines_everyLineAtMostOnce(GraphiteProtocol tcp) throws Exception {
    CarbonSender sender = toServer(tcp).acknowledgeInterval(SHORT).build();
    server.resetAfter(700);
    Load load = new Load(sender, "a.pt");
    await(() -> sender.reconnects() >= 5);
    server.resume();
    int recorded = load.end();
    sender.close();

    assertEveryLineAtMostOnce(sender, recorded);
  }

  @Tag("load")
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void drainsAndRestartsUnderLoad_everyLineExactlyOnce(GraphiteProtocol tcp) throws Exception {
    CarbonSender sender = toServer(tcp).acknowledgeInterval(SHORT).build();
    Load load = new Load(sender, "a.pt");
    for (int i = 0; i < 5; i++) {
      server.await("a.pt", server.lineCount() + 3000);
      server.drain();
      server.restart();
    }
    server.await("a.pt", server.lineCount() + 3000);
    int recorded = load.end();
    sender.close();

    assertEachReceivedOnce("a.pt", recorded);
    assertNothingTorn();
    // A sender that a busy machine holds up may take one end for two.
    assertThat(sender.reconnects()).isGreaterThanOrEqualTo(5);
    assertAccountsExact(sender);
  }

  @Test
  void closesAfterEachPoint_nextPointIsNotLost() {
    server.onPoint(
        point -> {
          if (point.value() < 2) {
            server.disconnect();
          }
        });
    CarbonSenderBuilder builder = toServer().acknowledgeInterval(Duration.ofSeconds(1));
    // A lease ends after half a second of rest, which is too soon for a server without a processor.
    try (CarbonSender sender = slowedDown(builder).build()) {
      for (int i = 0; i < 2; i++) {
        sample(sender, "a.pt").record(i, NOW);
        server.await("a.pt", i + 1);
        int ends = i + 1;
        await(() -> sender.unacknowledged() == ends);
      }
      sample(sender, "a.pt").record(2, NOW);
      server.await("a.pt", 3);

      assertThat(received("a.pt")).containsExactly(0, 1, 2);
      assertThat(sender.reconnects()).isEqualTo(2);
      assertThat(log.warnings(server.port())).hasSize(1);
      await(() -> sender.acknowledged() == 1);
    }
  }

  @Test
  void resetsAfterAPoint_nextPointIsNotLost() {
    server.onPoint(
        point -> {
          if (point.value() == 0) {
            server.reset();
          }
        });
    try (CarbonSender sender = toServer().acknowledgeInterval(SHORT).build()) {
      sample(sender, "a.pt").record(0, NOW);
      server.await("a.pt", 1);

      await(() -> sender.unacknowledged() == 1);
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 2);
      assertThat(received("a.pt")).containsExactly(0, 1);
    }
  }

  @Test
  void nothingToSend_noConnectionStaysOpenAndNothingIsLogged() {
    try (CarbonSender sender = toServer().build()) {
      for (int i = 1; i <= 3; i++) {
        sample(sender, "a.pt").record(i, NOW);
        long points = i;
        await(() -> sender.acknowledged() == points && server.openConnections() == 0);
      }

      assertThat(received("a.pt")).containsExactly(1, 2, 3);
      assertThat(sender.isConnected()).isTrue();
      assertThat(sender.reconnects()).isZero();
      assertThat(log.of(server.port())).hasSize(1).first().asString().startsWith("INFO Connected");
    }
  }

  private void assertEveryLineAtMostOnce(GraphiteProtocol protocol, Runnable fault)
      throws Exception {
    CarbonSender sender = toServer(protocol).acknowledgeInterval(SHORT).build();
    Load load = new Load(sender, "a.pt");
    for (int i = 0; i < 5; i++) {
      server.await("a.pt", server.lineCount() + 3000);
      fault.run();
    }
    server.await("a.pt", server.lineCount() + 3000);
    int recorded = load.end();
    sender.close();

    // A sender that a busy machine holds up may take one end for two.
    assertThat(sender.reconnects()).isGreaterThanOrEqualTo(5);
    assertEveryLineAtMostOnce(sender, recorded);
  }

  private void assertEveryLineAtMostOnce(CarbonSender closed, int recorded) {
    // The last connection was closed in good order, so all that it took arrives.
    await(() -> server.openConnections() == 0 && lastReceived() == recorded - 1);
    assertThat(received("a.pt")).doesNotHaveDuplicates();
    assertNothingTorn();
    assertAccountsExact(closed);
    assertThat(dropped(closed)).isZero();
    assertThat(closed.recorded()).isEqualTo(recorded);
    assertThat(closed.lines()).isEqualTo(recorded);
    long lost = closed.lines() - server.lineCount();
    assertThat(closed.acknowledged()).isLessThanOrEqualTo(server.lineCount());
    assertThat(lost).isLessThanOrEqualTo(closed.unacknowledged());
    System.out.printf(
        "%d of %d lines lost at %d ends of a carbon that closes without having read all%n",
        lost, recorded, closed.reconnects());
    // What the kernels at both ends hold, and what the server had read of a line at most.
    assertThat(lost).isBetween(0L, (long) closed.reconnects() * HELD_BYTES / SHORTEST_LINE);
  }

  private int lastReceived() {
    List<Integer> received = received("a.pt");
    return received.stream().mapToInt(Integer::intValue).max().orElse(-1);
  }
}
