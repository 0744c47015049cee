// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How the shop's sender does; all in recorded points, unless said otherwise.
 *
 * @param connected whether its connection to carbon is open
 * @param recorded recorded in all
 * @param sent handed to the kernel
 * @param waiting neither sent nor dropped yet
 * @param merged added to another one's line while they waited
 * @param dropped by reason, without those that are 0
 * @param queue between the recording threads and the sender's
 * @param backlogLines lines that wait for carbon
 * @param backlogAgeSeconds the age of the oldest of them
 * @param lines lines handed to the kernel
 * @param bytes bytes handed to the kernel
 * @param reconnects connections after the first
 */
record SenderHealth(
    boolean connected,
    long recorded,
    long sent,
    long waiting,
    long merged,
    Map<String, Long> dropped,
    long queue,
    int backlogLines,
    long backlogAgeSeconds,
    long lines,
    long bytes,
    int reconnects) {

  /** Returns how a sender does now. */
  static SenderHealth of(CarbonSender sender) {
    return new SenderHealth(
        sender.isConnected(),
        sender.recorded(),
        sender.sent(),
        sender.waiting(),
        sender.merged(),
        dropped(sender),
        sender.queueSize(),
        sender.backlogSize(),
        sender.backlogAge().toSeconds(),
        sender.lines(),
        sender.bytes(),
        sender.reconnects());
  }

  private static Map<String, Long> dropped(CarbonSender sender) {
    return Arrays.stream(DropReason.values())
        .filter(reason -> sender.dropped(reason) > 0)
        .collect(Collectors.toMap(DropReason::label, sender::dropped, Long::sum, TreeMap::new));
  }
}
