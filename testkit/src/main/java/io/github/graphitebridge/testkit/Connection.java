// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: once it is closed, the rest of what was read from it is lost.
 *
 * <p>Thread-safety: used by the server's thread only.
 */
final class Connection implements Source, LineSink {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonServer.class);

  private final SocketChannel channel;
  private final Journal journal;
  private final WireReader reader;
  private Pace pace;
  private int lines;
  private boolean resets;
  private long nextReadNanos = System.nanoTime();
  private final long acceptedNanos = System.nanoTime();

  /** Whether it has received a byte. */
  private boolean used;

  /** Whether a proxy has taken bytes for a carbon that was away. */
  private boolean lossy;

  /** Whether the client has closed its side, and waits for the end of the stream. */
  private boolean ended;

  Connection(
      SocketChannel channel,
      Journal journal,
      Function<? super LineSink, WireReader> protocol,
      Pace pace) {
    this.pace = pace;
    this.channel = channel;
    this.journal = journal;
    this.reader = protocol.apply(this);
  }

  @Override
  public int read(ByteBuffer buffer) throws IOException {
    int count;
    try {
      count = channel.read(buffer.clear().limit(pace.most(buffer.capacity())));
    } catch (IOException e) {
      LOG.debug("The client has reset its connection.", e);
      count = -1;
    }
    used |= count > 0;
    lossy |= count > 0 && pace.isProxy();
    if (count < 0) {
      reader.end();
      ended = pace.withholds() || (pace.isProxy() && used);
    }
    boolean over = count < 0 ? !ended : !pace.isProxy() && !reader.read(buffer.flip());
    if (over) {
      if (resets) {
        reset();
      } else {
        close();
      }
      count = -1;
    }
    if (ended) {
      return -1;
    }
    // From now if it had nothing to read: unused time is not saved.
    nextReadNanos = Math.max(nextReadNanos, System.nanoTime()) + pace.nanos(Math.max(0, count));
    journal.changed();
    return count;
  }

  /**
   * Changes the pace. An acknowledgement that was withheld comes as soon as the pace allows. A
   * connection that has lost bytes in a proxy does not go on.
   */
  void pace(Pace pace) throws IOException {
    this.pace = pace;
    this.nextReadNanos = System.nanoTime();
    if (lossy && !pace.isProxy()) {
      reset();
    } else if (ended && !pace.withholds() && !pace.isProxy()) {
      close();
    }
  }

  /** Returns whether there is nothing more to read, though it is open. */
  boolean hasEnded() {
    return ended;
  }

  /**
   * Closes it like a proxy that gives up.
   *
   * @return the nanoseconds until then; 0 or less if done or never
   */
  long giveUp() throws IOException {
    Long after = pace.giveUpNanos();
    long rest = after == null ? 0 : acceptedNanos + after - System.nanoTime();
    if (after != null && rest <= 0) {
      close();
    }
    return rest;
  }

  /** Starts to count its lines from 0. */
  void restartCount() {
    lines = 0;
  }

  /** Returns the nanoseconds until the pace allows reading; 0 or less if it does. */
  long waitNanos() {
    return nextReadNanos - System.nanoTime();
  }

  /** Tells the client that nothing more will come; still reads its lines. */
  void finish() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("The client has reset its connection.", e);
    }
  }

  /**
   * Closes it like the end of a process: with a reset if bytes are unread, else in an orderly way.
   * Java's channel alone would send the end of the stream before the reset. A client would take
   * that for an acknowledgement.
   */
  void end(ByteBuffer buffer) throws IOException {
    int unread = 0;
    try {
      unread = channel.isOpen() ? channel.read(buffer.clear().limit(1)) : 0;
    } catch (IOException e) {
      LOG.debug("The client has reset its connection.", e);
    }
    if (unread > 0) {
      reset();
    } else {
      close();
    }
  }

  void reset() throws IOException {
    if (channel.isOpen()) {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      close();
    }
  }

  void close() throws IOException {
    if (channel.isOpen()) {
      channel.close();
      journal.closed();
    }
  }

  @Override
  public boolean line(byte[] bytes, int offset, int length) {
    if (!channel.isOpen()) {
      return false;
    }
    boolean stays = journal.line(bytes, offset, length);
    lines++;
    resets = lines == pace.lines();
    return stays && !resets;
  }

  @Override
  public void rejected(RejectedLine line) {
    journal.rejected(line);
  }
}
