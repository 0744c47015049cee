// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import io.github.graphitebridge.carbon.CarbonSender;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * What the health endpoint says of the way to carbon.
 *
 * <p>It is never DOWN: an application that has lost its metrics still serves its users, and DOWN
 * has load balancers take it away.
 *
 * @param status UP while carbon answers when it is asked, or where it is not asked, while a
 *     connection is open; else UNKNOWN
 * @param details why
 */
record CarbonHealth(String status, Map<String, Object> details) {

  static CarbonHealth of(CarbonSender sender) {
    return new CarbonHealth(
        sender.isConnected() ? "UP" : "UNKNOWN",
        Map.of(
            "acknowledging",
            sender.isAcknowledging(),
            "lastAcknowledgedAge",
            sender.lastAcknowledgedAge().truncatedTo(ChronoUnit.SECONDS),
            "unacknowledged",
            sender.unacknowledged(),
            "waiting",
            sender.waiting()));
  }
}
