// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One TCP connection after the other, each of which carbon acknowledges: that the kernel takes
 * bytes does not say that carbon reads them, but carbon answers a half-close only when it has.
 *
 * <p>A connection carries points for an acknowledge interval and is half-closed then; the next one,
 * open for as long by that time, carries on. At the start and after each end that was no
 * acknowledgement, nothing goes out but a {@link Probe}, until one is answered. With nothing to
 * send, no connection stays open.
 *
 * <p>Thread-safety: as {@link Connection} says.
 */
final class LeasedConnection implements Connection {
  /**
   * What it keeps to.
   *
   * @param target where it goes, in words
   */
  record Options(
      Duration acknowledgeInterval, Duration writeTimeout, boolean autoreconnect, String target) {}

  /** A receiver that lets connect but answers no probe for so long is one that never will. */
  private static final Duration UNANSWERED = Duration.ofSeconds(30);

  /** How often such a receiver is asked again. */
  private static final Duration PROBE_PERIOD = Duration.ofMinutes(1);

  /** A connection that has had nothing to carry for so long is retired. */
  private static final Duration IDLE = Duration.ofMillis(500);

  /** How long the next connection is not tried again, while the current one carries. */
  private static final Duration RETRY_NEXT = Duration.ofSeconds(1);

  /** How often connections that carry nothing are looked after, unless the selector has news. */
  private static final Duration LOOK_PERIOD = Duration.ofMillis(10);

  private enum State {
    PROBING,
    SERVING,
    OVER
  }

  private final Options options;
  private final PointAccounts accounts;
  private final LongSupplier nanoTime;
  private final Backoff backoff;
  private final WakeableSelector selector = new WakeableSelector();
  private final Dialer dialer;
  private final Probe probe;
  private final RetiredLeases retired;

  private State state = State.PROBING;

  /** The time of the step that is under way, by the nano clock. */
  private long now;

  /** When the next probe may begin. */
  private long probeDue;

  private boolean everAnswered;

  /** Whether connects succeed, and since when. */
  private boolean reachable;

  private long reachableSince;

  /** What carries points. */
  private @Nullable Lease current;

  /** What will carry points after it. */
  private @Nullable Lease next;

  private long nextDue;
  private long lookDue;
  private boolean pointsWait;

  /**
   * Creates one that has yet to connect.
   *
   * @param accounts told what carbon acknowledges, and asked what was written
   * @param random gives numbers from 0 to 1, the latter excluded
   */
  LeasedConnection(
      Options options, Dialer.Target to, PointAccounts accounts, DoubleSupplier random) {
    this.options = options;
    this.accounts = accounts;
    this.nanoTime = to.nanoTime();
    this.backoff = new Backoff(random);
    this.dialer = new Dialer(to, selector);
    this.probe = new Probe(dialer, options.acknowledgeInterval, nanoTime);
    this.retired = new RetiredLeases(options.acknowledgeInterval);
    this.now = nanoTime.getAsLong();
    this.probeDue = now;
    this.nextDue = now;
    this.lookDue = now;
  }

  @Override
  public boolean advance(boolean pointsWait) throws IOException {
    this.pointsWait = pointsWait;
    now = nanoTime.getAsLong();
    boolean look = now - lookDue >= 0;
    try {
      checkCurrent();
      if (look) {
        lookDue = now + LOOK_PERIOD.toNanos();
        checkNext();
        hearRetired();
      }
      if (state == State.PROBING) {
        probe();
      }
      return state == State.SERVING && serve(look);
    } catch (IOException e) {
      lost();
      throw e;
    }
  }

  @Override
  public boolean isUp() {
    return state == State.SERVING;
  }

  /** Returns whether carbon lets connect, but has never answered for a long time. */
  boolean isUnanswered() {
    return state == State.PROBING
        && !everAnswered
        && reachable
        && now - reachableSince >= UNANSWERED.toNanos();
  }

  @Override
  public boolean isDue() {
    Lease lease = current;
    if (lease == null || !lease.carries()) {
      return false;
    }
    long interval = options.acknowledgeInterval.toNanos();
    if (!pointsWait && retired.isSettled() && lease.idleFor(now) >= IDLE.toNanos()) {
      return true;
    }
    boolean nextIsSeasoned = next != null && next.openFor(now) >= interval;
    return lease.carriedFor(now) >= (nextIsSeasoned ? interval : 2 * interval);
  }

  @Override
  public void retire() {
    Lease lease = current;
    current = null;
    if (lease != null) {
      retire(lease);
    }
  }

  @Override
  public boolean isSettled() {
    return current == null && retired.isSettled();
  }

  @Override
  public boolean acknowledges() {
    return true;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    Lease lease = current;
    if (lease == null) {
      throw new IOException("not connected");
    }
    try {
      lease.write(bytes, now);
    } catch (IOException e) {
      retired.suspectProxy(true);
      loseCurrent();
      lost();
      throw e;
    }
  }

  @Override
  public void abandon() {
    lost();
  }

  @Override
  public void retryNow() {
    backoff.reset();
    if (!probe.isRunning()) {
      probeDue = nanoTime.getAsLong();
    }
  }

  @Override
  public boolean isProven() {
    return state == State.SERVING;
  }

  @Override
  public boolean isOver() {
    return state == State.OVER;
  }

  @Override
  public boolean await(long nanos, boolean untilWritable) {
    long rest = probe.watch(retired.watch(nanos));
    if (next != null) {
      rest = next.watch(rest, false);
    }
    if (current != null) {
      rest = current.watch(rest, untilWritable);
    }
    boolean news = selector.await(rest);
    if (news) {
      lookDue = nanoTime.getAsLong();
    }
    return news;
  }

