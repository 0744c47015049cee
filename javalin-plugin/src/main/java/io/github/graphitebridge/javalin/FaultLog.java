// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs faults of the plugin, one of each kind.
 *
 * <p>Thread-safety: safe for any number of threads.
 */
final class FaultLog {

  private static final Logger LOG = LoggerFactory.getLogger(GraphitePlugin.class);

  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  /** Logs the first fault of a kind. Never throws, even if the fault cannot be printed. */
  void once(String what, Throwable fault) {
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (logged.add(what)) {
      try {
        LOG.warn("{} Further faults of this kind are not logged.", what, fault);
      } catch (Throwable ignored) {
        // Nobody is left to tell.
      }
    }
  }
}
