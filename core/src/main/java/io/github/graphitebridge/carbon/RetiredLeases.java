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

  /**
   * Returns whether there is none that has not been given up. Until then another connection has to
   * stay open, which shows that their ends are answers.
   */
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
      boolean over;
      IOException failure = null;
      try {
        over = isAcknowledged(lease, witness, now);
        acknowledged |= over;
        if (!over && lease.retiredFor(now) >= patience(lease)) {
          failure = new SilenceException("no acknowledgement within " + patience);
        }
        over |= lease.isBeyondProof();
      } catch (IOException e) {
        over = true;
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

  private boolean isAcknowledged(Lease lease, @Nullable Lease witness, long now)
      throws IOException {
    if (lease.isEnded()) {
      lease.noteEnd(witness, now);
    }
    boolean proven = witness != null && lease.isProvenBy(witness, patience, now);
    if (proven) {
      lease.acknowledge();
      proxySuspected &= !lease.isSeasoned(patience);
    }
    return proven;
  }

  /** What has ended waits for its witness only. */
  private long patience(Lease lease) {
    return lease.hasEnded() ? 2 * patience.toNanos() : patience.toNanos();
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
   * Takes note that the witness has ended: the ends that came just before prove nothing.
   *
   * @return whether any point is unacknowledged by that
   */
  boolean discredit() {
    boolean any = false;
    for (Iterator<Lease> each = leases.iterator(); each.hasNext(); ) {
      Lease lease = each.next();
      if (lease.hasEnded()) {
        any |= lease.giveUp();
        each.remove();
        proxySuspected = true;
      }
    }
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

  /** Bounds the sockets of those that were given up. */
  private void forgetOldest() {
    int tooMany = leases.size() - pending() - MOST_GIVEN_UP;
    for (Iterator<Lease> each = leases.iterator(); tooMany > 0; ) {
      Lease lease = each.next();
      if (lease.isGivenUp()) {
        each.remove();
        lease.close();
        tooMany--;
      }
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
