// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/**
 * A line, pickle or datapoint that carbon rejects. A client should never send one.
 *
 * <p>Thread-safety: a value.
 *
 * @param line the line without its line feed, invalid bytes as U+FFFD; only the beginning of an
 *     over-long line; a description of a pickle or datapoint
 * @param reason why carbon rejects it
 * @since 0.1
 */
public record RejectedLine(String line, Reason reason) {

  /**
   * Why carbon rejects a line, a pickle or a datapoint.
   *
   * @since 0.1
   */
  public enum Reason {
    /**
     * Not three words; the connection stays. This includes a pickled name that is empty or has
     * white space. Carbon accepts that one, but no test should.
     */
    NOT_THREE_FIELDS(false),
    /** The value or the timestamp is no decimal number; the connection stays. */
    NOT_A_NUMBER(false),
    /** The value is NaN, which carbon drops silently; the connection stays. */
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
     * A datapoint that is not {@code (name, (timestamp, value))}. Carbon accepts the others of its
     * pickle, and the connection stays.
     */
    NOT_A_DATAPOINT(false),
    /**
     * A pickle that is no list, a name that is no text, an integer beyond every double. Carbon
     * fails, closes the connection and loses the rest.
     */
    WRONG_TYPE(true);

    private final boolean closesConnection;

    Reason(boolean closesConnection) {
      this.closesConnection = closesConnection;
    }

    /**
     * Returns whether carbon closes the connection and loses the rest of what it had read. Of a
     * datagram it loses the rest.
     *
     * @return false if carbon still accepts what follows
     */
    public boolean closesConnection() {
      return closesConnection;
    }
  }
}
