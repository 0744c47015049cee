// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/**
 * A line, pickle or datapoint that carbon does not take, which a client should never send.
 *
 * <p>Thread-safety: a value.
 *
 * @param line the line without its line feed; invalid bytes are replaced by U+FFFD, and of an
 *     over-long line only the beginning is kept; of a pickle or a datapoint, what it was
 * @param reason why carbon does not take it
 * @since 0.1
 */
public record RejectedLine(String line, Reason reason) {

  /**
   * Why carbon does not take a line, a pickle or a datapoint.
   *
   * @since 0.1
   */
  public enum Reason {
    /**
     * Not three words; the connection stays. A pickled name that is empty or holds white space is
     * refused for this reason too, though carbon takes it: no test should.
     */
    NOT_THREE_FIELDS(false),
    /** The value or the timestamp is no decimal number; the connection stays. */
    NOT_A_NUMBER(false),
    /** The value is NaN, which carbon drops without a word; the connection stays. */
    NAN_VALUE(false),
    /**
     * The timestamp is NaN or infinite; carbon closes the connection and loses the rest. Of a
     * datagram it loses the rest, for NaN only the line.
     */
    TIMESTAMP_NOT_FINITE(true),
    /** Invalid UTF-8; carbon closes the connection and loses the rest, or the whole datagram. */
    INVALID_UTF_8(true),
    /**
     * A line over 16,384 bytes, or a pickle over 1,048,576; carbon closes the connection and loses
     * the rest.
     */
    TOO_LONG(true),
    /** The client ended the connection before the line feed, or within a pickle. */
    UNFINISHED(false),
    /** No pickle, or one that asks for a class; it is lost, and the connection stays. */
    UNREADABLE_PICKLE(false),
    /**
     * A datapoint that is not {@code (name, (timestamp, value))}; the others of its pickle are
     * taken, and the connection stays.
     */
    NOT_A_DATAPOINT(false),
    /**
     * What carbon fails at: a pickle that is no list, a name that is no text, an integer beyond
     * every double. It closes the connection and loses the rest.
     */
    WRONG_TYPE(true);

    private final boolean closesConnection;

    Reason(boolean closesConnection) {
      this.closesConnection = closesConnection;
    }

    /**
     * Returns whether carbon closes the connection and loses what else it had read from it. A
     * datagram has no connection: there the rest of it is lost.
     *
     * @return false where what follows is still taken
     */
    public boolean closesConnection() {
      return closesConnection;
    }
  }
}
