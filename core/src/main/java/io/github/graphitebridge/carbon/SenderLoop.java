// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * What the sender's thread does: fetch points from the ring, put them into lines, write the lines;
 * and while that is not possible, let them wait in the backlog.
 *
 * <p>Nothing in a step waits, so the ring is emptied as well while a look-up, a connect or a write
 * is pending.
 *
 * <p>Thread-safety: {@link #run} belongs to the one thread; the questions and {@link #close} are
 * for any.
 */
final class SenderLoop implements Runnable {
  /** The times it keeps, and the clocks they are measured by. */
  record Timing(
      Duration flushInterval,
      Duration maxAge,
      Duration closeTimeout,
      LongSupplier nanoTime,
      CurrentSecond second) {}

  /** How often a connection that is not open, or is full, is looked after. */
  private static final long BUSY_WAIT_NANOS = 50_000_000L;

  /**
   * An open connection that has had nothing to take for so long is looked after once in as long;
   * the next point ends the rest.
   */
  private static final long QUIET_NANOS = 1_000_000_000L;

  /** For how long a close tries to reach a carbon that was never there. */
  private static final Duration NEVER_REACHED = Duration.ofMillis(750);

  private final PointRing ring;
  private final Backlog backlog;
  private final Connection connection;
  private final PointAccounts accounts;
  private final OutageLog log;
  private final CurrentSecond second;
  private final Timing timing;
  private final long crowdedRing;
  private final WriteBatch batch;

  /** Made once: each step uses one of them. */
  private final PointRing.Sink toBatch = this::toBatch;

  private final PointRing.Sink toBacklog = this::toBacklog;

  /** Points before this second are too old to be sent. */
  private long oldestSecond;

  /** When the batch was begun, or carbon took some of it, by the nano clock. */
  private long lastProgress;

  /** When something waited last, by the nano clock. */
  private long lastBusy;

  /** Whether carbon was asked to acknowledge at the last step. */
  private volatile boolean acknowledges;

  /** Whether what was on its way has yet to be taken back. */
  private boolean isRecovering;

  /** What is dropped at the end is dropped for. */
  private volatile DropReason endReason = DropReason.CLOSED;

  /** Whether the kernel has not taken all of the last batch. */
  private boolean blocked;

  private volatile boolean closing;
  private volatile boolean ended;

  // Written by the sender's thread alone, after each step.
  private volatile boolean connected;
  private final AtomicInteger connects = new AtomicInteger();
  private volatile long lastSuccess;

  SenderLoop(
      PointRing ring,
      Backlog backlog,
      WriteBatch batch,
      Connection connection,
      PointAccounts accounts,
      OutageLog log,
      Timing timing) {
    this.ring = ring;
    this.backlog = backlog;
    this.batch = batch;
    this.connection = connection;
    this.accounts = accounts;
    this.log = log;
    this.second = timing.second;
    this.timing = timing;
    this.crowdedRing = ring.capacity() / 2;
    this.acknowledges = connection.acknowledges();
    this.lastSuccess = timing.nanoTime.getAsLong();
    this.lastBusy = lastSuccess;
  }

  @Override
  public void run() {
    try {
      while (!closing && !connection.isOver()) {
        if (!step()) {
          rest();
        }
      }
      drain();
    } catch (Throwable e) {
      endReason = DropReason.SENDER_ENDED;
      log.ended(e);
      throw e;
    } finally {
      end();
    }
  }

  /**
   * Does what can be done now without waiting, one batch at most: the points that come meanwhile
   * gather for the next.
   *
   * @return whether there is more to be done at once
   */
  boolean step() {
    boolean more = false;
    blocked = false;
    if (isWaiting()) {
      lastBusy = timing.nanoTime.getAsLong();
    }
    try {
      more = work();
    } catch (IOException e) {
      tryToRecover();
      log.down(e, connection.isOver());
    } catch (Throwable e) {
      // An Error too: a class that an appender lacks, or a lack of memory, which passes.
      connection.abandon();
      tryToRecover();
      log.fault(e, connection.isOver());
    }
    log.givenUp(ring.givenUp());
    backlog.publish();
    return more;
  }

  private boolean work() throws IOException {
    boolean more = false;
    if (isRecovering) {
      recover();
    }
    long current = second.tick();
    oldestSecond = current - timing.maxAge.toSeconds();
    if (batch.holdsBefore(oldestSecond)) {
      batch.giveBackUnbegun(backlog);
    }
    backlog.dropBefore(oldestSecond);
    if (closing) {
      backlog.releaseAll();
    } else {
      backlog.hold(current);
    }
    boolean open = connection.advance(isWaiting());
    setConnected(connection.isUp());
    noticeAcknowledging();
    if (connected) {
      log.logFirstConnect();
    }
    if (open) {
      more = connection.isDue() ? endLease() : transmit();
    } else {
      blocked = isWaiting();
      if (!connected || ring.size() > crowdedRing) {
        moveToBacklog();
      }
    }
    if (connection.isProven()) {
      log.recovered();
    }
    return more;
  }

  /** Asks the thread to send what waits and to end. */
  void close() {
    closing = true;
    ring.close(DropReason.CLOSED);
    wakeUp();
  }

  /** Ends the thread's rest. */
  void wakeUp() {
    connection.wakeUp();
  }

  /** Returns the reason of the drops of what nobody fetches any more. */
  DropReason endReason() {
    return endReason;
  }

  /** Returns whether it has ended, so that nothing waits any more. */
  boolean hasEnded() {
    return ended;
  }

  boolean isConnected() {
    return connected;
  }

  boolean isAcknowledging() {
    return connected && acknowledges;
  }

  /** Returns how often carbon was reached after the first time. */
  int reconnects() {
    return Math.max(0, connects.get() - 1);
  }

  /** Returns the time of the last write that took bytes, or of the start, by the nano clock. */
  long lastSuccess() {
    return lastSuccess;
  }

  /** Returns how many points wait in the ring; what slips in after the end waits for nothing. */
  long queueSize() {
    return ended ? 0 : ring.size();
  }

  /** Returns how many recorded points wait, those of a step that is under way included. */
  long waiting() {
    // In this order a point may be counted that has just gone, but none is left out.
    long settled = accounts.settled();
    return ended ? 0 : ring.taken() - settled;
  }

  /** Returns the same by what is there, between two steps of the thread, and for it alone. */
  long held() {
    return ring.size() + backlog.weight() + batch.weight();
  }

  /** Has the connection end where a line does; the next step goes on with another. */
  private boolean endLease() throws IOException {
    if (batch.isWithinLine() && batch.finishLine(connection, accounts)) {
      lastSuccess = timing.nanoTime.getAsLong();
    }
    blocked = batch.isWithinLine();
    if (!blocked) {
      connection.retire();
    }
    return !blocked && isWaiting();
  }

  private void noticeAcknowledging() {
    if (connection.acknowledges() != acknowledges) {
      acknowledges = !acknowledges;
      log.acknowledges(acknowledges);
    }
  }

  private boolean transmit() throws IOException {
    long now = timing.nanoTime.getAsLong();
    if (batch.isEmpty()) {
      fill();
      lastProgress = now;
    }
    if (batch.isEmpty()) {
      return false;
    }
    boolean full = !batch.hasRoom();
    if (batch.writeTo(connection, accounts)) {
      lastProgress = now;
      lastSuccess = now;
    }
    if (batch.isEmpty()) {
      return full || backlog.hasLines();
    }
    blocked = true;
    // One full socket is no sign, for carbon may be reading. Where it is slow, what has not begun
    // to go waits where it can merge and age.
    if (now - lastProgress >= timing.flushInterval.toNanos() || ring.size() > crowdedRing) {
      batch.giveBackUnbegun(backlog);
      moveToBacklog();
    }
    return false;
  }

  private void fill() {
    if (backlog.waitsForCarbon()) {
      moveToBacklog();
    } else {
      ring.drainTo(toBatch);
    }
    backlog.drainTo(batch);
  }

  private void moveToBacklog() {
    ring.drainTo(toBacklog);
  }

  private boolean toBatch(Series series, double value, long second) {
    return dropIfOld(second)
        || backlog.tryMerge(series, value, second)
        || batch.add(series, value, second, 1);
  }

  private boolean toBacklog(Series series, double value, long second) {
    if (!dropIfOld(second)) {
      backlog.add(series, value, second);
    }
    return true;
  }

  private boolean dropIfOld(long second) {
    if (second < oldestSecond) {
      accounts.dropped(DropReason.TOO_OLD, 1);
      return true;
    }
    return false;
  }

  private void tryToRecover() {
    isRecovering = true;
    try {
      recover();
    } catch (Throwable e) {
      // No memory for the backlog, for example: the next step tries again.
    }
  }

  private void recover() {
    setConnected(false);
    batch.giveBack(backlog);
    moveToBacklog();
    isRecovering = false;
  }

  private void setConnected(boolean open) {
    if (open == connected) {
      return;
    }
    if (open) {
      connects.incrementAndGet();
      log.open(waiting());
    }
    connected = open;
  }

  /** Rests until there is something to do, and sees each second that begins meanwhile. */
  private void rest() {
    long now = timing.nanoTime.getAsLong();
    long end = now + restNanos(now);
    boolean ended = false;
    while (!ended && !closing && end - now > 0) {
      ended = await(second.untilNext(now, end - now));
      now = timing.nanoTime.getAsLong();
      ended = ended || !isNextSecondSeen(now);
    }
  }

  /** Returns false if the clock fails, which is the next step's to report. */
  private boolean isNextSecondSeen(long now) {
    try {
      if (second.isOver(now)) {
        oldestSecond = second.tick() - timing.maxAge.toSeconds();
      }
      return true;
    } catch (Throwable e) {
      return false;
    }
  }

  /** An open connection is looked after once a flush interval, and any other more often. */
  private long restNanos(long now) {
    long flush = timing.flushInterval.toNanos();
    if (!connected || blocked) {
      return Math.min(flush, BUSY_WAIT_NANOS);
    }
    boolean quiet = now - lastBusy >= QUIET_NANOS && connection.isSettled();
    if (quiet && !isWaiting() && ring.awaitNext()) {
      second.stop();
      return Math.max(flush, QUIET_NANOS);
    }
    return flush;
  }

  private boolean await(long nanos) {
    // Nobody has a reason to interrupt this thread, and a set flag would end every wait at once.
    Thread.interrupted();
    return connection.await(nanos, blocked);
  }

  private void drain() {
    long begun = timing.nanoTime.getAsLong();
    connection.retryNow();
    boolean more = step();
    long rest = restOfDrain(begun);
    while (!isDrained() && rest > 0 && !connection.isOver()) {
      if (!more) {
        boolean unused = await(Math.min(rest, BUSY_WAIT_NANOS));
      }
      more = step();
      rest = restOfDrain(begun);
    }
  }

  private long restOfDrain(long begun) {
    Duration most = timing.closeTimeout;
    if (connects.get() == 0 && NEVER_REACHED.compareTo(most) < 0) {
      most = NEVER_REACHED;
    }
    return begun + most.toNanos() - timing.nanoTime.getAsLong();
  }

  /** Returns whether all has gone and been answered; asks for the answer once all has gone. */
  private boolean isDrained() {
    if (isWaiting()) {
      return false;
    }
    connection.retire();
    return connection.isSettled();
  }

  private boolean isWaiting() {
    return ring.size() > 0 || !backlog.isEmpty() || !batch.isEmpty();
  }

  private void end() {
    closing = true;
    ring.close(endReason);
    long unsent = held();
    accounts.dropped(endReason, batch.weight());
    backlog.dropAll(endReason);
    backlog.publish();
    connected = false;
    second.stop();
    ended = true;
    long unanswered = accounts.inFlight();
    connection.close();
    log.closed(unsent, unanswered);
  }
}
