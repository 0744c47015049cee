// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.PortUnreachableException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CarbonServerDatagramTest {
  private final CarbonServer server = CarbonServer.start();
  private DatagramChannel client;

  @BeforeEach
  void connect() throws IOException {
    client = DatagramChannel.open().connect(server.address());
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    server.close();
  }

  @Test
  void datagram_ofSeveralLines_isTakenWithAndWithoutTheLastLineFeed() throws Exception {
    send("a 1 1\nb 2.5 2\n");
    send("c 3 3\né 4 4");

    assertThat(server.awaitLines(4)).containsExactly("a 1 1", "b 2.5 2", "c 3 3", "é 4 4");
    assertThat(server.points("b")).containsExactly(new CarbonPoint("b", 2.5, 2, "b 2.5 2"));
    assertThat(server.rejected()).isEmpty();
    assertThat(server.connections()).isZero();
    assertThat(server.openConnections()).isZero();
  }

  @Test
  void datagrams_areCountedWithTheirLongest_untilClear() throws Exception {
    send("a 1 1\nb 1 1\n");
    send("a 1 1\n");
    server.awaitLines(3);

    assertThat(server.datagrams()).isEqualTo(2);
    assertThat(server.longestDatagram()).isEqualTo(12);
    server.clear();
    assertThat(server.datagrams()).isZero();
    assertThat(server.longestDatagram()).isZero();
  }

  @Test
  void datagram_empty_isNothing() throws Exception {
    try (DatagramSocket socket = new DatagramSocket()) {
      // A channel would not send it.
      socket.send(new DatagramPacket(new byte[0], 0, server.address()));
      socket.send(
          new DatagramPacket("a 1 1".getBytes(StandardCharsets.UTF_8), 5, server.address()));
    }

    server.awaitLines(1);
    assertThat(server.datagrams()).isEqualTo(1);
    assertThat(server.rejected()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\r\n", "\r", "\u000b", "\f", "\u001c", "\u001e", "\u0085", "\u2028", "\u2029"})
  void datagram_isCutAtEveryLineEndOfPython(String end) throws Exception {
    send("a 1 1" + end + "b 1 1" + end);

    assertThat(server.awaitLines(2)).containsExactly("a 1 1", "b 1 1");
  }

  @Test
  void emptyLine_isRejectedButNotTheLastLineFeed() throws Exception {
    send("a 1 1\n\nb 1 1\n");

    assertThat(server.awaitLines(3)).containsExactly("a 1 1", "", "b 1 1");
    assertThat(server.rejected()).containsExactly(new RejectedLine("", Reason.NOT_THREE_FIELDS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a b 1 1|NOT_THREE_FIELDS",
        "a 1,5 1|NOT_A_NUMBER",
        "a nan 1|NAN_VALUE",
        "a 1 NaN|TIMESTAMP_NOT_FINITE"
      })
  void line_thatCarbonDrops_isRejectedAndTheRestIsTaken(String line, Reason reason)
      throws Exception {
    send(line + "\nnext 1 1\n");

    assertThat(server.await("next", 1)).hasSize(1);
    assertThat(server.rejected()).containsExactly(new RejectedLine(line, reason));
  }

  @Test
  void timestamp_infinite_losesTheRestOfItsDatagramOnly() throws Exception {
    send("a 1 1\nb 1 inf\nlost 1 1\n");
    send("c 1 1\n");

    server.await("c", 1);
    assertThat(server.points()).extracting(CarbonPoint::name).containsExactly("a", "c");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine("b 1 inf", Reason.TIMESTAMP_NOT_FINITE));
  }

  @Test
  void datagram_invalidUtf8_isLostAsAWhole() throws Exception {
    client.write(ByteBuffer.wrap("a 1 1\n\u00ff 1 1\n".getBytes(StandardCharsets.ISO_8859_1)));
    send("next 1 1");

    assertThat(server.awaitLines(1)).containsExactly("next 1 1");
    assertThat(server.rejected())
        .containsExactly(new RejectedLine("a 1 1\n\ufffd 1 1\n", Reason.INVALID_UTF_8));
    assertThat(server.datagrams()).isEqualTo(2);
  }

  @Test
  void datagram_overLong_isCutAndHalfALineMayBeAWrongPoint() throws Exception {
    String lines = "n".repeat(8_180) + " 1 1\n";
    assertThat(lines).hasSize(DatagramReader.MAX_DATAGRAM - 7);

    send(lines + "a 1 1700000000\nlost 1 1\n");

    assertThat(server.awaitLines(2)).last().isEqualTo("a 1 170");
    assertThat(server.points("a")).extracting(CarbonPoint::timestampSeconds).containsExactly(170L);
    assertThat(server.datagrams()).isEqualTo(1);
    assertThat(server.longestDatagram()).isEqualTo(lines.length() + 24);
  }

  @Test
  void stall_nothingIsReadUntilResume() throws Exception {
    server.stall();
    send("a 1 1\n");
    try (CarbonClient late = new CarbonClient(server.address())) {
      server.awaitConnections(1);

      assertThat(server.lines()).isEmpty();
      server.resume();
      assertThat(server.awaitLines(1)).containsExactly("a 1 1");
      assertThat(late).isNotNull();
    }
  }

  @Test
  void stall_manyDatagrams_theKernelDropsWhatItCannotHold() throws Exception {
    String text = "n".repeat(1_400) + " 1 1\n";
    server.stall();
    IntStream.range(0, 5_000).forEach(i -> sendQuietly(text));

    server.resume();

    // The kernel drops this one, too, while its buffer is still full.
    await()
        .until(
            () -> {
              send("last 1 1\n");
              return !server.points("last").isEmpty();
            });
    assertThat(server.datagrams()).isLessThan(5_000);
    assertThat(server.rejected()).isEmpty();
  }

  @Test
  void resetAndDisconnect_leaveDatagramsAlone() throws Exception {
    server.reset();
    server.disconnect();

    send("a 1 1\n");

    assertThat(server.awaitLines(1)).containsExactly("a 1 1");
  }

  @Test
  void stop_senderIsToldThatThePortIsUnreachable_andRestartReceivesAgain() throws Exception {
    send("a 1 1\n");
    server.awaitLines(1);

    server.stop();

    assertThatThrownBy(
            () -> {
              // One, for the answer to a second one could meet the datagram after the restart.
              send("lost 1 1\n");
              client.read(ByteBuffer.allocate(1));
            })
        .isInstanceOf(PortUnreachableException.class);
    server.restart();
    send("b 1 1\n");
    assertThat(server.awaitLines(2)).containsExactly("a 1 1", "b 1 1");
  }

  @Test
  void listener_stopsTheServerInTheMiddleOfADatagram_theRestIsLost() throws Exception {
    server.onPoint(point -> server.stop());

    send("a 1 1\nlost 1 1\n");

    server.await("a", 1);
    server.restart();
    send("b 1 1\n");
    server.await("b", 1);
    assertThat(server.lines()).containsExactly("a 1 1", "b 1 1");
  }

  @Test
  void restart_udpPortTaken_failsWithThePort() throws Exception {
    server.stop();

    try (DatagramSocket taken = new DatagramSocket(server.address())) {
      assertThat(taken.getLocalPort()).isEqualTo(server.port());
      assertThatThrownBy(server::restart)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("cannot listen on UDP port " + server.port());
    }
    server.restart();
  }

  @Test
  void await_tooFew_tellsTheDatagrams() throws Exception {
    try (CarbonServer impatient = CarbonServer.builder().timeout(Duration.ofMillis(300)).start()) {
      try (DatagramChannel other = DatagramChannel.open().connect(impatient.address())) {
        other.write(ByteBuffer.wrap("a 1 1".getBytes(StandardCharsets.UTF_8)));
      }
      await().until(() -> impatient.lineCount() >= 1);

      assertThatThrownBy(() -> impatient.awaitLines(2))
          .hasMessageContaining("1 lines have arrived on 0 connections and in 1 datagrams:");
    }
  }

  private void send(String text) throws IOException {
    client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private void sendQuietly(String text) {
    try {
      send(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
