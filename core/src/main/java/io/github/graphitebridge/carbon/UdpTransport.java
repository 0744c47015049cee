// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A UDP socket to carbon: whole lines, several a datagram, no faster than carbon reads them.
 *
 * <p>Nothing tells that a datagram has arrived. But where nobody listens, carbon's machine usually
 * answers so, and the socket fails; so a datagram without a point goes first, and points wait until
 * it has not been refused for a while.
 *
 * <p>Thread-safety: none.
 */
final class UdpTransport implements Transport {
  /** The most bytes of a datagram, {@value}: what fits into one frame also through a tunnel. */
  static final int MAX_DATAGRAM = 1400;

  /** A NaN is the one line that carbon drops without a word. */
  private static final byte[] PROBE_LINE =
      "graphite-bridge.probe nan 0\n".getBytes(StandardCharsets.US_ASCII);

  /** How many datagrams go at once: Linux keeps 92 of this size for a reader by default. */
  private static final int BURST = 40;

  /**
   * How long carbon is given to read them: 1,000 a second are what its aggregator keeps up with.
   */
  private static final long PAUSE_NANOS = 40_000_000L;

  private final DatagramChannel channel;
  private final SelectionKey key;
  private final Duration probe;
  private final LongSupplier nanoTime;
  private final ByteBuffer unexpected = ByteBuffer.allocate(1024);
  private final long opened;

  /** How many datagrams may go before the next pause, and when the last pause is over. */
  private int burst = BURST;

  private long pauseEnd;

  private UdpTransport(
      DatagramChannel channel, SelectionKey key, Duration probe, LongSupplier nanoTime) {
    this.channel = channel;
    this.key = key;
    this.probe = probe;
    this.nanoTime = nanoTime;
    this.opened = nanoTime.getAsLong();
    this.pauseEnd = opened;
  }

  /**
   * Opens one.
   *
   * @param probe how long a refusal is waited for
   */
  static UdpTransport open(
      InetSocketAddress address,
      Selector selector,
      int sendBuffer,
      Duration probe,
      LongSupplier nanoTime)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.SO_SNDBUF, sendBuffer);
      SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
      channel.connect(address);
      Transport.checkApart(channel.getLocalAddress(), channel.getRemoteAddress());
      channel.write(ByteBuffer.wrap(PROBE_LINE));
      return new UdpTransport(channel, key, probe, nanoTime);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public boolean finishConnect() throws IOException {
    boolean unused = isEnded();
    return nanoTime.getAsLong() - opened >= probe.toNanos();
  }

  @Override
  public boolean isEnded() throws IOException {
    channel.read(unexpected.clear());
    return false;
  }

  /** Does nothing: datagrams have no end. */
  @Override
  public void shutdownOutput() {}

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int before = bytes.position();
    boolean taken = true;
    while (taken && bytes.hasRemaining() && mayGo()) {
      taken = writeDatagram(bytes);
    }
    return bytes.position() - before;
  }

  @Override
  public long watch(long nanos, boolean untilWritable) {
    long pause = pauseEnd - nanoTime.getAsLong();
    boolean forKernel = untilWritable && pause <= 0;
    key.interestOps(SelectionKey.OP_READ | (forKernel ? SelectionKey.OP_WRITE : 0));
    return untilWritable && pause > 0 ? Math.min(nanos, pause) : nanos;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private boolean mayGo() {
    long now = nanoTime.getAsLong();
    if (burst == 0) {
      burst = BURST;
      pauseEnd = now + PAUSE_NANOS;
    }
    return now - pauseEnd >= 0;
  }

  private boolean writeDatagram(ByteBuffer bytes) throws IOException {
    int limit = bytes.limit();
    bytes.limit(endOfLines(bytes));
    try {
      // All or nothing, as everywhere with datagrams.
      boolean taken = channel.write(bytes) > 0;
      burst -= taken ? 1 : 0;
      return taken;
    } finally {
      bytes.limit(limit);
    }
  }

  /** Returns the end of the last line that fits into a datagram; no line is longer than one. */
  private static int endOfLines(ByteBuffer bytes) {
    int end = Math.min(bytes.limit(), bytes.position() + MAX_DATAGRAM);
    while (bytes.get(end - 1) != '\n') {
      end--;
    }
    return end;
  }
}
