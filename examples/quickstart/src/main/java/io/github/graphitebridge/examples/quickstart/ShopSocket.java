// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Where the shop listens: opened before its server starts, which takes it over, so that nobody can
 * take the port in between.
 *
 * @param channel listens, on this machine only
 */
record ShopSocket(ServerSocketChannel channel) {
  /** So many ports above the one wanted are tried. */
  private static final int NEXT_PORTS = 20;

  /**
   * Listens at the port wanted, or at the next one that is free; 0 is any.
   *
   * @throws IllegalArgumentException if none is free
   */
  static ShopSocket open(int wanted, PrintStream out) {
    int last = wanted == 0 ? 0 : Math.min(wanted + NEXT_PORTS, 65_535);
    for (int port = wanted; port <= last; port++) {
      try {
        ShopSocket socket = new ShopSocket(listen(port));
        if (port != wanted) {
          out.println("The shop takes port " + port + '.');
        }
        return socket;
      } catch (IOException e) {
        out.println("Port " + port + " is taken (" + e.getMessage() + ").");
      }
    }
    throw new IllegalArgumentException("Give a free port with --port N, or 0 for any.");
  }

  private static ServerSocketChannel listen(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Returns what hands it to a server. */
  ServerConnector connector(Server server, HttpConfiguration configuration) {
    return new ServerConnector(server, new HttpConnectionFactory(configuration)) {
      @Override
      protected ServerSocketChannel openAcceptChannel() {
        return channel;
      }
    };
  }
}