  @Override
  public void wakeUp() {
    selector.wakeUp();
  }

  @Override
  public String target() {
    return options.target;
  }

  @Override
  public void close() {
    state = State.OVER;
    loseCurrent();
    closeNext();
    probe.end();
    retired.close();
    selector.close();
  }

  /** Takes the answers to what was retired; while carbon is away, one without is no news. */
  private void hearRetired() throws IOException {
    try {
      if (retired.hear(witness(), now)) {
        accounts.answered(now);
        backoff.reset();
        if (state == State.PROBING) {
          answered();
        }
      }
    } catch (IOException e) {
      if (state == State.SERVING) {
        throw e;
      }
    }
  }

  private void probe() throws IOException {
    if (!probe.isRunning() && now - probeDue >= 0) {
      probe.begin(retired.isProxySuspected());
    }
    boolean wasSilent = probe.isSilent();
    boolean answered;
    try {
      answered = probe.advance();
    } catch (SilenceException e) {
      throw e;
    } catch (EOFException e) {
      reachable = false;
      retired.suspectProxy(true);
      if (wasSilent) {
        // Something has happened to carbon, so this is the time to ask again.
        backoff.reset();
      }
      throw e;
    } catch (ConnectException e) {
      reachable = false;
      retired.suspectProxy(false);
      throw e;
    } catch (IOException e) {
      reachable = false;
      throw e;
    } finally {
      if (probe.isOpen() && !reachable) {
        reachable = true;
        reachableSince = now;
      }
    }
    if (answered) {
      answered();
    }
  }

  private void answered() {
    probe.end();
    everAnswered = true;
    accounts.answered(now);
    state = State.SERVING;
  }

  /** Returns whether there is a connection that takes points. */
  private boolean serve(boolean look) throws IOException {
    if (current == null && pointsWait && !retired.isFull()) {
      openCurrent();
    }
    if (look) {
      season();
    }
    return current != null;
  }

  private void checkCurrent() throws IOException {
    Lease lease = current;
    if (lease == null) {
      return;
    }
    IOException end = null;
    try {
      if (lease.isEnded()) {
        end = new EOFException("carbon closed the connection");
      }
    } catch (IOException e) {
      end = e;
    }
    if (end != null) {
      // What has been idle may go: carbon was restarted, or closes idle connections.
      boolean idle = !lease.carries() && lease.openFor(now) >= IDLE.toNanos();
      loseCurrent();
      idle &= !retired.discredit();
      if (!idle) {
        retired.suspectProxy(true);
        throw end;
      }
    } else if (lease.isStuckFor(options.writeTimeout, now)) {
      throw new SilenceException("carbon took no byte for " + options.writeTimeout);
    } else if (!lease.carries()
        && !pointsWait
        && lease.carriedFor(now) >= options.acknowledgeInterval.toNanos()) {
      loseCurrent();
    }
  }

  private void openCurrent() throws IOException {
    checkNext();
    Lease opened = next;
    if (opened == null) {
      opened = dial();
    }
    next = null;
    if (opened != null) {
      opened.begin(now);
      current = opened;
      nextDue = now;
    }
  }

  /** Opens the next connection as soon as the current one carries. */
  private void season() {
    if (current == null && !pointsWait && retired.isSettled()) {
      closeNext();
    } else if (next == null && now - nextDue >= 0 && isNextNeeded()) {
      openNext();
    }
  }

  /** That the next one has ended is no event, unless it was the witness of another end. */
  private void checkNext() throws IOException {
    if (next != null && isOver(next)) {
      dropNext();
      if (retired.discredit()) {
        throw new EOFException("carbon closed the connection");
      }
    }
  }

  /** Returns the older one of the connections that are open and not retired. */
  private @Nullable Lease witness() {
    if (current == null || next == null) {
      return current == null ? next : current;
    }
    return current.openFor(now) >= next.openFor(now) ? current : next;
  }

  private void openNext() {
    try {
      next = dial();
    } catch (IOException e) {
      // No event: the current one carries on, and tells if carbon is gone.
      dropNext();
    }
  }

  private static boolean isOver(Lease lease) {
    try {
      return lease.isEnded();
    } catch (IOException e) {
      return true;
    }
  }

  private boolean isNextNeeded() {
    return (current != null && current.carries()) || (current == null && !retired.isSettled());
  }

  private @Nullable Lease dial() throws IOException {
    dialer.dial();
    Transport opened = dialer.advance();
    return opened == null ? null : new Lease(opened, accounts, now);
  }

  private void dropNext() {
    closeNext();
    nextDue = now + RETRY_NEXT.toNanos();
  }

  private void closeNext() {
    if (state == State.SERVING) {
      dialer.hangUp();
    }
    Lease closing = next;
    next = null;
    if (closing != null) {
      closing.close();
    }
  }

  private void retire(Lease lease) {
    try {
      lease.retire(now);
      if (lease.carries()) {
        retired.add(lease);
      } else {
        lease.close();
      }
    } catch (IOException e) {
      lease.lose();
      lost();
    }
  }

  private void loseCurrent() {
    Lease lost = current;
    current = null;
    if (lost != null) {
      lost.lose();
    }
  }

  /** Ends what carries, as carbon has not acknowledged; nothing goes out before it answers. */
  private void lost() {
    Lease carried = current;
    current = null;
    if (carried != null) {
      retire(carried);
    }
    if (state == State.SERVING) {
      // What was to be next stays, as a witness of late answers.
      dialer.hangUp();
      state = options.autoreconnect ? State.PROBING : State.OVER;
    }
    if (!probe.isRunning()) {
      probeDue = now + (isUnanswered() ? PROBE_PERIOD.toNanos() : backoff.next());
    }
  }
}
