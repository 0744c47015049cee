// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends requests as they are written, as no well-behaved client would. */
final class RawHttp {
  private static final int PATIENCE_MILLIS = 60_000;

  private RawHttp() {}

  /** Sends a request on a connection of its own, and returns the status of the answer, or 0. */
  static int send(int port, String method, String path, String... headers) {
    try (Socket socket = open(port, method, path, headers)) {
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return answer.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")
          ? Integer.parseInt(answer.substring(9, 12))
          : 0;
    } catch (IOException e) {
      // A server may reset the connection of who asks wrongly.
      return 0;
    }
  }

  /** Sends a request, and leaves the answer to be read from the connection. */
  static Socket open(int port, String method, String path, String... headers) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    StringBuilder request = new StringBuilder();
    request.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    request.append("Host: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("\r\n");
    socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** Returns the first byte of an answer, or -1. */
  static int firstByte(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
