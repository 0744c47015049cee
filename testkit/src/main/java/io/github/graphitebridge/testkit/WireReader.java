// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.nio.ByteBuffer;

/**
 * One of carbon's protocols: makes lines of the bytes of one connection, or of datagrams, and hands
 * them to a {@link LineSink}.
 *
 * <p>Thread-safety: none, used by the server's thread only.
 */
interface WireReader {
  /** Takes all that has arrived. Returns false where carbon would now close the connection. */
  boolean read(ByteBuffer bytes);

  /** The client has ended the connection: what is unfinished is lost. */
  void end();
}
