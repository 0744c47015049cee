// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The leases whose acknowledgement is awaited.
 *
 * <p>One that is silent for too long is given up, but not forgotten: a carbon that was stopped and
 * goes on still acknowledges it.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class RetiredLeases {
  /** How many leases may await their acknowledgement before points have to wait. */
  private static final int MOST_PENDING = 2;

  private static final int MOST_GIVEN_UP = 2;

  /**
   * An answer within this time is carbon's also on a connection that is not seasoned: a proxy that
   * accepts for a carbon that is away takes longer to give up.
   */
  private static final Duration PROMPT = Duration.ofSeconds(1);

  private final Duration patience;
  private final List<Lease> leases = new ArrayList<>();

  /** Whether something accepts connections and closes them by itself. */
  private boolean proxySuspected;

  /**
   * Creates none.
   *
   * @param patience how long an acknowledgement may take, and how long a connection has to be open
   *     for its end to be carbon's
   */
  RetiredLeases(Duration patience) {
    this.patience = patience;
  }

  void add(Lease lease) {
    leases.add(lease);
  }

  /** Returns whether points have to wait until one of them has ended. */
  boolean isFull() {
    return pending() >= MOST_PENDING;
  }

  /** Returns whether there is none that has not been given up. */
  boolean isSettled() {
    return pending() == 0;
  }

  void suspectProxy(boolean suspected) {
    proxySuspected = suspected;
  }

  boolean isProxySuspected() {
    return proxySuspected;
  }

  /**
   * Takes what has come.
   *
   * @return whether there was an acknowledgement
   * @throws IOException when one has ended without, or is silent for too long; all of them have
   *     been looked at by then
   */
  boolean hear(long now) throws IOException {
    if (leases.isEmpty()) {
      return false;
    }
    boolean acknowledged = false;
    IOException lost = null;
    for (Iterator<Lease> each = leases.iterator(); each.hasNext(); ) {
      Lease lease = each.next();
      boolean over = true;
      IOException failure = null;
      try {
        over = lease.isEnded();
        if (over && isProof(lease, now)) {
          lease.acknowledge();
          acknowledged = true;
          proxySuspected &= !lease.isSeasoned(patience);
        } else {
          failure = failure(lease, over, now);
        }
      } catch (IOException e) {
        failure = e;
      }
      if (failure != null && lease.giveUp()) {
        lost = failure;
      }
      if (over) {
        each.remove();
        lease.close();
      }
    }
    forgetOldest();
    if (lost != null) {
      throw lost;
    }
    return acknowledged;
  }

  /** Has the selector watch for their ends; returns the wait that is left to it. */
  long watch(long nanos) {
    long rest = nanos;
    for (Lease lease : leases) {
      rest = lease.watch(rest, false);
    }
    return rest;
  }

  /** Gives all of them up. */
  void close() {
    for (Lease lease : leases) {
      lease.giveUp();
      lease.close();
    }
    leases.clear();
  }

  private boolean isProof(Lease lease, long now) {
    return lease.isSeasoned(patience)
        || (!proxySuspected && lease.retiredFor(now) < PROMPT.toNanos());
  }

  private @Nullable IOException failure(Lease lease, boolean over, long now) {
    if (over) {
      proxySuspected = true;
      return new EOFException("the end of the stream came too late to be carbon's");
    }
    return lease.retiredFor(now) >= patience.toNanos()
        ? new SilenceException("no acknowledgement within " + patience)
        : null;
  }

  /** Bounds the sockets of those that were given up, which are older than any other. */
  private void forgetOldest() {
    while (leases.size() - pending() > MOST_GIVEN_UP) {
      leases.remove(0).close();
    }
  }

  private int pending() {
    int pending = 0;
    for (int i = 0; i < leases.size(); i++) {
      pending += leases.get(i).isGivenUp() ? 0 : 1;
    }
    return pending;
  }
}
