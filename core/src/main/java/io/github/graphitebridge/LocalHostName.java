// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The name of this machine. It is resolved once, and only if no setting gives it.
 *
 * <p>Thread-safety: safe; a first caller waits at most {@value #PATIENCE_MILLIS} ms.
 */
final class LocalHostName {
  /** The name if no better one is known. */
  static final String UNKNOWN = "unknown";

  /** How long the resolver may take: without DNS it can hang for tens of seconds. */
  private static final long PATIENCE_MILLIS = 1_000;

  private LocalHostName() {}

  /** Returns the name: the resolver's, else the environment's HOSTNAME, else {@link #UNKNOWN}. */
  static String get() {
    return Once.NAME;
  }

  /** As {@link #get}, of a given resolver and environment; never throws. */
  static String of(Callable<String> resolver, @Nullable String environment, long patienceMillis) {
    AtomicReference<@Nullable String> answer = new AtomicReference<>();
    Thread asking = new Thread(() -> ask(resolver, answer), "graphite-bridge-host-name");
    asking.setDaemon(true);
    try {
      asking.start();
      join(asking, patienceMillis);
    } catch (OutOfMemoryError e) {
      // The process has no thread left for the resolver.
    }
    String name = answer.get();
    if (name != null && !name.isBlank()) {
      return name;
    }
    return environment == null || environment.isBlank() ? UNKNOWN : environment;
  }

  private static void ask(Callable<String> resolver, AtomicReference<@Nullable String> answer) {
    try {
      answer.set(resolver.call());
    } catch (Exception | LinkageError e) {
      // Without a name from the resolver, the environment is next.
    }
  }

  /** Ignores interrupts: a name for the life of the process must not depend on one. */
  private static void join(Thread asking, long millis) {
    boolean interrupted = false;
    long end = System.nanoTime() + millis * 1_000_000;
    long left = millis;
    while (left > 0 && asking.isAlive()) {
      try {
        asking.join(left);
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = (end - System.nanoTime()) / 1_000_000;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String resolve() throws UnknownHostException {
    return InetAddress.getLocalHost().getHostName();
  }

  private static final class Once {
    // A lambda here would be a method of this class. Its thread would wait for the class to be
    // initialized, which waits for the thread.
    static final String NAME =
        of(LocalHostName::resolve, System.getenv("HOSTNAME"), PATIENCE_MILLIS);
  }
}
