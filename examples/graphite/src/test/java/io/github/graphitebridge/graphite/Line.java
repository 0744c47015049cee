// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line as it went to carbon-aggregator. */
record Line(String name, String value, long second) {
  /** Stricter than carbon: it would take white space, other names and {@code 1E4} as well. */
  private static final Pattern WELL_FORMED =
      Pattern.compile("([A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*) (-?\\d+(?:\\.\\d+)?) (\\d{10})");

  static Line parse(String text) {
    Matcher matcher = WELL_FORMED.matcher(text);
    if (!matcher.matches()) {
      throw new AssertionError("not a well-formed line: '" + text + "'");
    }
    return new Line(matcher.group(1), matcher.group(2), Long.parseLong(matcher.group(3)));
  }

  /**
   * Returns whether this is a request's point: the second node is the group, the first the host.
   */
  boolean isRequest() {
    return name.split("\\.", 3)[1].equals(Exchange.GROUP);
  }

  double number() {
    return Double.parseDouble(value);
  }
}
