// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Carbon is not there, goes, and comes back. */
class CarbonOutageTest extends SocketTest {

  @Test
  void refusedAtStart_upLater_pointsArriveInOrderWithOneWarning() {
    server.stop();
    try (CarbonSender sender = toServer().exampleName("web.shop.root.pt").build()) {
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
      await(() -> sender.sent() == 110);
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
          .isEqualTo(
              "INFO Connected to carbon at " + target + "; series are named like web.shop.root.pt");
      assertThat(told.get(2))
          .startsWith("INFO Carbon at " + target + " is back after PT")
          .endsWith(": 110 points kept, 9 merged, dropped: none");
    }
  }

  @Test
  void restartsUnderLoad_everyLineAtMostOnceAndInOrder() throws Exception {
    assertEveryLineAtMostOnce(server::restart);
  }

  @Test
  void disconnectsUnderLoad_everyLineAtMostOnceAndInOrder() throws Exception {
    assertEveryLineAtMostOnce(server::disconnect);
  }

  @Test
  void resetsUnderLoad_everyLineAtMostOnceAndInOrder() throws Exception {
    assertEveryLineAtMostOnce(server::reset);
  }

  @Test
  void closesWhileIdle_nextPointIsNotLost() {
    try (CarbonSender sender = toServer().build()) {
      for (int i = 0; i < 10; i++) {
        sample(sender, "a.pt").record(i, NOW);
        server.await("a.pt", i + 1);
        server.disconnect();
      }
      sample(sender, "a.pt").record(10, NOW);
      server.await("a.pt", 11);

      assertThat(received("a.pt")).isEqualTo(IntStream.range(0, 11).boxed().toList());
      assertThat(sender.reconnects()).isEqualTo(10);
      assertThat(log.warnings(server.port())).hasSize(1);
    }
  }

  @Test
  void resetsWhileIdle_nextPointIsNotLost() {
    try (CarbonSender sender = toServer().build()) {
      sample(sender, "a.pt").record(0, NOW);
      server.await("a.pt", 1);

      server.reset();
      sample(sender, "a.pt").record(1, NOW);

      server.await("a.pt", 2);
      assertThat(received("a.pt")).containsExactly(0, 1);
    }
  }

  @Test
  void closesWhileIdle_isNoticedWithoutAPoint() {
    try (CarbonSender sender = toServer().build()) {
      await(sender::isConnected);

      server.disconnect();

      server.awaitConnections(2);
      await(() -> sender.isConnected() && sender.reconnects() == 1);
    }
  }

  private void assertEveryLineAtMostOnce(Runnable fault) throws Exception {
    CarbonSender sender = toServer().build();
    Load load = new Load(sender, "a.pt");
    for (int i = 0; i < 5; i++) {
      server.await("a.pt", server.lineCount() + 3000);
      fault.run();
    }
    server.await("a.pt", server.lineCount() + 3000);
    int recorded = load.end();
    sender.close();

    server.await("a.pt", recorded - (int) (sender.sent() - server.lineCount()));
    assertThat(received("a.pt")).isSorted().doesNotHaveDuplicates();
    assertNothingTorn();
    assertAccountsExact(sender);
    assertThat(dropped(sender)).isZero();
    assertThat(sender.recorded()).isEqualTo(recorded);
    assertThat(sender.lines()).isEqualTo(recorded).isGreaterThanOrEqualTo(server.lineCount());
    assertThat(sender.reconnects()).isEqualTo(5);
    CarbonPoint last = server.points("a.pt").get(server.points("a.pt").size() - 1);
    assertThat(last.value()).isEqualTo(recorded - 1);
  }
}
