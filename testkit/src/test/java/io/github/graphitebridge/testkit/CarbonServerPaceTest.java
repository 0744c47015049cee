// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CarbonServerPaceTest {
  private final CarbonServer server = CarbonServer.builder().receiveBuffer(8_192).start();
  private final List<CarbonClient> clients = new ArrayList<>();

  @AfterEach
  void close() {
    clients.forEach(CarbonClient::close);
    server.close();
  }

  @Test
  void throttle_linesArriveAtTheRateOfEachConnection() {
    server.throttle(1_000);
    long start = System.nanoTime();

    connect().send("a 1 123456\n".repeat(100));
    connect().send("b 1 123456\n".repeat(100));

    server.await("a", 91);
    server.await("b", 91);
    // The first piece of 50 bytes costs no time; a slow machine only takes longer.
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(900));
    assertThat(server.rejected()).isEmpty();
  }

  @Test
  void throttle_afterAQuietTime_nothingIsSavedUp() {
    server.throttle(1_000);
    CarbonClient client = connect().send("a 1 1\n");
    server.awaitLines(1);
    await().during(Duration.ofMillis(500)).until(() -> server.lineCount() == 1);
    long start = System.nanoTime();

    client.send("a 1 1\n".repeat(100));

    server.awaitLines(101);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(500));
  }

  @Test
  void throttle_oneBytePerSecond_isSlow_andResumeReadsAll() {
    server.throttle(1);
    connect().send("a 1 1\nb 1 1\n");
    server.awaitConnections(1);

    assertThat(server.lines()).isEmpty();
    server.resume();

    assertThat(server.awaitLines(2)).containsExactly("a 1 1", "b 1 1");
  }

  @Test
  void hideBehindProxy_resumed_connectionThatLostBytesIsResetAndTheOtherGoesOn() {
    CarbonClient cut = connect().send("a 1 1\nb");
    server.awaitLines(1);
    // With a line before it, which shows that what follows has been read.
    CarbonClient whole = connect().send("x 1 1\nc");
    server.awaitLines(2);
    server.hideBehindProxy(Duration.ofHours(1));
    // More than the kernels hold, so the proxy has taken some of it.
    cut.send("lost".repeat(1 << 20));

    server.resume();
    whole.send(" 2 1\n");

    assertThatThrownBy(cut::read).isInstanceOf(SocketException.class);
    assertThat(server.awaitLines(3)).containsExactly("a 1 1", "x 1 1", "c 2 1");
  }

  @Test
  void throttle_openConnection_slowsDownFromNowOn() {
    CarbonClient client = connect().send("a 1 1\n");
    server.awaitLines(1);

    server.throttle(1);
    client.send("b 1 1\n");
    connect().send("c 1 1\n");
    server.awaitConnections(2);

    assertThat(server.lines()).containsExactly("a 1 1");
    server.throttle(Integer.MAX_VALUE);
    server.awaitLines(3);
  }

  @Test
  void throttle_stalled_readsNothingUntilResume() {
    server.throttle(100_000);
    CarbonClient client = connect().send("a 1 1\n");
    server.awaitLines(1);
    server.stall();
    client.send("b 1 1\n");
    connect();
    server.awaitConnections(2);

    assertThat(server.lines()).containsExactly("a 1 1");
    server.resume();
    server.awaitLines(2);
  }

  @Test
  void throttle_datagramsAndPickles_onlyPicklesAreSlow() throws Exception {
    server.throttle(1);
    CarbonClient pickles =
        new CarbonClient(new InetSocketAddress(server.host(), server.picklePort()));
    clients.add(pickles);
    String pickle = "(l(S'slow'\n(I1\nI1\ntta.";
    pickles.send(ByteBuffer.allocate(4).putInt(pickle.length()).array()).send(pickle);

    try (DatagramChannel datagrams = DatagramChannel.open().connect(server.address())) {
      datagrams.write(ByteBuffer.wrap("fast 1 1".getBytes(StandardCharsets.UTF_8)));
    }

    assertThat(server.awaitLines(1)).containsExactly("fast 1 1");
    server.resume();
    assertThat(server.awaitLines(2)).containsExactly("fast 1 1", "slow 1 1");
  }

  @Test
  void throttle_drainAndRestart_areAtFullPace() {
    server.throttle(1);
    connect().send("a 1 1\n".repeat(1_000)).close();

    server.drain();

    assertThat(server.lineCount()).isEqualTo(1_000);
    server.throttle(1);
    server.restart();
    connect().send("b 1 1\n".repeat(1_000));
    server.await("b", 1_000);
  }

  @Test
  void resetAfter_eachConnectionIsResetAfterItsLines() {
    server.resetAfter(2);

    for (int i = 1; i <= 3; i++) {
      CarbonClient client = connect().send("a 1 1\nbad\nlost 1 1\nlost 1 1\n");

      assertThatThrownBy(client::read)
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      assertThat(server.lineCount()).isEqualTo(2 * i);
    }
    assertThat(server.lines()).doesNotContain("lost 1 1");
    assertThat(server.openConnections()).isZero();
  }

  @Test
  void resetAfter_openConnections_countFromNowAndEachForItself() {
    CarbonClient a = connect().send("a 1 1\na 2 1\n");
    CarbonClient b = connect().send("b 1 1\n");
    server.awaitLines(3);

    server.resetAfter(2);
    a.send("a 3 1\n");
    b.send("b 2 1\n");
    server.awaitLines(5);

    assertThat(server.openConnections()).isEqualTo(2);
    a.send("a 4 1\n");
    assertThatThrownBy(a::read).isInstanceOf(SocketException.class);
    assertThat(server.points("a")).hasSize(4);
    assertThat(server.openConnections()).isEqualTo(1);
  }

  @Test
  void resetAfter_throttleMeanwhile_doesNotBeginTheCountAnew() {
    server.resetAfter(2);
    CarbonClient client = connect().send("a 1 1\n");
    server.awaitLines(1);

    server.throttle(100_000);
    client.send("a 2 1\nlost 1 1\n");

    assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    assertThat(server.lines()).containsExactly("a 1 1", "a 2 1");
  }

  @Test
  void resetAfter_pickle_isLostBeyondTheLastDatapoint() {
    server.resetAfter(1);
    CarbonClient client =
        new CarbonClient(new InetSocketAddress(server.host(), server.picklePort()));
    clients.add(client);
    String pickle = "(l(S'a'\n(I1\nI1\ntta(S'lost'\n(I1\nI1\ntta.";

    client.send(ByteBuffer.allocate(4).putInt(pickle.length()).array()).send(pickle);

    assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    assertThat(server.lines()).containsExactly("a 1 1");
  }

  @Test
  void resetAfter_resume_noMoreResets() {
    server.resetAfter(1);
    CarbonClient client = connect();
    server.awaitConnections(1);

    server.resume();
    client.send("a 1 1\nb 1 1\n");

    assertThat(server.awaitLines(2)).containsExactly("a 1 1", "b 1 1");
    assertThat(server.openConnections()).isEqualTo(1);
  }

  @Test
  void resetAfter_withAThrottle_bothHold() {
    server.throttle(600);
    server.resetAfter(50);
    long start = System.nanoTime();

    CarbonClient client = connect();
    sendQuietly(client, "a 1 1\n".repeat(1_000));

    assertThatThrownBy(client::read).isInstanceOf(SocketException.class);
    assertThat(server.lineCount()).isEqualTo(50);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void faults_withoutANumber_areRefused(int number) {
    assertThatThrownBy(() -> server.throttle(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytesPerSecond=" + number + " is not within 1 to 2147483647");
    assertThatThrownBy(() -> server.resetAfter(number))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("lines=" + number + " is not within 1 to 2147483647");
  }

  private static void sendQuietly(CarbonClient client, String text) {
    try {
      client.send(text);
    } catch (UncheckedIOException e) {
      // The reset came first.
      assertThat(e).hasCauseInstanceOf(SocketException.class);
    }
  }

  private CarbonClient connect() {
    CarbonClient client = new CarbonClient(server.address());
    clients.add(client);
    return client;
  }
}
