// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The bound sockets of a server's {@link Ports}.
 *
 * @param ports their ports, none of them 0
 * @param lines accepts connections that send lines
 * @param datagrams receives lines in datagrams
 * @param pickles accepts connections that send pickles
 */
record Listeners(
    Ports ports, ServerSocketChannel lines, DatagramChannel datagrams, ServerSocketChannel pickles)
    implements Closeable {

  /** Carbon's own backlog. */
  private static final int BACKLOG = 50;

  /**
   * The first port to try: below the range of clients' ports. A client that reconnects to a port of
   * that range, while nobody listens, may get the same port as its own. Then it talks to itself and
   * blocks the restart.
   */
  private static final int FIRST_PORT = 10_240;

  private static final int LAST_PORT = 32_767;
  private static final int TRIES = 100;

  /**
   * Listens at these ports.
   *
   * @param receiveBuffer of each connection in bytes, 0 for the system's. It is not set for
   *     datagrams: a small buffer would drop datagrams, not slow down the sender
   */
  static Listeners open(Ports wanted, int receiveBuffer) throws IOException {
    ServerSocketChannel pickles =
        bind(wanted, wanted.pickle(), port -> listen(wanted, port, receiveBuffer));
    try {
      return bind(wanted, wanted.line(), port -> lines(wanted, port, receiveBuffer, pickles));
    } catch (IOException e) {
      pickles.close();
      throw e;
    }
  }

  /** Closes all three. A selector keeps their sockets until its next selection. */
  @Override
  public void close() throws IOException {
    lines.close();
    datagrams.close();
    pickles.close();
  }

  private static Listeners lines(
      Ports wanted, int port, int receiveBuffer, ServerSocketChannel pickles) throws IOException {
    ServerSocketChannel lines = listen(wanted, port, receiveBuffer);
    try {
      DatagramChannel datagrams = receive(wanted, port);
      int picklePort = pickles.socket().getLocalPort();
      return new Listeners(new Ports(wanted.host(), port, picklePort), lines, datagrams, pickles);
    } catch (IOException e) {
      lines.close();
      throw e;
    }
  }

  private static ServerSocketChannel listen(Ports wanted, int port, int receiveBuffer)
      throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (receiveBuffer > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      }
      return channel.bind(new InetSocketAddress(wanted.host(), port), BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw failed("port " + port, wanted, e);
    }
  }

  private static DatagramChannel receive(Ports wanted, int port) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      return channel.bind(new InetSocketAddress(wanted.host(), port));
    } catch (IOException e) {
      channel.close();
      throw failed("UDP port " + port, wanted, e);
    }
  }

  private static IOException failed(String what, Ports wanted, IOException cause) {
    String host = wanted.host().getHostAddress();
    return new IOException(
        "cannot listen on " + what + " of " + host + ": " + cause.getMessage(), cause);
  }

  private static <T> T bind(Ports wanted, int port, Binding<T> binding) throws IOException {
    if (port > 0) {
      return binding.bind(port);
    }
    IOException last = new IOException("no try");
    for (int i = 0; i < TRIES; i++) {
      int free = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
      if (free != wanted.line() && free != wanted.pickle()) {
        try {
          return binding.bind(free);
        } catch (IOException e) {
          last = e;
        }
      }
    }
    throw last;
  }

  private interface Binding<T> {
    T bind(int port) throws IOException;
  }
}
