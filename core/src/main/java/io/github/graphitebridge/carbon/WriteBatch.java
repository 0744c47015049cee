// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The lines on their way into the socket, with the points they were made of: when a connection
 * breaks, whatever had not gone whole goes back to the backlog as points. In a protocol that has no
 * lines, each point is one here too.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class WriteBatch {
  /** Takes points back that were not sent. */
  interface Returns {
    /** Takes one of them back. */
    void takeBack(Series series, double value, long second, int weight);
  }

  private static final int LINES = 4096;

  private final PointEncoder encoder;
  private final ByteBuffer bytes;
  private final Series[] series = new Series[LINES];
  private final double[] values = new double[LINES];
  private final long[] seconds = new long[LINES];

  /** How many recorded points each line stands for. */
  private final int[] weights = new int[LINES];

  /** Up to where the bytes have to go for each line to be whole at carbon. */
  private final int[] ends = new int[LINES];

  private int lines;
  private int sentLines;
  private int encoded;

  /** Whether the bytes are complete, so that no line may be added. */
  private boolean sealed;

  WriteBatch(PointEncoder encoder) {
    this.encoder = encoder;
    this.bytes = ByteBuffer.allocate(encoder.batchBytes());
  }

  /** Adds one line; returns whether there is room for another, however long. */
  boolean add(Series name, double value, long second, int weight) {
    if (lines == 0) {
      encoded = encoder.begin(bytes.array());
    }
    encoded = encoder.encode(bytes.array(), encoded, name, value, second);
    series[lines] = name;
    values[lines] = value;
    seconds[lines] = second;
    weights[lines] = weight;
    ends[lines] = encoded;
    lines++;
    return hasRoom();
  }

  boolean hasRoom() {
    return lines < LINES && bytes.capacity() - encoded >= encoder.maxPoint();
  }

  boolean isEmpty() {
    return sentLines == lines;
  }

  /** Returns how many recorded points the lines that have not gone stand for. */
  long weight() {
    long weight = 0;
    for (int i = sentLines; i < lines; i++) {
      weight += weights[i];
    }
    return weight;
  }

  /** Returns whether a line that has not gone is older than a second. */
  boolean holdsBefore(long second) {
    for (int i = sentLines; i < lines; i++) {
      if (seconds[i] < second) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether carbon has the beginning of a line, and not its end. */
  boolean isWithinLine() {
    return !isEmpty() && bytes.position() > startOf(sentLines);
  }

  /**
   * Writes as much as the connection takes.
   *
   * @return whether it took any byte
   * @throws IOException when the connection is lost; the lines that did go are counted
   */
  boolean writeTo(Connection connection, PointAccounts accounts) throws IOException {
    seal();
    return write(connection, accounts, encoded);
  }

  /** Writes the rest of the line that carbon has the beginning of, as {@link #writeTo} does. */
  boolean finishLine(Connection connection, PointAccounts accounts) throws IOException {
    return write(connection, accounts, ends[sentLines]);
  }

  private boolean write(Connection connection, PointAccounts accounts, int end) throws IOException {
    bytes.limit(end);
    int before = bytes.position();
    try {
      connection.write(bytes);
    } finally {
      countSent(connection, accounts, bytes.position() - before);
    }
    boolean progress = bytes.position() > before;
    if (isEmpty()) {
      clear();
    }
    return progress;
  }

  /** Gives every line back that had not gone whole, the last one first, and is empty then. */
  void giveBack(Returns returns) {
    giveBackTo(sentLines, returns);
    clear();
  }

  /**
   * Gives back the lines no byte of which has gone, the last one first; what carbon has the
   * beginning of stays, for its rest must follow.
   */
  void giveBackUnbegun(Returns returns) {
    int first = sentLines;
    while (first < lines && startOf(first) < bytes.position()) {
      first++;
    }
    if (first == sentLines) {
      giveBack(returns);
    } else {
      giveBackTo(first, returns);
      lines = first;
      encoded = ends[first - 1];
    }
  }

  /** Returns where the bytes begin without which a line is not whole. */
  private int startOf(int line) {
    return encoder.isTakenWhole() || line == 0 ? 0 : ends[line - 1];
  }

  private void seal() {
    if (!sealed) {
      encoded = encoder.end(bytes.array(), encoded);
      if (encoder.isTakenWhole()) {
        Arrays.fill(ends, 0, lines, encoded);
      }
      sealed = true;
    }
  }

  private void giveBackTo(int first, Returns returns) {
    // Each is gone from here once it is there, so that a failure halfway doubles none.
    for (int i = lines - 1; i >= first; i--) {
      returns.takeBack(series[i], values[i], seconds[i], weights[i]);
      lines = i;
    }
  }

  private void countSent(Connection connection, PointAccounts accounts, int written) {
    int first = sentLines;
    long points = 0;
    while (sentLines < lines && ends[sentLines] <= bytes.position()) {
      points += weights[sentLines];
      sentLines++;
    }
    accounts.sent(points, sentLines - first, written);
    if (!connection.acknowledges()) {
      accounts.unacknowledged(points);
    }
  }

  private void clear() {
    bytes.clear();
    lines = 0;
    sentLines = 0;
    encoded = 0;
    sealed = false;
  }
}
