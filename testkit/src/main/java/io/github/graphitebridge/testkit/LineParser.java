// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import io.github.graphitebridge.testkit.RejectedLine.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parses a line as carbon's receiver does: {@code strip().split()} into three words. The last two
 * are numbers of Python.
 *
 * <p>Unlike Python, it does not read the digits of other scripts.
 */
final class LineParser {
  /** Python's float without its words for infinity and NaN; Python accepts 1_000. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:D(?:\\.D?)?|\\.D)(?:[eE][+-]?D)?".replace("D", "(?:[0-9]++(?:_[0-9]++)*+)"));

  private static final Pattern INFINITY = Pattern.compile("[+-]?inf(?:inity)?");
  private static final Pattern NAN = Pattern.compile("[+-]?nan");

  private LineParser() {}

  /** Returns a {@link CarbonPoint} or a {@link RejectedLine}. */
  static Record parse(byte[] bytes, int offset, int length) {
    String line;
    try {
      line = decode(bytes, offset, length);
    } catch (CharacterCodingException e) {
      String replaced = new String(bytes, offset, length, StandardCharsets.UTF_8);
      return new RejectedLine(replaced, Reason.INVALID_UTF_8);
    }
    @Nullable String[] words = words(line);
    if (words == null) {
      return new RejectedLine(line, Reason.NOT_THREE_FIELDS);
    }
    return point(line, words);
  }

  private static Record point(String line, String[] words) {
    double value;
    double timestamp;
    try {
      timestamp = number(words[2]);
      value = number(words[1]);
    } catch (NumberFormatException e) {
      return new RejectedLine(line, Reason.NOT_A_NUMBER);
    }
    if (Double.isNaN(value)) {
      return new RejectedLine(line, Reason.NAN_VALUE);
    }
    if (Double.isNaN(timestamp) || Double.isInfinite(timestamp)) {
      return new RejectedLine(line, Reason.TIMESTAMP_NOT_FINITE);
    }
    return new CarbonPoint(words[0], value, (long) timestamp, line);
  }

  private static String decode(byte[] bytes, int offset, int length)
      throws CharacterCodingException {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] < 0) {
        return StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(bytes, offset, length))
            .toString();
      }
    }
    return new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
  }

  private static String @Nullable [] words(String line) {
    String[] words = new String[3];
    int count = 0;
    int start = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || isSpace(line.charAt(i))) {
        if (i > start) {
          if (count == words.length) {
            return null;
          }
          words[count++] = line.substring(start, i);
        }
        start = i + 1;
      }
    }
    return count == words.length ? words : null;
  }

  /** Python's white space. */
  static boolean isSpace(char c) {
    return c == ' '
        || ((c < '!' || c >= 0x7F)
            && (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085'));
  }

  /** Returns the result of Python's float() for a word without white space. */
  static double number(String word) {
    if (NUMBER.matcher(word).matches()) {
      return Double.parseDouble(word.indexOf('_') < 0 ? word : word.replace("_", ""));
    }
    String lower = word.toLowerCase(Locale.ROOT);
    if (INFINITY.matcher(lower).matches()) {
      return lower.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (NAN.matcher(lower).matches()) {
      return Double.NaN;
    }
    throw new NumberFormatException(word);
  }
}
