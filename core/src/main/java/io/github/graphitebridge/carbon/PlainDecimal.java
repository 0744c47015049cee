// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Writes a finite double as a short plain decimal that reads back as the same double: no exponent,
 * no trailing zeros, and no sign for a zero.
 *
 * <p>Whole numbers and those of at most nine decimals, which all times in seconds to the nanosecond
 * are, come out as the shortest there is, and without garbage. The rest have the digits of {@link
 * Double#toString}, which before Java 19 is sometimes a digit longer than needed.
 *
 * <p>Thread-safety: stateless.
 */
final class PlainDecimal {
  /** The most bytes a double takes: {@code -}, {@code 0.}, 324 places and 17 digits. */
  static final int MAX_LENGTH = 344;

  private static final int PLACES = 9;
  private static final double SCALE = 1e9;

  /** Below are all whole numbers exact. */
  private static final double MAX_EXACT = 1L << 53;

  /**
   * Below, doubles lie closer than the decimals do, so that at most one decimal of {@link #PLACES}
   * reads as a given double; above, the nearest need not be the shortest.
   */
  private static final double MAX_SCALED = (1L << 23) * SCALE;

  private PlainDecimal() {}

  /** Writes the number at the offset; returns the offset behind it. */
  static int write(byte[] target, int offset, double value) {
    double whole = Math.rint(value);
    if (whole == value && Math.abs(value) < MAX_EXACT) {
      return writeLong(target, offset, (long) value);
    }
    double scaled = Math.rint(value * SCALE);
    if (Math.abs(scaled) < MAX_SCALED && scaled / SCALE == value) {
      return writeScaled(target, offset, (long) scaled);
    }
    byte[] digits =
        new BigDecimal(Double.toString(value))
            .stripTrailingZeros()
            .toPlainString()
            .getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, target, offset, digits.length);
    return offset + digits.length;
  }

  /** Returns the number as text. */
  static String toString(double value) {
    byte[] digits = new byte[MAX_LENGTH];
    return new String(digits, 0, write(digits, 0, value), StandardCharsets.US_ASCII);
  }

  /** Writes a whole number at the offset; returns the offset behind it. */
  static int writeLong(byte[] target, int offset, long value) {
    int at = offset;
    long rest = value;
    if (rest < 0) {
      target[at++] = '-';
      rest = -rest;
    }
    int end = at + digits(rest);
    for (int i = end - 1; i >= at; i--) {
      target[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return end;
  }

  private static int writeScaled(byte[] target, int offset, long scaled) {
    int at = offset;
    if (scaled < 0) {
      target[at++] = '-';
    }
    long positive = Math.abs(scaled);
    long whole = positive / (long) SCALE;
    long fraction = positive % (long) SCALE;
    at = writeLong(target, at, whole);
    target[at++] = '.';
    int places = PLACES;
    while (fraction % 10 == 0) {
      fraction /= 10;
      places--;
    }
    for (int i = at + places - 1; i >= at; i--) {
      target[i] = (byte) ('0' + fraction % 10);
      fraction /= 10;
    }
    return at + places;
  }

  private static int digits(long positive) {
    int digits = 1;
    for (long bound = 10; digits < 19 && positive >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }
}
