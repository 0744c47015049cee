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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pickled datapoint, {@code (name, (timestamp, value))}, as the line that it stands for.
 *
 * <p>Takes what carbon takes, but for two things that a client should never send: a name with white
 * space or none at all, which no line can hold, and a pair that is neither a tuple nor a list.
 */
final class Datapoint {
  private static final int SHOWN_DEPTH = 4;
  private static final int SHOWN_ITEMS = 10;
  private static final int SHOWN_CHARS = 100;

  private Datapoint() {}

  /** Hands a datapoint over. Returns false where carbon would now close the connection. */
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

  /** Returns what a list, a tuple or a set holds; null for anything else. */
  static @Nullable List<? extends @Nullable Object> items(@Nullable Object value) {
    if (value instanceof Collection<?> collection) {
      return new ArrayList<>(collection);
    }
    return value instanceof Object[] tuple ? Arrays.asList(tuple) : null;
  }

  /** Returns the beginning of a value, as Python would write it or nearly so. */
  static String text(@Nullable Object value) {
    String text = text(value, SHOWN_DEPTH);
    return text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) : text;
  }

  private static String text(@Nullable Object value, int depth) {
    // A list may hold itself.
    if (depth == 0 || value instanceof Map || value instanceof byte[]) {
      return "…";
    }
    List<?> items = items(value);
    if (items == null) {
      return value == null ? "None" : value.toString();
    }
    return items.stream()
        .limit(SHOWN_ITEMS)
        .map(item -> text(item, depth - 1))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static @Nullable List<? extends @Nullable Object> pair(@Nullable Object value) {
    List<? extends @Nullable Object> items = items(value);
    return items == null || items.size() != 2 ? null : items;
  }

  /**
   * Returns what Python's float() makes of a value, in digits.
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
