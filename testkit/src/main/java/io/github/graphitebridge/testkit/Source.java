// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What a server reads from: a connection, or the socket for datagrams. */
interface Source {
  /**
   * Reads once what is there.
   *
   * @param buffer of at least the longest datagram; what it holds is overwritten
   * @return the number of bytes, 0 if there are none, -1 if the connection is now closed
   */
  int read(ByteBuffer buffer) throws IOException;
}
