// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one connection into frames and reads the datapoints of each, as carbon's pickle
 * receiver does. A frame is four bytes of length, the most significant first, then a pickled list.
 *
 * <p>Thread-safety: used by the server's thread only.
 */
final class PickleReader implements WireReader {
  /** The longest pickle, in bytes: {@value}, carbon's PICKLE_RECEIVER_MAX_LENGTH. */
  static final int MAX_FRAME = 1_048_576;

  /** The limit of all lines of a pickle, in characters: each may have a long name. */
  private static final long MOST_TEXT = 16L * MAX_FRAME;

  private final LineSink sink;
  private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
  private @Nullable ByteBuffer frame;

  PickleReader(LineSink sink) {
    this.sink = sink;
  }

  @Override
  public boolean read(ByteBuffer bytes) {
    while (bytes.hasRemaining()) {
      if (frame == null && !begin(bytes)) {
        return false;
      }
      if (frame != null) {
        move(bytes, frame);
        if (!frame.hasRemaining() && !finish(frame.array())) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public void end() {
    if (frame != null) {
      reject(
          "a pickle, " + frame.position() + " of " + frame.limit() + " bytes", Reason.UNFINISHED);
    } else if (header.position() > 0) {
      reject("a pickle's length, " + header.position() + " of 4 bytes", Reason.UNFINISHED);
    }
    frame = null;
    header.clear();
  }

  /** Begins a frame as soon as its length is known; false if it is too long. */
  private boolean begin(ByteBuffer bytes) {
    move(bytes, header);
    if (header.hasRemaining()) {
      return true;
    }
    long length = Integer.toUnsignedLong(header.getInt(0));
    header.clear();
    if (length > MAX_FRAME) {
      return reject("a pickle of " + length + " bytes", Reason.TOO_LONG);
    }
    frame = ByteBuffer.allocate((int) length);
    return true;
  }

  private boolean finish(byte[] pickle) {
    frame = null;
    Object read;
    try {
      read = new SafeUnpickler().loads(pickle);
    } catch (IOException | RuntimeException | StackOverflowError e) {
      // The library checks little: a bad pickle may also be a cast or an index that fails.
      return reject("a pickle of " + pickle.length + " bytes: " + e, Reason.UNREADABLE_PICKLE);
    }
    List<?> datapoints = Datapoint.items(read);
    if (datapoints != null) {
      long text = datapoints.stream().mapToLong(Datapoint::length).sum();
      if (text > MOST_TEXT) {
        return reject(
            "a pickle of " + pickle.length + " bytes: lines of " + text, Reason.UNREADABLE_PICKLE);
      }
      return datapoints.stream().allMatch(raw -> Datapoint.hand(raw, sink));
    }
    // Python goes through all of these too, and finds no datapoint in them.
    boolean iterable = read instanceof String || read instanceof Map || read instanceof byte[];
    return reject(Datapoint.text(read), iterable ? Reason.NOT_A_DATAPOINT : Reason.WRONG_TYPE);
  }

  private boolean reject(String text, Reason reason) {
    sink.rejected(new RejectedLine(text, reason));
    return !reason.closesConnection();
  }

  private static void move(ByteBuffer from, ByteBuffer to) {
    int count = Math.min(from.remaining(), to.remaining());
    to.put(from.slice().limit(count));
    from.position(from.position() + count);
  }
}
