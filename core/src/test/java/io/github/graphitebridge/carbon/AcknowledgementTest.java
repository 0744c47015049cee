// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the accounts and the log say of a carbon that reads, hangs, dies, or is a proxy's. */
class AcknowledgementTest extends SocketTest {
  /** Far longer than the proxies here keep a connection, which is 0.6 s. */
  private static final Duration FAR_LONGER = Duration.ofSeconds(3);

  /** A socket that nobody holds is closed with the next garbage collection. */
  private final List<Socket> kept = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void loadOverManyLeases_everyPointArrivesOnceAndIsAcknowledged(GraphiteProtocol tcp)
      throws Exception {
    CarbonSender sender = toServer(tcp).acknowledgeInterval(SHORT).build();
    Load load = new Load(sender, "a.pt");
    await(() -> sender.acknowledged() > 0 && server.connections() >= 6);
    int recorded = load.end();
    sender.close();

    assertEachReceivedOnce("a.pt", recorded);
    assertThat(sender.acknowledged()).isEqualTo(recorded);
    assertThat(sender.unacknowledged()).isZero();
    assertThat(sender.reconnects()).isZero();
    assertThat(log.warnings(server.port())).isEmpty();
    assertNothingTorn();
    assertAccountsExact(sender);
  }

  @Test
  void hangsAndGoesOn_pointsWaitAndAllAreAcknowledgedInTheEnd() throws Exception {
    CarbonSender sender = toServer().acknowledgeInterval(SHORT).build();
    Load load = new Load(sender, "a.pt");
    await(() -> sender.acknowledged() > 0);

    server.stall();
    await(() -> !sender.isAcknowledging() && sender.unacknowledged() > 0);
    long wrote = sender.sent();
    server.resume();
    await(() -> sender.isAcknowledging() && sender.sent() > wrote);
    int recorded = load.end();
    sender.close();

    assertThat(sender.acknowledged()).isBetween(1L, (long) server.lineCount());
    assertAccountsExact(sender);
    assertEachReceivedOnce("a.pt", recorded);
    List<String> told = log.of(server.port());
    assertThat(told).hasSize(3);
    assertThat(told.get(1))
        .startsWith("WARN Carbon at " + server.host() + ":" + server.port() + " does not read (")
        .contains(" points are not acknowledged; points wait");
    assertThat(told.get(2)).contains(" is back after ").contains("dropped: none, unacknowledged: ");
  }

  @Test
  void hangsAtALowRate_isKnownAndCostsTwoLeasesAtMost() {
    CarbonSender sender = toServer().acknowledgeInterval(SHORT).build();
    Series series = sample(sender, "a.pt");
    series.record(0, NOW);
    await(() -> sender.acknowledged() == 1);

    server.stall();
    await(
        () -> {
          series.record(1, NOW);
          return !log.warnings(server.port()).isEmpty();
        });
    long inDoubt = sender.inFlight() + sender.unacknowledged();
    server.stop();
    await(() -> sender.inFlight() == 0);
    server.restart();
    await(() -> sender.isAcknowledging() && sender.waiting() == 0);
    sender.close();

    assertThat(inDoubt).isPositive();
    assertThat(sender.unacknowledged()).isPositive();
    assertThat(sender.acknowledged()).isBetween(1L, (long) server.lineCount());
    assertAccountsExact(sender);
  }

  @Test
  void withholdsTheEndOfTheStream_isUnacknowledgedUntilItComes() throws Exception {
    CarbonSender sender = toServer().acknowledgeInterval(Duration.ofSeconds(1)).build();
    await(sender::isConnected);
    server.withholdAcknowledgements();
    Load load = new Load(sender, "a.pt");
    await(() -> !sender.isAcknowledging() && sender.unacknowledged() > 0);

    server.resume();
    await(sender::isAcknowledging);
    int recorded = load.end();
    sender.close();

    assertThat(sender.acknowledged()).isBetween(1L, (long) server.lineCount());
    assertAccountsExact(sender);
    assertEachReceivedOnce("a.pt", recorded);
  }

