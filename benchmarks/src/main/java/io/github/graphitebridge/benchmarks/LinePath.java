// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;

/** The way of lines into a socket. */
interface LinePath extends AutoCloseable {
  /** Puts lines where they wait, as far as this path has such a place. */
  void prepare(int lines) throws IOException;

  /** Has the prepared lines go, and returns when the kernel has taken all. */
  void send(int lines) throws IOException;

  /** Returns what was lost since the start, in lines; waits until the sink has read the rest. */
  long lost() throws IOException;

  /** Returns the processor time of the thread that sends, in nanoseconds. */
  long cpuNanos();

  @Override
  void close() throws IOException;
}
