// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What became of the points of a sender of this project, by its own account.
 *
 * <p>Thread-safety: safe.
 */
record SenderAccount(CarbonSender sender) {
  private static final DropReason[] REASONS = DropReason.values();

  long dropped() {
    long dropped = 0;
    for (DropReason reason : REASONS) {
      dropped += sender.dropped(reason);
    }
    return dropped;
  }

  /** Returns the dropped points by reason, in words. */
  String dropsByReason() {
    return Arrays.stream(REASONS)
        .filter(reason -> sender.dropped(reason) > 0)
        .map(reason -> String.format(Locale.ROOT, "%,d %s", sender.dropped(reason), reason.label()))
        .collect(Collectors.collectingAndThen(Collectors.joining(", "), all -> or(all, "none")));
  }

  private static String or(String text, String other) {
    return text.isEmpty() ? other : text;
  }
}
