// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CarbonServerDrainTest {
  private final CarbonServer server = CarbonServer.start();
  private final List<CarbonClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CarbonClient::close);
    server.close();
  }

  @Test
  void drain_clientsSeeTheEndAndAllThatTheySendIsRead() throws Exception {
    CarbonClient client = connect().send("a 1 1\n");
    server.awaitLines(1);

    CompletableFuture<Void> drained = CompletableFuture.runAsync(server::drain);

    assertThat(client.read()).isEqualTo(-1);
    client.send("b 1 1\n".repeat(100_000));
    assertThat(drained).isNotDone();
    client.close();
    drained.get(1, TimeUnit.MINUTES);
    assertThat(server.lines()).hasSize(100_001);
    assertThat(server.rejected()).isEmpty();
    assertThat(server.openConnections()).isZero();
  }

  @Test
  void drain_stalledServer_readsWhatHasPiledUp() throws Exception {
    CarbonClient client = connect().send("a 1 1\n");
    server.awaitLines(1);
    server.stall();
    client.send("b 1 1\n".repeat(1_000)).close();
    try (DatagramChannel datagrams = DatagramChannel.open().connect(server.address())) {
      for (int i = 0; i < 50; i++) {
        datagrams.write(ByteBuffer.wrap("c 1 1\n".getBytes(StandardCharsets.UTF_8)));
      }
    }

    server.drain();

    assertThat(server.points("b")).hasSize(1_000);
    assertThat(server.points("c")).hasSize(50);
  }

  @Test
  void drain_clientsThatCloseWhileTheyConnect_loseNothing() {
    for (int i = 1; i <= 50; i++) {
      connect().send("a 1 1\n").close();
      connect().send("a 1 1\n").close();

      server.drain();

      assertThat(server.lineCount()).isEqualTo(2 * i);
      server.restart();
    }
  }

  @Test
  void drain_newConnections_areRefusedMeanwhile() throws Exception {
    CarbonClient client = connect();
    server.awaitConnections(1);

    CompletableFuture<Void> drained = CompletableFuture.runAsync(server::drain);

    assertThat(client.read()).isEqualTo(-1);
    assertThatThrownBy(() -> new CarbonClient(server.address()))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class);
    client.close();
    drained.get(1, TimeUnit.MINUTES);
  }

  @Test
  void drain_clientThatDoesNotClose_isResetAndTheFailureSaysSo() {
    try (CarbonServer impatient = CarbonServer.builder().timeout(Duration.ofMillis(300)).start()) {
      CarbonClient client = new CarbonClient(impatient.address());
      clients.add(client);
      client.send("a 1 1\n");
      await().until(() -> impatient.lineCount() >= 1);

      assertThatThrownBy(impatient::drain)
          .isInstanceOf(AssertionError.class)
          .hasMessageStartingWith(
              "waited PT0.3S for every client to close its connection; 1 lines");

      assertThat(impatient.openConnections()).isZero();
      // The end comes first, and a write then meets the reset.
      await()
          .untilAsserted(
              () ->
                  assertThatThrownBy(() -> client.send("lost 1 1\n"))
                      .hasCauseInstanceOf(SocketException.class));
      impatient.restart();
      assertThat(impatient.lines()).containsExactly("a 1 1");
    }
  }

  @Test
  void drain_clientThatResets_isOverAndItsLineUnfinished() throws Exception {
    CarbonClient client = connect().send("a 1 1\nb 1");
    server.awaitLines(1);
    CompletableFuture<Void> drained = CompletableFuture.runAsync(server::drain);
    assertThat(client.read()).isEqualTo(-1);

    client.abort();

    drained.get(1, TimeUnit.MINUTES);
    assertThat(server.rejected()).containsExactly(new RejectedLine("b 1", Reason.UNFINISHED));
  }

  @Test
  void drain_stoppedOrWithoutClients_returnsAndRestartServes() {
    server.drain();
    server.drain();
    server.stop();
    server.drain();
    server.restart();

    connect().send("a 1 1\n");

    assertThat(server.awaitLines(1)).containsExactly("a 1 1");
  }

  @Test
  void drain_byAListener_isRefused() {
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    server.onPoint(
        point -> {
          try {
            server.drain();
          } catch (IllegalStateException e) {
            refused.complete(e);
          }
        });

    connect().send("a 1 1\n");

    assertThat(refused)
        .succeedsWithin(Duration.ofMinutes(1))
        .extracting(Throwable::getMessage)
        .isEqualTo("a listener cannot drain: nothing is read while it runs");
  }

  @Test
  void drain_closedServer_saysSo() {
    server.close();

    assertThatThrownBy(server::drain)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the server is closed");
  }

  private CarbonClient connect() {
    CarbonClient client = new CarbonClient(server.address());
    clients.add(client);
    return client;
  }
}
