// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.util.Locale;

/**
 * Why a recorded point was not sent.
 *
 * @since 0.1
 */
public enum DropReason {
  /** The ring between the recording threads and the sender was full: raise queueCapacity. */
  QUEUE_FULL,

  /** Carbon was away or slow for longer than backlogCapacity covers. */
  BACKLOG_FULL,

  /** The point waited longer than maxAge; carbon would overwrite a finished value with it. */
  TOO_OLD,

  /** The sender was closed, or did not get the point out within closeTimeout. */
  CLOSED,

  /** The sender's thread ended by a fault, which one ERROR in the log tells. */
  SENDER_ENDED,

  /**
   * The value was NaN or infinite, a merged sum would have been, or the time was no Unix second or
   * more than aggregationInterval ahead. Or the recording thread ended in the middle, by a stack
   * overflow for example.
   */
  INVALID;

  /** Returns the reason as it stands in meters and log lines, {@code queue_full} for example. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
