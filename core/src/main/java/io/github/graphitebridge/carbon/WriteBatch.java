// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The lines on their way into the socket, with the points they were made of: when a connection
 * breaks, whatever had not gone whole goes back to the backlog as points.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class WriteBatch {
  /** Takes points back that were not sent. */
  interface Returns {
    /** Takes one of them back. */
    void takeBack(Series series, double value, long second, int weight);
  }

  private static final int BYTES = 64 * 1024;
  private static final int LINES = 4096;

  private final LineEncoder encoder = new LineEncoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BYTES);
  private final Series[] series = new Series[LINES];
  private final double[] values = new double[LINES];
  private final long[] seconds = new long[LINES];

  /** How many recorded points each line stands for. */
  private final int[] weights = new int[LINES];

  /** Where each line ends in the bytes. */
  private final int[] ends = new int[LINES];

  private int lines;
  private int sentLines;
  private int encoded;

  /** Adds one line; returns whether there is room for another, however long. */
  boolean add(Series name, double value, long second, int weight) {
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
    return lines < LINES && BYTES - encoded >= LineEncoder.MAX_LINE;
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

  /**
   * Writes as much as the connection takes.
   *
   * @return whether it took any byte
   * @throws IOException when the connection is lost; the lines that did go are counted all the same
   */
  boolean writeTo(Connection connection, PointAccounts accounts) throws IOException {
    bytes.limit(encoded);
    int before = bytes.position();
    try {
      connection.write(bytes);
    } finally {
      countSent(accounts, bytes.position() - before);
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
   * Gives back the lines no byte of which has gone, the last one first; a line that carbon has the
   * beginning of stays, for its rest must follow.
   */
  void giveBackUnbegun(Returns returns) {
    int begun = bytes.position() > (sentLines == 0 ? 0 : ends[sentLines - 1]) ? 1 : 0;
    if (begun == 0) {
      giveBack(returns);
    } else {
      giveBackTo(sentLines + 1, returns);
      lines = sentLines + 1;
      encoded = ends[sentLines];
    }
  }

  private void giveBackTo(int first, Returns returns) {
    for (int i = lines - 1; i >= first; i--) {
      returns.takeBack(series[i], values[i], seconds[i], weights[i]);
    }
  }

  private void countSent(PointAccounts accounts, int written) {
    int first = sentLines;
    long points = 0;
    while (sentLines < lines && ends[sentLines] <= bytes.position()) {
      points += weights[sentLines];
      sentLines++;
    }
    accounts.sent(points, sentLines - first, written);
  }

  private void clear() {
    bytes.clear();
    lines = 0;
    sentLines = 0;
    encoded = 0;
  }
}
