// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class TcpSocketTest {

  @Test
  void finishConnect_toItsOwnPort_isNoConnection() throws IOException {
    try (Selector selector = Selector.open();
        SocketChannel channel = SocketChannel.open()) {
      channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      channel.configureBlocking(false);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      // What the system does when it hands a client the very port that nobody listens on.
      channel.connect(channel.getLocalAddress());

      TcpSocket socket = new TcpSocket(channel, key);

      assertThatThrownBy(socket::finishConnect)
          .isInstanceOf(ConnectException.class)
          .hasMessage("connected to itself: nobody listens");
    }
  }
}
