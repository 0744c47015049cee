// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection, or the socket for datagrams. */
interface Source {
  /**
   * Reads the available bytes once.
   *
   * @param buffer as long as the longest datagram, or longer; its content is overwritten
   * @return the number of bytes, 0 if there are none, -1 if the connection is now closed
   */
  int read(ByteBuffer buffer) throws IOException;
}
