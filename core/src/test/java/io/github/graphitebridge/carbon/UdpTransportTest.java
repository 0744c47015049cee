// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpTransportTest {
  private static final Duration PROBE = Duration.ofMillis(200);
  private static final String PROBE_LINE = "graphite-bridge.probe nan 0\n";

  private final ManualTime time = new ManualTime();
  private DatagramChannel carbon;
  private InetSocketAddress address;
  private Selector selector;
  private UdpTransport socket;

  @BeforeEach
  void open() throws IOException {
    carbon = DatagramChannel.open();
    carbon.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    carbon.configureBlocking(false);
    address = (InetSocketAddress) carbon.getLocalAddress();
    selector = Selector.open();
    socket = UdpTransport.open(address, selector, 128 * 1024, PROBE, time::nanos);
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    selector.close();
    carbon.close();
  }

  @Test
  void finishConnect_notRefused_isConnectedWhenTheProbeIsOver() throws IOException {
    assertThat(socket.finishConnect()).isFalse();
    time.pass(PROBE.minusNanos(1));
    assertThat(socket.finishConnect()).isFalse();
    time.pass(Duration.ofNanos(1));

    assertThat(socket.finishConnect()).isTrue();
    assertThat(arrived(1)).containsExactly(PROBE_LINE);
  }

  @Test
  void finishConnect_nobodyListens_fails() throws IOException {
    socket.close();
    carbon.close();
    socket = UdpTransport.open(address, selector, 128 * 1024, PROBE, time::nanos);

    Awaitility.await()
        .untilAsserted(
            () ->
                assertThatThrownBy(socket::finishConnect)
                    .isInstanceOf(PortUnreachableException.class));
  }

  @Test
  void write_carbonHasGone_failsAtOneOfTheNext() throws IOException {
    carbon.close();

    ByteBuffer lines = ByteBuffer.wrap("a.pt 1 1\n".getBytes(StandardCharsets.US_ASCII));
    socket.write(lines);

    Awaitility.await()
        .untilAsserted(
            () -> assertThatThrownBy(socket::isEnded).isInstanceOf(PortUnreachableException.class));
  }

  @Test
  void write_manyLines_goAsWholeLinesInFullDatagrams() throws IOException {
    String lines = lines(300);

    int written = socket.write(bytes(lines));

    List<String> datagrams = arrivedLines(lines.length());
    assertThat(written).isEqualTo(lines.length());
    assertThat(String.join("", datagrams)).isEqualTo(lines);
    assertThat(datagrams).allMatch(datagram -> datagram.endsWith("\n"));
    assertThat(datagrams.subList(0, datagrams.size() - 1))
        .allMatch(datagram -> datagram.length() > 1350 && datagram.length() <= 1400);
  }

  @Test
  void write_longestLine_goesInOneDatagram() throws IOException {
    byte[] line = new byte[LineEncoder.MAX_LINE];
    Series longest = TestSeries.sample(("n".repeat(204) + ".").repeat(4) + "n".repeat(204));
    int end = new LineEncoder().encode(line, 0, longest, -Double.MIN_VALUE, 4_294_967_295L);

    int written = socket.write(ByteBuffer.wrap(line, 0, end));

    assertThat(written).isEqualTo(end).isGreaterThan(1300);
    assertThat(arrivedLines(end)).containsExactly(text(line, end));
  }

  @Test
  void write_moreThanABurst_pausesSoThatCarbonCanReadIt() throws IOException {
    ByteBuffer lines = bytes(lines(10_000));

    int first = socket.write(lines);
    int none = socket.write(lines);
    int datagrams = arrivedLines(first).size();
    long wait = socket.watch(1_000_000_000, true);
    time.pass(Duration.ofNanos(wait));
    int second = socket.write(lines);

    // Half of what Linux keeps for a reader that is busy, at most.
    assertThat(datagrams).isBetween(35, 46);
    assertThat(none).isZero();
    assertThat(Duration.ofNanos(wait)).isBetween(Duration.ofMillis(20), Duration.ofMillis(60));
    assertThat(second).isCloseTo(first, Offset.offset(1400));
    assertThat(arrivedLines(second)).hasSize(datagrams);
  }

  @Test
  void watch_noPause_leavesTheWaitToTheSelector() {
    assertThat(socket.watch(5_000, true)).isEqualTo(5_000);
    assertThat(socket.watch(5_000, false)).isEqualTo(5_000);
  }

  @Test
  void isEnded_somebodyAnswers_isReadAndIgnored() throws IOException {
    ByteBuffer probe = ByteBuffer.allocate(100);
    SocketAddress sender = Awaitility.await().until(() -> carbon.receive(probe), Objects::nonNull);

    carbon.send(bytes("what?"), sender);
    assertThat(socket.isEnded()).isFalse();

    assertThat(socket.write(bytes("a.pt 1 1\n"))).isEqualTo(9);
  }

  private List<String> arrivedLines(int length) {
    List<String> datagrams = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              receive(datagrams);
              datagrams.remove(PROBE_LINE);
              return datagrams.stream().mapToInt(String::length).sum() >= length;
            });
    return datagrams;
  }

  private List<String> arrived(int count) {
    List<String> datagrams = new ArrayList<>();
    Awaitility.await()
        .until(
            () -> {
              receive(datagrams);
              return datagrams.size() >= count;
            });
    return datagrams;
  }

  private void receive(List<String> datagrams) throws IOException {
    ByteBuffer datagram = ByteBuffer.allocate(65_536);
    while (carbon.receive(datagram.clear()) != null) {
      datagrams.add(text(datagram.array(), datagram.position()));
    }
  }

  private static String lines(int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("web-1.shop.orders.pt ").append(i).append(" 1700000000\n");
    }
    return lines.toString();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(byte[] bytes, int length) {
    return new String(bytes, 0, length, StandardCharsets.US_ASCII);
  }

  @Test
  void checkApart_socketThatWasGivenItsTargetsPort_isRefused() {
    InetSocketAddress carbon = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2023);
    InetSocketAddress other = new InetSocketAddress(InetAddress.getLoopbackAddress(), 2024);

    assertThatThrownBy(() -> Transport.checkApart(carbon, carbon))
        .isInstanceOf(ConnectException.class)
        .hasMessage("connected to itself: nobody listens");
    assertThatCode(() -> Transport.checkApart(other, carbon)).doesNotThrowAnyException();
  }
}
