// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A transport each step of which a test decides; it connects at once and takes every byte. */
final class FakeTransport implements Transport {
  /** Whether carbon has answered. */
  boolean connected = true;

  /** What every step fails with, if not null. */
  IOException failure;

  /** How many bytes it still takes. */
  int room = Integer.MAX_VALUE;

  /** The longest wait that it leaves to the selector, in nanoseconds. */
  long longestWait = Long.MAX_VALUE;

  boolean closed;

  /** Whether carbon has closed its side by itself. */
  boolean ended;

  /** Whether carbon answers a half-close. */
  boolean answers = true;

  /** Whether the sender has closed its side. */
  boolean halfClosed;

  /** How many bytes it has taken. */
  long taken;

  /** Returns one whose connect nobody answers. */
  static FakeTransport unanswered() {
    FakeTransport transport = new FakeTransport();
    transport.connected = false;
    return transport;
  }

  /** Returns one that fails at its first step. */
  static FakeTransport failing(IOException failure) {
    FakeTransport transport = new FakeTransport();
    transport.failure = failure;
    return transport;
  }

  @Override
  public boolean finishConnect() throws IOException {
    boolean unused = isEnded();
    return connected;
  }

  @Override
  public boolean isEnded() throws IOException {
    if (failure != null) {
      throw failure;
    }
    return ended || (halfClosed && answers);
  }

  @Override
  public void shutdownOutput() throws IOException {
    boolean unused = isEnded();
    halfClosed = true;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    boolean unused = isEnded();
    int taken = Math.min(room, bytes.remaining());
    bytes.position(bytes.position() + taken);
    room -= taken;
    this.taken += taken;
    return taken;
  }

  @Override
  public long watch(long nanos, boolean untilWritable) {
    return Math.min(nanos, longestWait);
  }

  @Override
  public void close() {
    closed = true;
  }
}
