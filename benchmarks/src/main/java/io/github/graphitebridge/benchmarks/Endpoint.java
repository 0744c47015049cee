// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Where a sink listens. */
record Endpoint(InetSocketAddress tcp, InetSocketAddress udp) {
  /**
   * Returns that of a sink on this machine, from what {@link #tcpPort} and {@link #udpPort} return.
   */
  static Endpoint local(String tcpPort, String udpPort) {
    return new Endpoint(address(tcpPort), address(udpPort));
  }

  String tcpPort() {
    return Integer.toString(tcp.getPort());
  }

  String udpPort() {
    return Integer.toString(udp.getPort());
  }

  private static InetSocketAddress address(String port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
  }
}
