// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import io.github.graphitebridge.rules.CarbonName;

/**
 * Writes points in carbon's plaintext protocol: {@code name value timestamp\n}.
 *
 * <p>Thread-safety: none; it keeps the digits of the last second.
 */
final class LineEncoder implements PointEncoder {
  /** The most bytes of a line: the name, the value, ten digits of time, two spaces, a line feed. */
  static final int MAX_LINE = CarbonName.MAX_LENGTH + PlainDecimal.MAX_LENGTH + 13;

  private final byte[] timestamp = new byte[13];
  private int timestampLength;
  private long timestampSecond = -1;

  @Override
  public int begin(byte[] target) {
    return 0;
  }

  @Override
  public int encode(byte[] target, int offset, Series series, double value, long second) {
    byte[] name = series.nameBytes();
    System.arraycopy(name, 0, target, offset, name.length);
    int at = offset + name.length;
    target[at++] = ' ';
    at = PlainDecimal.write(target, at, value);
    if (second != timestampSecond) {
      keepTimestamp(second);
    }
    System.arraycopy(timestamp, 0, target, at, timestampLength);
    return at + timestampLength;
  }

  @Override
  public int end(byte[] target, int offset) {
    return offset;
  }

  @Override
  public int batchBytes() {
    return 64 * 1024;
  }

  @Override
  public int maxPoint() {
    return MAX_LINE;
  }

  @Override
  public boolean isTakenWhole() {
    return false;
  }

  /** Points come by the thousand in one second, so its digits are made once. */
  private void keepTimestamp(long second) {
    timestamp[0] = ' ';
    int end = PlainDecimal.writeLong(timestamp, 1, second);
    timestamp[end] = '\n';
    timestampLength = end + 1;
    timestampSecond = second;
  }
}
