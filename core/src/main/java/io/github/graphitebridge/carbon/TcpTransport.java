// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/**
 * A TCP socket to carbon.
 *
 * <p>Carbon never answers but by the end of the stream, which is its acknowledgement of a
 * half-close, or tells that it is gone: a sender that only writes loses its first write after that
 * without an error. A peer that does talk is read at a bounded pace, for unread bytes would turn a
 * close into a reset.
 *
 * <p>Thread-safety: none.
 */
final class TcpTransport implements Transport {
  private static final int MOST_READS = 16;

  /** How long a peer that talks on is not listened to. */
  private static final long PAUSE_NANOS = 50_000_000L;

  private final SocketChannel channel;
  private final SelectionKey key;
  private final ByteBuffer unexpected = ByteBuffer.allocate(8192);

  /** Whether the peer had something to say when it was last read. */
  private boolean talks;

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
    Transport.checkApart(channel.getLocalAddress(), channel.getRemoteAddress());
    return true;
  }

  @Override
  public boolean isEnded() throws IOException {
    // Not until there is no more: a peer that talks without end would hold the sender.
    int read = channel.read(unexpected.clear());
    for (int i = 1; i < MOST_READS && read > 0; i++) {
      read = channel.read(unexpected.clear());
    }
    talks = read > 0;
    return read < 0;
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    return channel.write(bytes);
  }

  @Override
  public long watch(long nanos, boolean untilWritable) {
    int write = untilWritable ? SelectionKey.OP_WRITE : 0;
    int read = talks ? 0 : SelectionKey.OP_READ;
    if (key.isValid()) {
      key.interestOps(read | write);
    }
    return talks ? Math.min(nanos, PAUSE_NANOS) : nanos;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
