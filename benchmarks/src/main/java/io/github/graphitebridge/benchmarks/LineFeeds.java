// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts line feeds, eight bytes at a time, so that the sink is never what is measured. */
final class LineFeeds {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long LINE_FEEDS = 0x0A0A_0A0A_0A0A_0A0AL;
  private static final long LOW_BITS = 0x7F7F_7F7F_7F7F_7F7FL;

  private LineFeeds() {}

  static int count(byte[] bytes, int length) {
    int feeds = 0;
    int at = 0;
    for (; at <= length - Long.BYTES; at += Long.BYTES) {
      // A byte that is a line feed is zero now, and the only kind without a bit in the sum.
      long zeroed = (long) WORDS.get(bytes, at) ^ LINE_FEEDS;
      long others = (zeroed & LOW_BITS) + LOW_BITS | zeroed | LOW_BITS;
      feeds += Long.bitCount(~others);
    }
    for (; at < length; at++) {
      feeds += bytes[at] == '\n' ? 1 : 0;
    }
    return feeds;
  }
}