  @Test
  void proxyWhoseCarbonIsAwayFromTheStart_isGivenOneLeaseAtMost() throws Exception {
    server.hideBehindProxy(Duration.ofMillis(600));
    CarbonSender sender = toServer().acknowledgeInterval(FAR_LONGER).build();
    Load load = new Load(sender, "a.pt");
    await(() -> sender.unacknowledged() > 0 && !sender.isConnected());
    long lost = sender.unacknowledged();
    int probes = server.connections() + 3;
    await(() -> server.connections() >= probes);
    boolean nothingMore = sender.sent() == lost;

    server.resume();
    await(() -> sender.acknowledged() > 0);
    int recorded = load.end();
    sender.close();

    assertThat(nothingMore).isTrue();
    assertThat(sender.unacknowledged()).isEqualTo(lost);
    assertThat(sender.acknowledged()).isEqualTo(recorded - lost);
    assertThat((long) server.lineCount()).isEqualTo(recorded - lost);
    assertAccountsExact(sender);
  }

  @Test
  void proxyWhoseCarbonDies_losesOneLeaseAtMost() throws Exception {
    CarbonSender sender = toServer().acknowledgeInterval(FAR_LONGER).build();
    Load load = new Load(sender, "a.pt");
    await(() -> sender.acknowledged() > 0);

    server.hideBehindProxy(Duration.ofMillis(600));
    await(() -> !sender.isConnected());
    int probes = server.connections() + 3;
    await(() -> server.connections() >= probes);
    long lost = sender.unacknowledged();
    server.resume();
    long before = sender.acknowledged();
    await(() -> sender.acknowledged() > before);
    int recorded = load.end();
    sender.close();

    assertThat(sender.unacknowledged()).isEqualTo(lost);
    assertThat(sender.acknowledged()).isEqualTo(recorded - lost);
    assertThat((long) server.lineCount()).isBetween(recorded - lost, (long) recorded);
    assertThat(received("a.pt")).doesNotHaveDuplicates();
  }

  @Test
  void swallowsHalfCloses_isServedWithoutAcknowledgementsAndSaidSo() throws Exception {
    try (ServerSocket balancer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CarbonSenderBuilder builder = toServer().port(balancer.getLocalPort());
      long start = System.nanoTime();
      // Twenty times as fast, or it would take 30 s.
      builder.nanoTime = () -> start + 20 * (System.nanoTime() - start);
      CarbonSender sender = builder.connectTimeout(Duration.ofSeconds(60)).build();
      sample(sender, "a.pt").record(1, NOW);
      Thread reader = new Thread(() -> readAndKeep(balancer), "balancer");
      reader.setDaemon(true);
      reader.start();

      await(() -> sender.sent() == 1);
      sender.close();

      assertThat(sender.unacknowledged()).isEqualTo(1);
      assertThat(log.warnings(balancer.getLocalPort()))
          .anyMatch(line -> line.contains("takes connections but answers no probe"));
    }
  }

  @Test
  void acknowledgeOff_asksNothingAndVouchesForNothing() {
    CarbonSender sender = toServer().acknowledge(false).build();
    sample(sender, "a.pt").record(1, NOW);
    server.await("a.pt", 1);
    await(() -> sender.sent() == 1 && sender.unacknowledged() == 1);

    assertThat(sender.isAcknowledging()).isFalse();
    assertThat(server.connections()).isEqualTo(1);
    sender.close();
    assertThat(log.warnings(server.port())).isEmpty();
  }

  private void readAndKeep(ServerSocket from) {
    try {
      while (true) {
        Socket accepted = from.accept();
        kept.add(accepted);
        Thread each =
            new Thread(
                () -> {
                  try {
                    accepted.getInputStream().readAllBytes();
                  } catch (IOException e) {
                    // The sender has reset it.
                  }
                });
        each.setDaemon(true);
        each.start();
      }
    } catch (IOException e) {
      // The test is over.
    }
  }
}
