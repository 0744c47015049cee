// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Where the sender's bytes go. It is asked again and again and never waits but in {@link #await}.
 *
 * <p>Thread-safety: one thread uses it; only {@link #wakeUp} may be called from any.
 */
interface Connection extends AutoCloseable {
  /**
   * Takes whatever step towards being open can be taken now: a look-up, a connect, a retry.
   *
   * @param pointsWait whether there is something to be written
   * @return whether bytes can be written
   * @throws IOException when an attempt failed or what was open is lost; the next attempt is
   *     planned by then
   */
  boolean advance(boolean pointsWait) throws IOException;

  /** Returns whether carbon is there, as far as can be told, though nothing may be open. */
  boolean isUp();

  /** Returns whether carbon is asked what it has read; the three that follow are of no use else. */
  default boolean acknowledges() {
    return false;
  }

  /** Returns whether what is written has to end now, at the end of a line, by {@link #retire}. */
  default boolean isDue() {
    return false;
  }

  /** Writes no more to what is open, and asks carbon whether it has read all that was written. */
  default void retire() {}

  /** Returns whether no answer to that is awaited. */
  default boolean isSettled() {
    return true;
  }

  /**
   * Writes as much as goes without waiting, moving the buffer's position. To be called right after
   * {@link #advance}, which is what notices that carbon has closed.
   *
   * @throws IOException when the connection is lost
   */
  void write(ByteBuffer bytes) throws IOException;

  /** Gives the connection up after a fault; the next {@link #advance} starts again. */
  void abandon();

  /** Ends a back-off: the next {@link #advance} tries again, and attempts follow close again. */
  void retryNow();

  /** Returns whether it is up and carbon, as far as can be told, reads what it takes. */
  boolean isProven();

  /** Returns whether it will never be open again. */
  boolean isOver();

  /**
   * Waits until there is something to do, somebody calls {@link #wakeUp}, or the time is over.
   *
   * @param nanos the longest wait, in nanoseconds
   * @param untilWritable whether room for more bytes is something to do
   * @return whether anything but the time ended it
   */
  boolean await(long nanos, boolean untilWritable);

  /** Ends a wait, or the next one if there is none. */
  void wakeUp();

  /** Returns in words where the bytes go, for log lines. */
  String target();

  /** Closes it for good. What the kernel has taken is still delivered. */
  @Override
  void close();
}
