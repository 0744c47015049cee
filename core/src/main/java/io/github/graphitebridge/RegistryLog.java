// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The logger of the registry and its parts. */
final class RegistryLog {
  static final Logger LOGGER =
      LoggerFactory.getLogger("io.github.graphitebridge.GraphiteBridgeMeterRegistry");

  private RegistryLog() {}
}
