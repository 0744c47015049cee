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
 * @param status UP, or UNKNOWN while carbon is away or nothing is sent
 * @param details why
 */
record CarbonHealth(String status, Map<String, Object> details) {

  static CarbonHealth of(CarbonSender sender) {
    boolean connected = sender.isConnected();
    return new CarbonHealth(
        connected ? "UP" : "UNKNOWN",
        Map.of(
            "connected",
            connected,
            "lastSuccessAge",
            sender.lastSuccessAge().truncatedTo(ChronoUnit.SECONDS),
            "waiting",
            sender.waiting()));
  }
}
