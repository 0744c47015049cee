// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;

/**
 * The socket of one attempt to reach carbon at one address. No method waits.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
interface Transport extends AutoCloseable {
  /** What makes one. */
  interface Opener {
    /** Begins to connect; what happens to the socket wakes the selector. */
    Transport open(InetSocketAddress address, Selector selector) throws IOException;
  }

  /**
   * Goes on connecting.
   *
   * @return whether it is connected
   * @throws IOException when it cannot be
   */
  boolean finishConnect() throws IOException;

  /**
   * Notices that carbon is gone.
   *
   * @throws IOException if it is
   */
  void checkPeer() throws IOException;

  /**
   * Writes as much as goes, moving the buffer's position.
   *
   * @return how many bytes went
   * @throws IOException when the connection is lost
   */
  int write(ByteBuffer bytes) throws IOException;

  /**
   * Has the selector watch what a wait is to end with.
   *
   * @param nanos the longest wait, in nanoseconds
   * @param untilWritable whether room for more bytes is to end it
   * @return the wait that is left to the selector, in nanoseconds
   */
  long watch(long nanos, boolean untilWritable);

  /** Closes it. What the kernel has taken is still delivered. */
  @Override
  void close() throws IOException;
}
