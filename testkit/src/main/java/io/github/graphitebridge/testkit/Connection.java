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
    if (count < 0) {
      reader.end();
    }
    if (count < 0 || !reader.read(buffer.flip())) {
      if (resets) {
        reset();
      } else {
        close();
      }
      count = -1;
    }
    // From now if it had nothing to read: what was not used is not saved up.
    nextReadNanos = Math.max(nextReadNanos, System.nanoTime()) + pace.nanos(Math.max(0, count));
    journal.changed();
    return count;
  }

  /** Reads at this pace from now on. */
  void pace(Pace pace) {
    this.pace = pace;
    this.nextReadNanos = System.nanoTime();
  }

  /** Forgets how many lines it has taken. */
  void countAnew() {
    lines = 0;
  }

  /** Returns for how long the pace forbids to read, 0 or less if it does not. */
  long waitNanos() {
    return nextReadNanos - System.nanoTime();
  }

  /** Tells the client that nothing more will come; its own lines are read on. */
  void finish() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("The client has reset its connection.", e);
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
