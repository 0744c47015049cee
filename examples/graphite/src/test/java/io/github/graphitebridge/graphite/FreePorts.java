// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ports for daemons, on loopback. No connection takes one by chance, before the daemon does or
 * while it is restarted: none is ephemeral.
 *
 * <p>Thread-safety: may be called from any thread.
 */
final class FreePorts {
  /** Carbon shares its ports (SO_REUSEPORT), so that a port given out twice would go unnoticed. */
  private static final Set<Integer> GIVEN_OUT = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /** Returns ports that are free for TCP and UDP, each given out once in this JVM. */
  static List<Integer> choose(int count) {
    return new Random()
        .ints(10_000, 32_000)
        .boxed()
        .filter(port -> isFree(port) && GIVEN_OUT.add(port))
        .limit(count)
        .toList();
  }

  private static boolean isFree(int port) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    try (ServerSocket tcp = new ServerSocket(port, 1, address.getAddress());
        DatagramSocket udp = new DatagramSocket(address)) {
      return tcp.isBound() && udp.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
