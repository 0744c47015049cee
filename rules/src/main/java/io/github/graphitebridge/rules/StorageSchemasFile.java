// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

/** carbon-cache's {@code storage-schemas.conf}. */
final class StorageSchemasFile {
  private static final int FIVE_MINUTES = 300;
  private static final int HOUR = 3600;

  private static final String TEXT =
      """
      # How long whisper keeps what. The first section whose pattern is found in a name wins. It is
      # read when a series is created: a later change leaves existing files as they are
      # (whisper-resize changes them).

      # carbon's own metrics, one a minute.
      [carbon]
      pattern = ^carbon\\.
      retentions = 1m:30d

      # The first step must be the period of the rules that aggregate: a shorter one leaves holes, a
      # longer one keeps only the last value of several periods. The same holds for the registry's
      # step, with which the meters below %s arrive. One series
      # of 60s:7d,5m:60d,1h:2y takes 540 kB.
      [graphite-bridge]
      pattern = %s\\.
      retentions = %s

      [default]
      pattern = .*
      retentions = 60s:7d,5m:60d
      """;

  private StorageSchemasFile() {}

  static String text(RequestSeries series) {
    return TEXT.formatted(
        series.meterGroup(), StorageNames.ofBoth(series), retentions(series.intervalSeconds()));
  }

  /** Whisper wants each step to be a multiple of the one before. */
  private static String retentions(int seconds) {
    if (seconds >= HOUR) {
      return seconds + "s:2y";
    }
    if (seconds > FIVE_MINUTES / 2) {
      return seconds + "s:60d," + step(HOUR, seconds) + ":2y";
    }
    int middle = multiple(FIVE_MINUTES, seconds);
    return "%ds:7d,%s:60d,%s:2y"
        .formatted(seconds, step(FIVE_MINUTES, seconds), step(HOUR, middle));
  }

  /** Returns the first step from some length on that whole ones of the finer step make. */
  private static String step(int length, int finer) {
    int seconds = multiple(length, finer);
    return switch (seconds) {
      case FIVE_MINUTES -> "5m";
      case HOUR -> "1h";
      default -> seconds + "s";
    };
  }

  private static int multiple(int length, int of) {
    return (length + of - 1) / of * of;
  }
}
