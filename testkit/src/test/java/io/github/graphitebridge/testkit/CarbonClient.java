// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A plain socket to a carbon; it fails where a socket fails. */
final class CarbonClient implements AutoCloseable {
  private final Socket socket = new Socket();

  CarbonClient(InetSocketAddress address) {
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(60_000);
      socket.connect(address, 60_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  CarbonClient send(String text) {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  CarbonClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the server: -1 is its FIN; a reset is an exception. */
  int read() throws IOException {
    return socket.getInputStream().read();
  }

  /** As {@link #read}, and a reset is -1 as well. */
  int readOrReset() throws IOException {
    try {
      return read();
    } catch (SocketException e) {
      return -1;
    }
  }

  /** Ends the connection with a reset. */
  void abort() {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    close();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
