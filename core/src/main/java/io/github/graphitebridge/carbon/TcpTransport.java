// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A TCP socket to carbon.
 *
 * <p>Carbon never answers, so reading serves one purpose: a sender that only writes loses its first
 * write after carbon's close without an error.
 *
 * <p>Thread-safety: none.
 */
final class TcpTransport implements Transport {
  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer unexpected = ByteBuffer.allocate(8192);

  /** Takes over a channel that connects. */
  TcpTransport(SocketChannel channel, SelectionKey key) {
    this.channel = channel;
    this.key = key;
  }

  static TcpTransport open(InetSocketAddress address, Selector selector, int sendBuffer)
      throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
      channel.connect(address);
      return new TcpTransport(channel, key);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    if (!channel.finishConnect()) {
      return false;
    }
    // A client on carbon's own machine may be given carbon's port for itself while nobody listens.
    if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
      throw new ConnectException("connected to itself: nobody listens");
    }
    return true;
  }

  @Override
  public void checkPeer() throws IOException {
    // Once, not until there is no more: a peer that talks without end would hold the sender.
    if (channel.read(unexpected.clear()) < 0) {
      throw new EOFException("carbon closed the connection");
    }
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return channel.write(bytes);
  }

  @Override
  public long watch(long nanos, boolean untilWritable) {
    int write = untilWritable ? SelectionKey.OP_WRITE : 0;
    key.interestOps(SelectionKey.OP_READ | write);
    return nanos;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
