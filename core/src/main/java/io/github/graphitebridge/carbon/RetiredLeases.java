// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

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

  /** Returns whether one of them is so young that its end may be a proxy's, which gives up. */
  boolean needsWitness() {
    for (int i = 0; i < leases.size(); i++) {
      Lease lease = leases.get(i);
      if (!lease.isGivenUp() && !lease.isSeasoned(patience)) {
        return true;
      }
    }
    return false;
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
   * @param witness another connection that is open; null if there is none
   * @return whether there was an acknowledgement
   * @throws IOException when one has ended without, or is silent for too long; all of them have
   *     been looked at by then
   */
  boolean hear(@Nullable Lease witness, long now) throws IOException {
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
        boolean ended = lease.isEnded();
        if (ended) {
          lease.noteEnd(now);
        }
        over = ended && isProof(lease, witness, now);
        if (over) {
          lease.acknowledge();
          acknowledged = true;
          proxySuspected &= !lease.isSeasoned(patience);
        } else if (lease.retiredFor(now) >= patience.toNanos()) {
          failure = new SilenceException("no acknowledgement within " + patience);
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

  /**
   * Takes note that the witness was closed by what lets connect: the ends of those that are as
   * young prove nothing.
   *
   * @return whether there were any
   */
  boolean discredit() {
    boolean any = false;
    for (Lease lease : leases) {
      any |= !lease.isSeasoned(patience) && lease.giveUp();
    }
    proxySuspected |= any;
    return any;
  }

  /** Gives all of them up. */
  void close() {
    for (Lease lease : leases) {
      lease.giveUp();
      lease.close();
    }
    leases.clear();
  }

  private boolean isProof(Lease lease, @Nullable Lease witness, long now) {
    return lease.isSeasoned(patience) || (witness != null && lease.isOutlivedBy(witness, now));
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
