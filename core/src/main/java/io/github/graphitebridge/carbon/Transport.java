// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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
   * Reads what the peer says, and throws it away.
   *
   * @return whether the peer has closed its side in good order
   * @throws IOException if the connection is lost
   */
  boolean isEnded() throws IOException;

  /**
   * Closes this side only: the peer sees the end of the stream after all that was written, and may
   * answer with its own.
   *
   * @throws IOException when the connection is lost
   */
  void shutdownOutput() throws IOException;

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

  /** Closes it. What the kernel has taken is still delivered, unless bytes are unread. */
  @Override
  void close();

  /**
   * Fails if both ends of a connection are the same socket: a client on carbon's own machine may be
   * given carbon's port for itself while nobody listens there.
   */
  static void checkApart(SocketAddress local, SocketAddress remote) throws ConnectException {
    if (local.equals(remote)) {
      throw new ConnectException("connected to itself: nobody listens");
    }
  }
}
