// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * What a sink has read, in memory that two processes share: to look at it costs a benchmark
 * nothing.
 *
 * <p>Thread-safety: safe.
 */
final class SinkCounts {
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

  private static final int BYTES = 0;
  private static final int LINES = Long.BYTES;
  private static final int DATAGRAMS = 2 * Long.BYTES;
  private static final int SIZE = 3 * Long.BYTES;

  private final ByteBuffer memory;

  private SinkCounts(ByteBuffer memory) {
    this.memory = memory;
  }

  /** Returns the counts in a file, all zero if the file is empty. */
  static SinkCounts in(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      return new SinkCounts(channel.map(MapMode.READ_WRITE, 0, SIZE));
    }
  }

  void addStream(int bytes, int lines) {
    add(BYTES, bytes);
    add(LINES, lines);
  }

  void addDatagram(int bytes, int lines) {
    addStream(bytes, lines);
    add(DATAGRAMS, 1);
  }

  /** Returns the bytes of both streams and datagrams. */
  long bytes() {
    return (long) LONGS.getVolatile(memory, BYTES);
  }

  /** Returns the lines of both streams and datagrams. */
  long lines() {
    return (long) LONGS.getVolatile(memory, LINES);
  }

  long datagrams() {
    return (long) LONGS.getVolatile(memory, DATAGRAMS);
  }

  private void add(int at, long more) {
    LONGS.getAndAdd(memory, at, more);
  }
}
