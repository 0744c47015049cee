// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that carries points for a while, and whose end is to be carbon's acknowledgement of
 * them.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class Lease {
  /** How far apart a proxy may end two connections that it gives up for one reason. */
  private static final Duration MARGIN = Duration.ofMillis(100);

  private final Transport transport;
  private final PointAccounts accounts;
  private final long openedAt;

  private long begunAt;
  private long sentBefore;
  private boolean carries;
  private final WriteProgress progress = new WriteProgress();

  private long retiredAt;
  private long points;
  private boolean unacknowledged;

  /** When carbon closed its side, or something in its place did. */
  private long endedAt;

  private boolean ended;
  private boolean witnessed;

  Lease(Transport transport, PointAccounts accounts, long now) {
    this.transport = transport;
    this.accounts = accounts;
    this.openedAt = now;
  }

  /** Takes note that points may be written from now on. */
  void begin(long now) {
    begunAt = now;
    progress.begin(now);
    sentBefore = accounts.sent();
  }

  /** Writes as much as goes. */
  void write(ByteBuffer bytes, long now) throws IOException {
    int written = transport.write(bytes);
    progress.note(written, bytes.hasRemaining(), now);
    carries |= written > 0;
  }

  /** Returns whether any byte has been written. */
  boolean carries() {
    return carries;
  }

  /** Returns whether the kernel has refused bytes for so long. */
  boolean isStuckFor(Duration time, long now) {
    return progress.isStuckFor(time, now);
  }

  /** Returns for how long it has carried, or could have. */
  long carriedFor(long now) {
    return now - begunAt;
  }

  /** Returns for how long it has been open. */
  long openFor(long now) {
    return now - openedAt;
  }

  /** Returns how long ago bytes were written last. */
  long idleFor(long now) {
    return now - progress.last();
  }

  /** Asks for the acknowledgement: nothing is written any more. */
  void retire(long now) throws IOException {
    retiredAt = now;
    points = accounts.sent() - sentBefore;
    transport.shutdownOutput();
  }

  /** Returns how long ago the acknowledgement was asked for. */
  long retiredFor(long now) {
    return now - retiredAt;
  }

  /** Returns whether it had been open for so long when the acknowledgement was asked for. */
  boolean isSeasoned(Duration time) {
    return retiredAt - openedAt >= time.toNanos();
  }

  /** Returns whether carbon, or something in its place, has closed its side in good order. */
  boolean isEnded() throws IOException {
    return ended || transport.isEnded();
  }

  /**
   * Takes note that it has ended, if that is news.
   *
   * @param witness another connection that is open; null if there is none
   */
  void noteEnd(@Nullable Lease witness, long now) {
    if (!ended) {
      ended = true;
      endedAt = now;
      witnessed = witness != null;
      transport.close();
    }
  }

  boolean hasEnded() {
    return ended;
  }

  /** Returns whether no other connection can show any more that its end was an answer. */
  boolean isBeyondProof() {
    return ended && unacknowledged && !witnessed;
  }

  /**
   * Returns whether another connection shows that the end was carbon's answer. A proxy whose carbon
   * dies ends all connections at once, so the other one has to be open for a while after; and a
   * proxy that never reached carbon gives up each at the same age, so the other one has to be
   * older, unless this one was older than that.
   */
  boolean isProvenBy(Lease witness, Duration seasoning, long now) {
    if (!ended || now - endedAt < MARGIN.toNanos()) {
      return false;
    }
    long age = endedAt - openedAt;
    if (witness.openedAt - endedAt <= 0) {
      return age >= seasoning.toNanos() || witness.openFor(now) >= age + MARGIN.toNanos();
    }
    return !unacknowledged
        && witness.openFor(now) >= Math.min(age, seasoning.toNanos()) + MARGIN.toNanos();
  }

  /** Counts its points as acknowledged, also where they had been given up. */
  void acknowledge() {
    accounts.acknowledged(points, unacknowledged);
  }

  /** Counts its points as unacknowledged; returns false if they are already. */
  boolean giveUp() {
    boolean first = !unacknowledged;
    if (first) {
      unacknowledged = true;
      accounts.unacknowledged(points);
    }
    return first;
  }

  /** Closes it while it carries: its points are unacknowledged. */
  void lose() {
    points = accounts.sent() - sentBefore;
    boolean unused = giveUp();
    close();
  }

  boolean isGivenUp() {
    return unacknowledged;
  }

  long watch(long nanos, boolean untilWritable) {
    return transport.watch(nanos, untilWritable);
  }

  void close() {
    transport.close();
  }
}
