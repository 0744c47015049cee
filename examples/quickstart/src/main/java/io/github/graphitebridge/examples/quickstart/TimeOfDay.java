// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as a clock on the wall shows them. */
final class TimeOfDay {
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  private TimeOfDay() {}

  /** Returns hours, minutes and seconds here. */
  static String of(Instant time) {
    return FORMAT.format(time);
  }
}
