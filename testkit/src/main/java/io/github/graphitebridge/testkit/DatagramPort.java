// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;

/**
 * The socket for datagrams: once it is closed, the rest of the last one is lost.
 *
 * <p>Thread-safety: used by the server's thread only.
 */
final class DatagramPort implements Source, LineSink {
  /** The datagram with which Graphite Bridge finds out whether somebody listens. */
  private static final ByteBuffer PROBE =
      ByteBuffer.wrap("graphite-bridge.probe nan 0\n".getBytes(StandardCharsets.US_ASCII));

  private final DatagramChannel channel;
  private final Journal journal;
  private final DatagramReader reader = new DatagramReader(this);

  DatagramPort(DatagramChannel channel, Journal journal) {
    this.channel = channel;
    this.journal = journal;
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    while (channel.isOpen() && channel.receive(buffer.clear()) != null) {
      int length = buffer.flip().remaining();
      // Carbon splits an empty one into no lines, and drops a NaN.
      if (length > 0 && !buffer.equals(PROBE)) {
        journal.datagram(length);
        reader.read(buffer);
        journal.changed();
        return length;
      }
    }
    return 0;
  }

  @Override
  public boolean line(byte[] bytes, int offset, int length) {
    return channel.isOpen() && journal.line(bytes, offset, length);
  }

  @Override
  public void rejected(RejectedLine line) {
    journal.rejected(line);
  }
}
