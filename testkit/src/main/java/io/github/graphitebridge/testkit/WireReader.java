// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.nio.ByteBuffer;

/**
 * One of carbon's protocols. It turns the bytes of one connection, or of datagrams, into lines for
 * a {@link LineSink}.
 *
 * <p>Thread-safety: none, used by the server's thread only.
 */
interface WireReader {
  /** Reads all that has arrived. Returns false if carbon would now close the connection. */
  boolean read(ByteBuffer bytes);

  /** Says that the client has ended the connection: an unfinished line is lost. */
  void end();
}
