// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.text.Normalizer;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The metric names that carbon accepts and whisper keeps apart: nodes of ASCII letters, digits,
 * {@code _} and {@code -}, joined by single dots.
 *
 * <p>Carbon itself accepts more, and pays for it: white space or a line break splits the line,
 * {@code a..b} is the same file as {@code a.b}, {@code /} and {@code ../} leave the storage folder,
 * and a node over 251 bytes is no file name once whisper has added {@code .wsp}.
 *
 * <p>Thread-safety: stateless.
 *
 * @since 0.1
 */
public final class CarbonName {
  /** The longest node, in characters: {@value}, a file name's 255 bytes less {@code .wsp}. */
  public static final int MAX_NODE_LENGTH = 251;

  /** The longest name, in characters: {@value}. Its line fits into one datagram. */
  public static final int MAX_LENGTH = 1024;

  /** The length of the end of a cut name: {@code _} and eight digits. */
  private static final int HASH_LENGTH = 9;

  /** The accents of letters that are decomposed. */
  private static final Pattern MARKS = Pattern.compile("\\p{M}+");

  private CarbonName() {}

  /**
   * Returns whether a name can be sent unchanged.
   *
   * @param name a dotted name; null is not safe
   * @return false for an empty name or node, a node or name too long, or any other character
   */
  public static boolean isSafe(@Nullable CharSequence name) {
    if (name == null || name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    int nodeStart = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '.') {
        if (i == nodeStart || i - nodeStart > MAX_NODE_LENGTH) {
          return false;
        }
        nodeStart = i + 1;
      } else if (!isSafe(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns a safe form of the name. A safe name is not changed.
   *
   * <p>Empty nodes disappear, letters lose their accents, and every other character outside the
   * safe alphabet becomes {@code _}. A part that is too long is cut and ends in a hash of the
   * whole. So different names stay different. A name with nothing left becomes {@code _}.
   *
   * @param name any text
   * @return a name for which {@link #isSafe} holds
   */
  public static String safe(String name) {
    return safe(name, MAX_LENGTH);
  }

  /**
   * Returns a safe form of the name of limited length: a part that leaves room for the others.
   *
   * @param name any text
   * @param maxLength the limit in characters, from 10 to {@value #MAX_LENGTH}
   * @return as {@link #safe(String)}; the hash is in the last node
   * @throws IllegalArgumentException if {@code maxLength} is less than 10 or more than {@value
   *     #MAX_LENGTH}
   */
  public static String safe(String name, int maxLength) {
    if (maxLength <= HASH_LENGTH || maxLength > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "maxLength was " + maxLength + " but must be from 10 to " + MAX_LENGTH);
    }
    if (isSafe(name)) {
      return cut(name, maxLength);
    }
    StringJoiner nodes = new StringJoiner(".");
    for (String node : name.split("\\.", -1)) {
      if (!node.isEmpty()) {
        nodes.add(node(node));
      }
    }
    return nodes.length() == 0 ? "_" : cut(nodes.toString(), maxLength);
  }

  /**
   * Returns a text as one node: as {@link #safe}, with each dot as {@code _}.
   *
   * @param text any text
   * @return a safe node, {@code _} for an empty text
   */
  public static String node(String text) {
    StringBuilder node = new StringBuilder(text.length());
    unaccented(text)
        .codePoints()
        .map(c -> c < 128 && isSafe((char) c) ? c : '_')
        .forEach(node::appendCodePoint);
    return node.isEmpty() ? "_" : cut(node.toString(), MAX_NODE_LENGTH);
  }

  /** Returns a text with its letters decomposed, without their accents. */
  private static String unaccented(String text) {
    return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
  }

  private static String cut(String name, int maxLength) {
    if (name.length() <= maxLength) {
      return name;
    }
    int end = maxLength - HASH_LENGTH;
    int nodeStart = name.lastIndexOf('.', end - 1) + 1;
    if (nodeStart == end) {
      end--;
      nodeStart = name.lastIndexOf('.', end - 1) + 1;
    }
    end = Math.min(end, nodeStart + MAX_NODE_LENGTH - HASH_LENGTH);
    return name.substring(0, end) + String.format(Locale.ROOT, "_%08x", name.hashCode());
  }

  private static boolean isSafe(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
