// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pickled datapoint, {@code (name, (timestamp, value))}, as the equivalent line.
 *
 * <p>It accepts what carbon accepts, except two things that a client should never send. One is an
 * empty name or one with white space, which no line can have. The other is a pair that is neither a
 * tuple nor a list.
 */
final class Datapoint {
  private static final int SHOWN_DEPTH = 4;
  private static final int SHOWN_ITEMS = 10;
  private static final int SHOWN_CHARS = 100;

  private Datapoint() {}

  /** Gives a datapoint to a sink. Returns false if carbon would now close the connection. */
  static boolean hand(@Nullable Object datapoint, LineSink sink) {
    List<?> pair = pair(datapoint);
    List<?> values = pair == null ? null : pair(pair.get(1));
    if (pair == null || values == null) {
      return reject(datapoint, Reason.NOT_A_DATAPOINT, sink);
    }
    String numbers;
    try {
      numbers = " " + number(values.get(1)) + " " + number(values.get(0));
    } catch (NumberFormatException e) {
      return reject(datapoint, Reason.NOT_A_NUMBER, sink);
    } catch (ArithmeticException e) {
      return reject(datapoint, Reason.WRONG_TYPE, sink);
    }
    if (!(pair.get(0) instanceof String name)) {
      return reject(datapoint, Reason.WRONG_TYPE, sink);
    }
    if (name.isEmpty() || name.chars().anyMatch(c -> LineParser.isSpace((char) c))) {
      return reject(datapoint, Reason.NOT_THREE_FIELDS, sink);
    }
    byte[] line = (name + numbers).getBytes(StandardCharsets.UTF_8);
    return sink.line(line, 0, line.length);
  }

  /** Returns the items of a list, a tuple or a set; null for anything else. */
  static @Nullable List<? extends @Nullable Object> items(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    if (value instanceof Collection<?> collection) {
      return new ArrayList<>(collection);
    }
    return value instanceof Object[] tuple ? Arrays.asList(tuple) : null;
  }

  /** Returns an upper limit of the characters of a datapoint's line; 0 if it makes no line. */
  static long length(@Nullable Object datapoint) {
    List<?> pair = pair(datapoint);
    List<?> values = pair == null ? null : pair(pair.get(1));
    return pair == null || values == null
        ? 0
        : textLength(pair.get(0)) + textLength(values.get(0)) + textLength(values.get(1));
  }

  private static long textLength(@Nullable Object value) {
    if (value instanceof byte[] ascii) {
      return ascii.length;
    }
    return value instanceof String text ? text.length() : 0;
  }

  /** Returns the beginning of a value, nearly as Python would write it. */
  static String text(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(value, SHOWN_DEPTH, text);
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) : text.toString();
  }

  /** Stops early: a list may contain itself, and a number may have a million digits. */
  private static void append(@Nullable Object value, int depth, StringBuilder text) {
    if (text.length() >= SHOWN_CHARS) {
      return;
    }
    List<?> items = items(value);
    if (depth == 0 || value instanceof Map || value instanceof byte[] || isLong(value)) {
      text.append('…');
    } else if (items != null) {
      text.append('(');
      int shown = Math.min(items.size(), SHOWN_ITEMS);
      for (int i = 0; i < shown; i++) {
        text.append(i == 0 ? "" : ", ");
        append(items.get(i), depth - 1, text);
      }
      text.append(')');
    } else if (value instanceof String string) {
      text.append(string, 0, Math.min(string.length(), SHOWN_CHARS));
    } else {
      text.append(value == null ? "None" : value.toString());
    }
  }

  private static boolean isLong(@Nullable Object value) {
    return value instanceof BigInteger integer && integer.bitLength() > Double.MAX_EXPONENT;
  }

  private static @Nullable List<? extends @Nullable Object> pair(@Nullable Object value) {
    boolean isPair =
        value instanceof Collection<?> items
            ? items.size() == 2
            : value instanceof Object[] tuple && tuple.length == 2;
    return isPair ? items(value) : null;
  }

  /**
   * Returns the result of Python's float() for a value, in digits.
   *
   * @throws ArithmeticException for an integer beyond every double, at which carbon fails
   */
  private static String number(@Nullable Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "1" : "0";
    }
    if (value instanceof byte[] ascii) {
      return number(new String(ascii, StandardCharsets.ISO_8859_1));
    }
    if (value instanceof String text) {
      return plain(LineParser.number(text.strip()));
    }
    if (value instanceof BigInteger integer && Double.isInfinite(integer.doubleValue())) {
      throw new ArithmeticException("beyond every double");
    }
    if (value instanceof Number number) {
      return value instanceof Double fraction ? plain(fraction) : number.toString();
    }
    throw new NumberFormatException("no number");
  }

  private static String plain(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }

  private static boolean reject(@Nullable Object datapoint, Reason reason, LineSink sink) {
    sink.rejected(new RejectedLine(text(datapoint), reason));
    return !reason.closesConnection();
  }
}
