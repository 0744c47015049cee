// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Cuts the bytes of one connection into lines, as carbon's plaintext receiver does.
 *
 * <p>Thread-safety: used by the server's thread only.
 */
final class LineReader implements WireReader {
  /** The longest line, in bytes: {@value}, Twisted's limit. */
  static final int MAX_LINE = 16_384;

  private static final int KEPT_OF_TOO_LONG = 100;

  private final LineSink sink;
  private final byte[] unfinished = new byte[MAX_LINE];
  private int unfinishedLength;

  LineReader(LineSink sink) {
    this.sink = sink;
  }

  @Override
  public boolean read(ByteBuffer bytes) {
    byte[] array = bytes.array();
    int start = bytes.arrayOffset() + bytes.position();
    int end = bytes.arrayOffset() + bytes.limit();
    for (int i = start; i < end; i++) {
      if (array[i] == '\n') {
        if (!line(array, start, i - start)) {
          return false;
        }
        start = i + 1;
      }
    }
    return keep(array, start, end - start);
  }

  @Override
  public void end() {
    if (unfinishedLength > 0) {
      String line = new String(unfinished, 0, unfinishedLength, StandardCharsets.UTF_8);
      sink.rejected(new RejectedLine(line, Reason.UNFINISHED));
      unfinishedLength = 0;
    }
  }

  private boolean line(byte[] array, int start, int length) {
    if (unfinishedLength == 0 && length <= MAX_LINE) {
      return sink.line(array, start, length);
    }
    if (!keep(array, start, length)) {
      return false;
    }
    int whole = unfinishedLength;
    unfinishedLength = 0;
    return sink.line(unfinished, 0, whole);
  }

  private boolean keep(byte[] array, int start, int length) {
    if (unfinishedLength + length > MAX_LINE) {
      int kept = Math.min(unfinishedLength, KEPT_OF_TOO_LONG);
      int more = Math.min(length, KEPT_OF_TOO_LONG - kept);
      String head =
          new String(unfinished, 0, kept, StandardCharsets.ISO_8859_1)
              + new String(array, start, more, StandardCharsets.ISO_8859_1);
      sink.rejected(new RejectedLine(head, Reason.TOO_LONG));
      unfinishedLength = 0;
      return false;
    }
    System.arraycopy(array, start, unfinished, unfinishedLength, length);
    unfinishedLength += length;
    return true;
  }
}
