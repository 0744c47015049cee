// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a datagram into lines, as carbon's UDP receiver does with Python's {@code splitlines()}. The
 * last line needs no line feed.
 *
 * <p>Thread-safety: used by the server's thread only.
 */
final class DatagramReader implements WireReader {
  /** How many bytes of a datagram Twisted reads: {@value}. The rest is lost. */
  static final int MAX_DATAGRAM = 8_192;

  private static final Pattern LINE_END =
      Pattern.compile("\\r\\n|[\\n\\x0B\\f\\r\\x1C-\\x1E\\x85\\u2028\\u2029]");

  private final LineSink sink;

  DatagramReader(LineSink sink) {
    this.sink = sink;
  }

  /** Reads one datagram. Returns true, because there is nothing to close. */
  @Override
  public boolean read(ByteBuffer datagram) {
    datagram.limit(Math.min(datagram.limit(), datagram.position() + MAX_DATAGRAM));
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(datagram.duplicate()).toString();
    } catch (CharacterCodingException e) {
      String replaced = StandardCharsets.UTF_8.decode(datagram).toString();
      sink.rejected(new RejectedLine(replaced, Reason.INVALID_UTF_8));
      return true;
    }
    Matcher ends = LINE_END.matcher(text);
    int start = 0;
    boolean taken = true;
    while (taken && ends.find()) {
      taken = line(text.substring(start, ends.start()));
      start = ends.end();
    }
    if (taken && start < text.length()) {
      line(text.substring(start));
    }
    return true;
  }

  @Override
  public void end() {}

  /** Returns whether carbon goes on with the next line of the datagram. */
  private boolean line(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    // At an infinite timestamp carbon fails and loses the rest. With NaN it loses only the line:
    // unlike over TCP, it handles this as a bad number.
    return sink.line(bytes, 0, bytes.length)
        || line.strip().toLowerCase(Locale.ROOT).endsWith("nan");
  }
}
