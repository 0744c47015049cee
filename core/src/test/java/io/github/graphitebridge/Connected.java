// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.awaitility.Awaitility.await;

/**
 * Registries whose carbon has been reached. Until then counts of one name and second merge into one
 * line, and a close waits only a moment.
 */
final class Connected {
  private Connected() {}

  /** Waits for the connection of a registry, and returns the registry. */
  static GraphiteBridgeMeterRegistry of(GraphiteBridgeMeterRegistry opened) {
    await().until(opened.sender()::isConnected);
    return opened;
  }
}
