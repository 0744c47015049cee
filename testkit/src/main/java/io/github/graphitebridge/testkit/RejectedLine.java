// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

/**
 * A line that carbon does not take, which a client should never send.
 *
 * <p>Thread-safety: a value.
 *
 * @param line the line without its line feed; invalid bytes are replaced by U+FFFD, and of an
 *     over-long line only the beginning is kept
 * @param reason why carbon does not take it
 * @since 0.1
 */
public record RejectedLine(String line, Reason reason) {

  /**
   * Why carbon does not take a line.
   *
   * @since 0.1
   */
  public enum Reason {
    /** Not three words; the connection stays. */
    NOT_THREE_FIELDS(false),
    /** The value or the timestamp is no decimal number; the connection stays. */
    NOT_A_NUMBER(false),
    /** The value is NaN, which carbon drops without a word; the connection stays. */
    NAN_VALUE(false),
    /** The timestamp is NaN or infinite; carbon closes the connection and loses the rest. */
    TIMESTAMP_NOT_FINITE(true),
    /** Invalid UTF-8; carbon closes the connection and loses the rest. */
    INVALID_UTF_8(true),
    /** Over 16,384 bytes; carbon closes the connection and loses the rest. */
    TOO_LONG(true),
    /** The client ended the connection before the line feed. */
    UNFINISHED(false);

    private final boolean closesConnection;

    Reason(boolean closesConnection) {
      this.closesConnection = closesConnection;
    }

    /**
     * Returns whether carbon closes the connection and loses what else it had read from it.
     *
     * @return false where the lines that follow are still taken
     */
    public boolean closesConnection() {
      return closesConnection;
    }
  }
}
