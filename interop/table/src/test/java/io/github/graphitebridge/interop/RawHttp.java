// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends requests as they are written, as no well-behaved client would. */
final class RawHttp {
  private static final Pattern LENGTH = Pattern.compile("(?i)\ncontent-length: *(\\d+)");
  private static final int PATIENCE_MILLIS = 60_000;

  private RawHttp() {}

  /** Sends a request on a connection of its own, and returns the status of the answer, or 0. */
  static int send(int port, String method, String path, String... headers) {
    try (Socket socket = open(port, method, path, headers)) {
      return status(socket.getInputStream(), method.equals("HEAD"));
    } catch (IOException e) {
      // A server may reset the connection of who asks wrongly.
      return 0;
    }
  }

  /** Reads a whole answer; not every server closes the connection as it is asked to. */
  private static int status(InputStream in, boolean bodiless) throws IOException {
    String head = readTo(in, "\r\n\r\n");
    if (!head.matches("(?s)HTTP/1\\.[01] [0-9]{3}.*")) {
      return 0;
    }
    int status = Integer.parseInt(head.substring(9, 12));
    Matcher length = LENGTH.matcher(head);
    if (length.find()) {
      in.readNBytes(bodiless ? 0 : Integer.parseInt(length.group(1)));
    } else if (!bodiless && status != 204 && status != 304) {
      readTo(in, "\r\n0\r\n\r\n");
    }
    return status;
  }

  /** Returns what comes up to an ending, or until the connection ends. */
  private static String readTo(InputStream in, String ending) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int next = in.read(); next >= 0; next = in.read()) {
      text.append((char) next);
      if (text.length() >= ending.length()
          && text.lastIndexOf(ending) == text.length() - ending.length()) {
        break;
      }
    }
    return text.toString();
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
