// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Locale;

/** A client that sees what is on the wire, and may leave in the middle of it. */
final class RawClient {

  private RawClient() {}

  /**
   * An answer as it came.
   *
   * @param status of its status line; 0 if none came
   * @param size the bytes of its body, without what frames its chunks
   */
  record Answer(int status, long size, String head) {}

  /** Asks for a path, and reads all that comes. */
  static Answer get(int port, String path, String... headers) {
    try (Socket socket = ask(port, path, headers)) {
      return answer(socket.getInputStream().readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Asks for a path, reads so many bytes of what comes, and ends the connection: by a reset, or in
   * good order.
   */
  static void getAndLeave(int port, String path, int bytes, boolean reset) {
    try (Socket socket = ask(port, path)) {
      if (socket.getInputStream().readNBytes(bytes).length < bytes) {
        throw new AssertionError("less than " + bytes + " bytes came");
      }
      if (reset) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Socket ask(int port, String path, String... headers) throws IOException {
    Socket socket = new Socket();
    // A small window: what a client does not read has to wait at the server.
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout((int) TestApp.PATIENCE.toMillis());
    StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    request.append("Connection: close\r\n\r\n");
    socket.getOutputStream().write(request.toString().getBytes(ISO_8859_1));
    return socket;
  }

  private static Answer answer(byte[] bytes) throws IOException {
    String text = new String(bytes, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Answer(0, 0, text);
    }
    String head = text.substring(0, end);
    byte[] body = text.substring(end + 4).getBytes(ISO_8859_1);
    long size =
        head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked")
            ? unchunked(body)
            : body.length;
    return new Answer(Integer.parseInt(head.substring(9, 12)), size, head);
  }

  private static long unchunked(byte[] body) throws IOException {
    long size = 0;
    InputStream in = new ByteArrayInputStream(body);
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c != '\n') {
        line.write(c);
      } else if (line.size() > 1) {
        long chunk = Long.parseLong(line.toString(ISO_8859_1).trim(), 16);
        line.reset();
        long read = in.skip(chunk);
        size += read;
        in.skipNBytes(Math.min(2, in.available()));
      }
    }
    return size;
  }
}
