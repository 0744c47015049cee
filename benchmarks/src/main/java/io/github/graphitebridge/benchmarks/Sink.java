// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * A program that reads what comes over TCP and UDP on loopback, counts it, and forgets it. It is
 * started by {@link SinkProcess}, and ends with its standard input.
 */
final class Sink {
  /** As large a receive buffer as Linux gives without asking an administrator. */
  private static final int RECEIVE_BUFFER = 4 * 1024 * 1024;

  private final SinkCounts counts;

  private Sink(SinkCounts counts) {
    this.counts = counts;
  }

  /**
   * Listens, prints the TCP and the UDP port, and reads until standard input ends.
   *
   * @param args the file that gets the counts
   */
  public static void main(String[] args) throws IOException {
    Sink sink = new Sink(SinkCounts.in(Path.of(args[0])));
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ServerSocketChannel server = ServerSocketChannel.open().bind(anyPort);
    DatagramChannel datagrams = DatagramChannel.open();
    datagrams.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER).bind(anyPort);
    startDaemon(() -> sink.accept(server));
    startDaemon(() -> sink.readDatagrams(datagrams));
    System.out.println(port(server.getLocalAddress()) + " " + port(datagrams.getLocalAddress()));
    while (System.in.read() >= 0) {
      // Nobody says anything; the end is what is waited for.
    }
  }

  private void accept(ServerSocketChannel server) throws IOException {
    while (true) {
      SocketChannel connection = server.accept();
      startDaemon(() -> read(connection));
    }
  }

  private void read(SocketChannel connection) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(256 * 1024);
    ByteBuffer direct = ByteBuffer.allocateDirect(block.capacity());
    try (connection) {
      while (connection.read(direct.clear()) >= 0) {
        direct.flip();
        int length = direct.remaining();
        direct.get(block.array(), 0, length);
        counts.addStream(length, LineFeeds.count(block.array(), length));
      }
    }
  }

  private void readDatagrams(DatagramChannel datagrams) throws IOException {
    ByteBuffer datagram = ByteBuffer.allocate(65_536);
    ByteBuffer direct = ByteBuffer.allocateDirect(datagram.capacity());
    while (true) {
      datagrams.receive(direct.clear());
      direct.flip();
      int length = direct.remaining();
      direct.get(datagram.array(), 0, length);
      // Some clients end the last line of a datagram, some do not.
      boolean open = length > 0 && datagram.get(length - 1) != '\n';
      int lines = LineFeeds.count(datagram.array(), length) + (open ? 1 : 0);
      counts.addDatagram(length, lines);
    }
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void startDaemon(Reading reading) {
    Thread thread =
        new Thread(
            () -> {
              try {
                reading.run();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static int port(java.net.SocketAddress address) {
    return ((InetSocketAddress) address).getPort();
  }
}
