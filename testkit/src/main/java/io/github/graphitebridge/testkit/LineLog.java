// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.util.ArrayList;
import java.util.List;

/**
 * The lines that have arrived, as bytes. A test may send millions, and objects would need three
 * times the memory.
 *
 * <p>Thread-safety: none, its owner has a lock.
 */
final class LineLog {
  private static final int CHUNK = 4 * LineReader.MAX_LINE;

  private final List<Chunk> chunks = new ArrayList<>();
  private int size;

  void add(byte[] bytes, int offset, int length) {
    Chunk chunk = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
    if (chunk == null || chunk.used + length + 1 > chunk.bytes.length) {
      chunk = new Chunk(Math.max(CHUNK, length + 1));
      chunks.add(chunk);
    }
    System.arraycopy(bytes, offset, chunk.bytes, chunk.used, length);
    chunk.used += length;
    chunk.bytes[chunk.used++] = '\n';
    size++;
  }

  int size() {
    return size;
  }

  /** Gives every line to a reader, in order of arrival, without its line feed. */
  void forEach(Reader reader) {
    for (Chunk chunk : chunks) {
      int start = 0;
      for (int i = 0; i < chunk.used; i++) {
        if (chunk.bytes[i] == '\n') {
          reader.read(chunk.bytes, start, i - start);
          start = i + 1;
        }
      }
    }
  }

  void clear() {
    chunks.clear();
    size = 0;
  }

  /** Reads one line. */
  interface Reader {
    void read(byte[] bytes, int offset, int length);
  }

  private static final class Chunk {
    private final byte[] bytes;
    private int used;

    /** Creates one of this size; a pickled name may be longer than any line. */
    private Chunk(int size) {
      this.bytes = new byte[size];
    }
  }
}
