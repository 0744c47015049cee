// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import io.github.graphitebridge.rules.CarbonName;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes points in carbon's pickle protocol: a length of four bytes, then a Python pickle of
 * protocol 2, a list of {@code (name, (timestamp, value))}.
 *
 * <p>Carbon refuses a frame of more than 1 MiB; a batch is far smaller, and is one frame. Names and
 * values stand with their lengths, so that nothing in them needs quoting.
 *
 * <p>Thread-safety: safe, it keeps nothing.
 */
final class PickleEncoder implements PointEncoder {
  private static final VarHandle BIG_INT = ints(ByteOrder.BIG_ENDIAN);
  private static final VarHandle LITTLE_INT = ints(ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle BIG_DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

  private static final int LENGTH = 4;

  // Python's names of the opcodes (pickletools.py).
  private static final byte PROTO = (byte) 0x80;
  private static final byte EMPTY_LIST = ']';
  private static final byte MARK = '(';
  private static final byte BINUNICODE = 'X';
  private static final byte BININT = 'J';
  private static final byte LONG1 = (byte) 0x8A;
  private static final byte BINFLOAT = 'G';
  private static final byte TUPLE2 = (byte) 0x86;
  private static final byte APPENDS = 'e';
  private static final byte STOP = '.';

  /** The name and its length, the longer form of the time, the value, two tuples; then the end. */
  private static final int MAX_POINT = 5 + CarbonName.MAX_LENGTH + 7 + 9 + 2 + 2;

  @Override
  public int begin(byte[] target) {
    int at = LENGTH;
    target[at++] = PROTO;
    target[at++] = 2;
    target[at++] = EMPTY_LIST;
    target[at++] = MARK;
    return at;
  }

  @Override
  public int encode(byte[] target, int offset, Series series, double value, long second) {
    byte[] name = series.nameBytes();
    int at = offset;
    target[at++] = BINUNICODE;
    LITTLE_INT.set(target, at, name.length);
    at += Integer.BYTES;
    System.arraycopy(name, 0, target, at, name.length);
    at = encodeSecond(target, at + name.length, second);
    target[at++] = BINFLOAT;
    BIG_DOUBLE.set(target, at, value);
    at += Double.BYTES;
    target[at++] = TUPLE2;
    target[at++] = TUPLE2;
    return at;
  }

  @Override
  public int end(byte[] target, int offset) {
    int at = offset;
    target[at++] = APPENDS;
    target[at++] = STOP;
    BIG_INT.set(target, 0, at - LENGTH);
    return at;
  }

  /**
   * Small enough that a begun frame, which has to go whole, is not old when a slow carbon has it.
   */
  @Override
  public int batchBytes() {
    return 16 * 1024;
  }

  @Override
  public int maxPoint() {
    return MAX_POINT;
  }

  @Override
  public boolean isTakenWhole() {
    return true;
  }

  /** From 2038 on a second needs more than the 31 bits of the short form. */
  private static int encodeSecond(byte[] target, int offset, long second) {
    int at = offset;
    if (second <= Integer.MAX_VALUE) {
      target[at++] = BININT;
      LITTLE_INT.set(target, at, (int) second);
      return at + Integer.BYTES;
    }
    target[at++] = LONG1;
    target[at++] = 5;
    LITTLE_INT.set(target, at, (int) second);
    at += Integer.BYTES;
    target[at++] = 0;
    return at;
  }

  private static VarHandle ints(ByteOrder order) {
    return MethodHandles.byteArrayViewVarHandle(int[].class, order);
  }
}
