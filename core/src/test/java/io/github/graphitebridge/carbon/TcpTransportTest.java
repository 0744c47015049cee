// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TcpTransportTest {
  private static final long HOUR = 3_600_000_000_000L;

  private ServerSocket carbon;
  private Selector selector;

  @BeforeEach
  void open() throws IOException {
    carbon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    selector = Selector.open();
  }

  @AfterEach
  void close() throws IOException {
    selector.close();
    carbon.close();
  }

  @Test
  void write_connected_carbonReadsIt() throws IOException {
    try (TcpTransport socket = connected();
        Socket accepted = carbon.accept()) {
      byte[] line = "a.pt 1 1\n".getBytes(StandardCharsets.US_ASCII);

      int written = socket.write(ByteBuffer.wrap(line));

      assertThat(written).isEqualTo(9);
      assertThat(accepted.getInputStream().readNBytes(9)).isEqualTo(line);
    }
  }

  @Test
  void write_carbonDoesNotRead_takesAPartAndThenNothing() throws IOException {
    try (TcpTransport socket = connected()) {
      ByteBuffer bytes = ByteBuffer.allocate(64 * 1024 * 1024);

      Awaitility.await().until(() -> socket.write(bytes) == 0);

      assertThat(bytes.position()).isPositive();
      assertThat(bytes.hasRemaining()).isTrue();
    }
  }

  @Test
  void finishConnect_nobodyListens_fails() throws IOException {
    InetSocketAddress nobody = (InetSocketAddress) carbon.getLocalSocketAddress();
    carbon.close();

    // On the loopback address the refusal may come with the connect.
    assertThatThrownBy(
            () -> {
              TcpTransport socket = TcpTransport.open(nobody, selector, 4096);
              Awaitility.await().until(socket::finishConnect);
            })
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void finishConnect_toItsOwnPort_isNoConnection() throws IOException {
    try (SocketChannel channel = SocketChannel.open()) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      // What the system does when it hands a client the very port that nobody listens on.
      channel.connect(channel.getLocalAddress());

      TcpTransport socket = new TcpTransport(channel, key);

      assertThatThrownBy(socket::finishConnect)
          .isInstanceOf(ConnectException.class)
          .hasMessage("connected to itself: nobody listens");
    }
  }

  @Test
  void isEnded_carbonCloses_isSeenBeforeAPointIsLost() throws IOException {
    try (TcpTransport socket = connected()) {
      assertThat(socket.isEnded()).isFalse();

      carbon.accept().close();

      Awaitility.await().until(socket::isEnded);
    }
  }

  @Test
  void shutdownOutput_carbonReadsToTheEnd_isAnsweredByItsEnd() throws IOException {
    try (TcpTransport socket = connected();
        Socket accepted = carbon.accept()) {
      socket.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));

      socket.shutdownOutput();

      assertThat(accepted.getInputStream().readAllBytes()).containsExactly(1, 2, 3);
      assertThat(socket.isEnded()).isFalse();
      accepted.shutdownOutput();
      Awaitility.await().until(socket::isEnded);
    }
  }

  @Test
  void isEnded_peerTalks_isReadAtABoundedPace() throws IOException {
    try (TcpTransport socket = connected();
        Socket accepted = carbon.accept()) {
      // On and on, however little the kernels hold and however seldom the thread is let run.
      AtomicBoolean over = new AtomicBoolean();
      CompletableFuture<Void> talk = CompletableFuture.runAsync(() -> talk(accepted, over));

      Awaitility.await()
          .until(
              () -> {
                boolean unused = socket.isEnded();
                return socket.watch(HOUR, false) == 50_000_000;
              });
      // Not even watched meanwhile, or a peer that talks without end would keep the thread busy.
      assertThat(selector.selectNow()).isZero();
      over.set(true);
      Awaitility.await()
          .until(
              () -> {
                boolean unused = socket.isEnded();
                return socket.watch(HOUR, false) == HOUR && talk.isDone();
              });
      assertThat(talk).isCompleted();
    }
  }

  @Test
  void watch_untilWritableOrNot_waitsForThatAndForCarbon() throws IOException {
    try (TcpTransport socket = connected()) {
      long nanos = socket.watch(5_000, true);
      int writable = selector.selectNow();
      selector.selectedKeys().clear();
      socket.watch(5_000, false);
      int quiet = selector.selectNow();

      assertThat(nanos).isEqualTo(5_000);
      assertThat(writable).isEqualTo(1);
      assertThat(quiet).isZero();
    }
  }

  private static void talk(Socket to, AtomicBoolean over) {
    try {
      while (!over.get()) {
        to.getOutputStream().write(new byte[100_000]);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TcpTransport connected() throws IOException {
    InetSocketAddress address = (InetSocketAddress) carbon.getLocalSocketAddress();
    TcpTransport socket = TcpTransport.open(address, selector, 4096);
    Awaitility.await().until(socket::finishConnect);
    return socket;
  }
}
