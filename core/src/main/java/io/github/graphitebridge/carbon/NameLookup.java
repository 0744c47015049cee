// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * One look-up of carbon's host name, on a thread of its own: a resolver can hang for tens of
 * seconds, and nobody can interrupt it.
 *
 * <p>Thread-safety: any thread may ask.
 */
final class NameLookup {
  /** Finds a host's addresses; {@link InetAddress#getAllByName} outside tests. */
  interface Resolver {
    /** Returns the addresses, at least one. */
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  private final CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();

  private NameLookup() {}

  /**
   * Starts one.
   *
   * @param whenDone called on the look-up's thread when there is an answer
   */
  static NameLookup start(Resolver resolver, String host, Runnable whenDone) {
    NameLookup lookup = new NameLookup();
    Thread thread =
        new Thread(() -> lookup.run(resolver, host, whenDone), "graphite-bridge-resolver");
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      // The process has no thread left, which passes: the attempt fails, and another follows.
      lookup.answer.completeExceptionally(e);
    }
    return lookup;
  }

  boolean isDone() {
    return answer.isDone();
  }

  /**
   * Returns the addresses of a look-up that is done.
   *
   * @throws IOException why there are none
   */
  List<InetAddress> addresses() throws IOException {
    try {
      return answer.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException unknown) {
        throw unknown;
      }
      throw new IOException("the look-up failed", e.getCause());
    }
  }

  /** Returns whether it is done and has found no address. */
  boolean hasFailed() {
    return answer.isCompletedExceptionally();
  }

  /** Returns whether an address is among those of a look-up that is done, or it found none. */
  boolean mayHold(InetAddress address) {
    return hasFailed() || answer.join().contains(address);
  }

  private void run(Resolver resolver, String host, Runnable whenDone) {
    try {
      List<InetAddress> addresses = List.of(resolver.resolve(host));
      if (addresses.isEmpty()) {
        throw new UnknownHostException(host + " has no address");
      }
      answer.complete(addresses);
    } catch (Throwable e) {
      answer.completeExceptionally(e);
    }
    whenDone.run();
  }
}
