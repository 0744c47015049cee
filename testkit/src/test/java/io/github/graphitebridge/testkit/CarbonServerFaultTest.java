// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.rules.AggregationRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CarbonServerFaultTest {
  private static final AggregationRules RULES =
      AggregationRules.parse("<x>.count (60) = sum <x>.count");

  private final CarbonServer server =
      CarbonServer.builder().receiveBuffer(8_192).rules(RULES).start();
  private final List<CarbonClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CarbonClient::close);
    server.close();
  }

  @Test
  void stall_nothingIsReadUntilResume() throws Exception {
    CarbonClient client = connect().send("a.count 1 1\n");
    server.awaitLines(1);

    server.stall();
    client.send("a.count 2 1\n");
    CarbonClient late = connect().send("b.count 3 1\n");
    server.awaitConnections(2);

    assertThat(server.lines()).containsExactly("a.count 1 1");
    assertThat(server.openConnections()).isEqualTo(2);
    server.resume();
    assertThat(server.awaitLines(3))
        .containsExactlyInAnyOrder("a.count 1 1", "a.count 2 1", "b.count 3 1");
    late.close();
    await().until(() -> server.openConnections() == 1);
  }

  @Test
  void stall_smallReceiveBuffer_writesSoonBlock() throws Exception {
    server.stall();

    int taken = fill();

    assertThat(taken).isLessThan(200_000);
    assertThat(server.lines()).isEmpty();
  }

  @Test
  void resume_afterManyLines_allArriveOnce() throws Exception {
    server.stall();
    try (SocketChannel channel = open()) {
      int taken = fill(channel);
      server.resume();

      server.awaitLines(taken / LINE.length);

      assertThat(server.lines()).hasSize(taken / LINE.length).containsOnly("a.count 1 1700000000");
    }
  }

  @Test
  void reset_clientsGetAReset_andMayConnectAgain() {
    CarbonClient client = connect().send("a.count 1 1\nunfinished");
    server.awaitLines(1);

    server.reset();

    assertThatThrownBy(client::read)
        .isInstanceOf(SocketException.class)
        .hasMessageContaining("reset");
    assertThat(server.openConnections()).isZero();
    assertThat(server.rejected()).isEmpty();
    connect().send("b.count 1 1\n");
    server.await("b.count", 1);
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void reset_whileStalled_losesWhatWasNotRead() {
    CarbonClient client = connect().send("a.count 1 1\n");
    server.awaitLines(1);
    server.stall();
    client.send("lost.count 1 1\n");

    server.reset();
    server.resume();

    assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    assertThat(server.lines()).containsExactly("a.count 1 1");
  }

  @Test
  void disconnect_clientsGetTheEndAndNoReset_andMayConnectAgain() throws Exception {
    CarbonClient client = connect().send("a.count 1 1\nunfinished");
    server.awaitLines(1);

    server.disconnect();

    assertThat(client.read()).isEqualTo(-1);
    assertThat(server.openConnections()).isZero();
    assertThat(server.rejected()).isEmpty();
    connect().send("b.count 1 1\n");
    assertThat(server.await("b.count", 1)).hasSize(1);
  }

  @Test
  void stop_clientsGetTheEnd_andNewOnesAreRefused() throws Exception {
    CarbonClient client = connect().send("a.count 1 1\n");
    server.awaitLines(1);

    server.stop();

    assertThat(client.read()).isEqualTo(-1);
    assertRefused(server.address());
    server.stop();
    assertThat(server.lines()).containsExactly("a.count 1 1");
  }

  @Test
  void restart_samePort_linesGoOnAndAggregatesBeginAnew() {
    connect().send("a.count 1 100\na.count 2 100\n");
    server.awaitLines(2);
    assertThat(server.aggregate("a.count", 60)).hasValue(3);

    server.stop();
    server.restart();
    connect().send("a.count 5 100\n");

    assertThat(server.awaitLines(3))
        .containsExactly("a.count 1 100", "a.count 2 100", "a.count 5 100");
    assertThat(server.aggregates()).containsExactly(new CarbonAggregate(60, "a.count", 5));
    assertThat(server.connections()).isEqualTo(2);
  }

  @Test
  void restart_runningAndStalled_readsAgainAndOldConnectionsAreGone() throws Exception {
    CarbonClient client = connect().send("a.count 1 1\n");
    server.awaitLines(1);
    server.stall();

    server.restart();

    assertThat(client.readOrReset()).isEqualTo(-1);
    connect().send("b.count 1 1\n");
    server.await("b.count", 1);
  }

  @Test
  void restart_manyTimesWithClientsLeftOpen_portIsFreeEachTime() {
    for (int i = 1; i <= 20; i++) {
      connect().send("a.count " + i + " 1\n");
      server.await("a.count", i);
      server.restart();
    }

    assertThat(server.lineCount()).isEqualTo(20);
  }

  @Test
  void restart_portTakenMeanwhile_failsWithThePort() {
    server.stop();

    try (CarbonServer other = CarbonServer.builder().port(server.port()).start()) {
      assertThat(other.port()).isEqualTo(server.port());
      assertThatThrownBy(server::restart)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen on port " + server.port());
    }
    server.restart();
    connect();
    server.awaitConnections(1);
  }

  @Test
  void start_portTaken_failsWithThePortAndLeavesNoThread() {
    CarbonServer.Builder taken = CarbonServer.builder().port(server.port());

    assertThatThrownBy(taken::start)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot listen on port " + server.port());

    assertThat(serverThreads()).hasSize(1);
  }

  @Test
  void builder_badValues_areRefusedWithTheKey() {
    assertThatThrownBy(() -> CarbonServer.builder().port(65_536))
        .hasMessage("port=65536 is not within 0 to 65535");
    assertThatThrownBy(() -> CarbonServer.builder().receiveBuffer(-1))
        .hasMessage("receiveBuffer=-1 is not within 0 to 2147483647");
  }

  @Test
  void listener_resetsInTheMiddleOfABlock_theRestIsLost() {
    server.onPoint(
        point -> {
          if (point.value() == 3) {
            server.reset();
          }
        });
    CarbonClient client = connect();

    client.send("a.count 1 1\na.count 2 1\na.count 3 1\na.count 4 1\na.count 5 1\n");

    assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    assertThat(server.lines()).containsExactly("a.count 1 1", "a.count 2 1", "a.count 3 1");
  }

  @Test
  void listener_restartsTheServer_portServesAgain() throws Exception {
    CountDownLatch restarted = new CountDownLatch(1);
    server.onPoint(
        point -> {
          if (point.name().equals("die.count")) {
            server.restart();
            restarted.countDown();
          }
        });
    CarbonClient client = connect().send("die.count 1 1\n");

    assertThat(client.readOrReset()).isEqualTo(-1);
    restarted.await();
    connect().send("a.count 1 1\n");

    assertThat(server.await("a.count", 1)).hasSize(1);
  }

  @Test
  void listener_resetsWhileAnotherThreadCalls_bothAreServed() throws Exception {
    Thread caller = new Thread(server::resume);
    server.onPoint(
        point -> {
          caller.start();
          await().until(() -> caller.getState() == Thread.State.TIMED_WAITING);
          server.reset();
        });

    connect().send("a.count 1 1\n");

    server.await("a.count", 1);
    await().until(() -> caller.getState() == Thread.State.TERMINATED);
  }

  @Test
  void close_endsThreadAndConnections_andKeepsWhatWasRecorded() throws Exception {
    CarbonClient client = connect().send("a.count 1 1\n");
    server.awaitLines(1);

    server.close();
    server.close();

    assertThat(client.read()).isEqualTo(-1);
    assertThat(serverThreads()).isEmpty();
    assertRefused(server.address());
    assertThat(server.lines()).containsExactly("a.count 1 1");
    assertThatThrownBy(server::restart)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the server is closed");
  }

  @Test
  void close_byAListener_endsTheThread() {
    server.onPoint(point -> server.close());

    connect().send("a.count 1 1\nb.count 1 1\n");

    await().until(() -> serverThreads().isEmpty());
    assertThat(server.lines()).containsExactly("a.count 1 1");
  }

  private static final byte[] LINE = "a.count 1 1700000000\n".getBytes(StandardCharsets.UTF_8);

  private int fill() throws IOException {
    try (SocketChannel channel = open()) {
      return fill(channel);
    }
  }

  private SocketChannel open() throws IOException {
    SocketChannel channel = SocketChannel.open();
    channel.setOption(java.net.StandardSocketOptions.SO_SNDBUF, 8_192);
    channel.connect(server.address());
    channel.configureBlocking(false);
    server.awaitConnections(1);
    return channel;
  }

  /** Writes whole lines until the kernel takes no more; a line begun is not counted. */
  private static int fill(SocketChannel channel) throws IOException {
    int taken = 0;
    int last = LINE.length;
    while (last == LINE.length) {
      last = channel.write(ByteBuffer.wrap(LINE));
      taken += last;
    }
    return taken;
  }

  private CarbonClient connect() {
    CarbonClient client = new CarbonClient(server.address());
    clients.add(client);
    return client;
  }

  private static void assertRefused(InetSocketAddress address) {
    assertThatThrownBy(() -> new CarbonClient(address))
        .isInstanceOf(UncheckedIOException.class)
        .hasCauseInstanceOf(ConnectException.class);
  }

  private static List<Thread> serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("carbon-server"))
        .toList();
  }
}
