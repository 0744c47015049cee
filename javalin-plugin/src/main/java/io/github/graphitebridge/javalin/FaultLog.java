// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What went wrong in the plugin, logged once a kind.
 *
 * <p>Thread-safety: safe for any number of threads.
 */
final class FaultLog {

  private static final Logger LOG = LoggerFactory.getLogger(GraphitePlugin.class);

  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  /** Logs a fault unless one of its kind has been; never throws, even if it cannot be printed. */
  void once(String what, Throwable fault) {
    if (fault instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (logged.add(what)) {
      try {
        LOG.warn("{} Further faults of this kind are not logged.", what, fault);
      } catch (Throwable ignored) {
        // Nothing is left to tell it to.
      }
    }
  }
}
