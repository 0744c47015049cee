// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.CarbonServer;
import java.time.Duration;

/**
 * Registries whose carbon has been reached. Until then counts of one name and second merge into one
 * line, and a close waits only a moment.
 */
final class Connected {
  private Connected() {}

  /** Returns the settings of a registry that sends to a carbon, almost at once. */
  static GraphiteBridgeConfigBuilder to(CarbonServer carbon) {
    return GraphiteBridgeConfig.builder()
        .host(carbon.host())
        .port(carbon.port())
        .flushInterval(Duration.ofMillis(10));
  }

  /** Waits for the connection of a registry, and returns the registry. */
  static GraphiteBridgeMeterRegistry of(GraphiteBridgeMeterRegistry opened) {
    await().until(opened.sender()::isConnected);
    return opened;
  }
}
