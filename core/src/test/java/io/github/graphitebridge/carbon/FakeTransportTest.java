// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;

/** A connection over fake transports, by a clock that the test moves. */
abstract class FakeTransportTest {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
  static final Duration WRITE_TIMEOUT = Duration.ofSeconds(3);
  static final Duration INSTANT = Duration.ofNanos(1);

  final FakeResolver resolver = new FakeResolver("10.0.0.1");
  final ManualTime time = new ManualTime();

  /** The transports of the next attempts; those that follow connect at once. */
  final Queue<FakeTransport> next = new ArrayDeque<>();

  /** The addresses of all attempts, and the last one's transport. */
  final List<String> tried = new ArrayList<>();

  final List<FakeTransport> opened = new ArrayList<>();

  FakeTransport transport;
  ReconnectingConnection connection = connection(true, false);

  @AfterEach
  final void close() {
    connection.close();
  }

  final ReconnectingConnection connection(boolean autoreconnect, boolean stateless) {
    return new ReconnectingConnection(
        new ReconnectingConnection.Options(
            WRITE_TIMEOUT, autoreconnect, stateless, "carbon.test:2023"),
        target(),
        () -> 0);
  }

  final Dialer.Target target() {
    return new Dialer.Target(
        "carbon.test", 2023, CONNECT_TIMEOUT, this::open, resolver, time::nanos);
  }

  private Transport open(InetSocketAddress address, Selector selector) {
    String host = address.getAddress().getHostAddress();
    tried.add(host + ":" + address.getPort());
    if (host.contains(":")) {
      throw new UnsupportedAddressTypeException();
    }
    transport = next.isEmpty() ? new FakeTransport() : next.remove();
    opened.add(transport);
    return transport;
  }

  final void refuse(int attempts) {
    for (int i = 0; i < attempts; i++) {
      next.add(FakeTransport.failing(new ConnectException("refused")));
    }
  }

  /** Advances, and again when the look-up that this may have begun has answered. */
  final boolean advance() throws IOException, InterruptedException {
    connection.advance(true);
    resolver.awaitAnswers();
    return connection.advance(true);
  }

  final void assertNextAttemptAfter(Duration wait, int attempts) throws Exception {
    time.pass(wait.minus(INSTANT));
    assertThat(advance()).isFalse();
    assertThat(tried).as("attempts before " + wait).hasSize(attempts - 1);

    time.pass(INSTANT);
    try {
      advance();
    } catch (ConnectException e) {
      assertThat(e).hasMessage("refused");
    }
    assertThat(tried).as("attempts after " + wait).hasSize(attempts);
  }

  static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count);
  }
}
