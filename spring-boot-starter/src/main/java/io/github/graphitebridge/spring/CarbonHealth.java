// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import io.github.graphitebridge.carbon.CarbonSender;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * The health of the connection to carbon.
 *
 * <p>It is never DOWN: an application without metrics still serves its users, and load balancers
 * stop the traffic of one that is DOWN.
 *
 * @param status UP while carbon acknowledges, or without acknowledgements, while a connection is
 *     open; else UNKNOWN
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
