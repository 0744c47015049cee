// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import com.codahale.metrics.graphite.GraphiteSender;
import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends points to carbon from a thread of its own, over one connection, without ever holding up the
 * threads that record.
 *
 * <p>A recorded point waits at most {@code flushInterval} for company and goes out as a line of its
 * own. While carbon is down or slow, points wait in a bounded backlog: sums of the same series and
 * second merge, then the oldest samples are dropped, and sums last. Every point is accounted for:
 * {@code recorded = acknowledged + unacknowledged + in flight + waiting + dropped} at every quiet
 * moment; the first three are those that have been handed to the kernel. No whole line is handed
 * over twice.
 *
 * <p>Over TCP carbon acknowledges what it has read: a connection carries points for {@code
 * acknowledgeInterval} and is half-closed then, and carbon answers by the end of the stream. While
 * it does not, points wait.
 *
 * <p>Thread-safety: all methods may be called from any thread.
 *
 * @since 0.1
 */
public final class CarbonSender implements AutoCloseable {
  private final SeriesTable series = new SeriesTable();
  private final PointAccounts accounts = new PointAccounts();
  private final String target;
  private final Duration closeTimeout;
  private final LongSupplier nanoTime;

  /** Whether carbon can be asked to acknowledge. */
  private final boolean asksCarbon;

  private final CurrentSecond second;

  /** Null when the sender is switched off. */
  private final @Nullable Worker worker;

  /** The parts that only a sender that is switched on has. */
  private record Worker(PointRing ring, Backlog backlog, SenderLoop loop, Thread thread) {}

  CarbonSender(CarbonSenderBuilder settings) {
    this.target = settings.target();
    this.closeTimeout = settings.get(CarbonSenderBuilder.CLOSE_TIMEOUT);
    this.nanoTime = settings.nanoTime;
    this.asksCarbon = settings.asksCarbon();
    this.second = settings.createSecond();
    accounts.answered(nanoTime.getAsLong());
    this.worker = settings.get(CarbonSenderBuilder.ENABLED) ? createWorker(settings) : null;
  }

  /**
   * Returns a builder of a sender.
   *
   * @return a new builder in which nothing is set
   */
  public static CarbonSenderBuilder builder() {
    return new CarbonSenderBuilder();
  }

  /** Starts the thread; called once, by the builder. */
  CarbonSender start() {
    if (worker != null) {
      worker.thread.start();
    }
    return this;
  }

  /**
   * Returns the series of a name and kind, always the same one as long as anybody has it.
   *
   * @param name the metric path
   * @param kind whether its values may be merged by adding
   * @return the series to record to
   * @throws IllegalArgumentException if the name is not {@link CarbonName#isSafe safe}
   */
  public Series series(String name, SeriesKind kind) {
    requireNonNull(name, "name");
    requireNonNull(kind, "kind");
    if (!CarbonName.isSafe(name)) {
      throw new IllegalArgumentException(
          "name is '"
              + name
              + "' but has to be nodes of letters, digits, '_' and '-' joined by '.'");
    }
    return series.of(name, kind, ring());
  }

  /**
   * Returns a clock for points of now, which costs a fraction of the system's.
   *
   * @return its wall time is the whole second by the sender's clock; behind it only as long as the
   *     sender's thread waits for a processor when a second begins
   */
  public Clock clock() {
    return second;
  }

  /**
   * Returns this sender as Dropwizard's reporters see one. Their connecting, flushing and closing
   * around each report does nothing: the sender has its own connection and policy.
   *
   * @return a view that makes every name safe, skips NaN, and never throws; while the queue is full
   *     it waits, for a second at most
   */
  public GraphiteSender graphiteSender() {
    return reporterView(ReporterView.LONGEST_WAIT);
  }

  /** Returns the same view, which waits for so long while the queue is full. */
  ReporterView reporterView(Duration longestWait) {
    return new ReporterView(this, series, ring(), longestWait);
  }

  boolean asksCarbon() {
    return asksCarbon;
  }

  /** Has the thread empty the ring now. */
  void wakeUp() {
    if (worker != null) {
      worker.loop.wakeUp();
    }
  }

  /**
   * Sends what waits and awaits carbon's acknowledgement, for at most {@code closeTimeout} in all,
   * or 0.75 s where carbon was never reached, and closes the connection for good. What could not be
   * sent is dropped as {@link DropReason#CLOSED} and logged once at WARN, and so is what was not
   * acknowledged; what is recorded afterwards is dropped without a log line. Closing again waits
   * for the same end. A caller that is interrupted waits no longer, and sending goes on without it.
   */
  @Override
  public void close() {
    Worker closing = worker;
    if (closing == null) {
      return;
    }
    closing.loop.close();
    if (Thread.currentThread() == closing.thread) {
      // A clock or an appender of the application's that closes it; the thread ends by itself.
      return;
    }
    try {
      // The thread keeps the time itself; the second is for its last step.
      closing.thread.join(closeTimeout.plusSeconds(1).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns how many points have been recorded, the dropped ones included.
   *
   * @return a count of points
   */
  public long recorded() {
    return worker == null ? 0 : worker.ring.taken() + accounts.refused();
  }

  /**
   * Returns how many recorded points have been handed to the kernel; a merged line counts all that
   * are in it.
   *
   * @return a count of points
   */
  public long sent() {
    return accounts.sent();
  }

  /**
   * Returns how many recorded points have neither been sent nor dropped yet.
   *
   * @return a count of points
   */
  public long waiting() {
    return worker == null ? 0 : worker.loop.waiting();
  }

  /**
   * Returns how many recorded points carbon has read.
   *
   * @return a count of points; 0 over UDP and with {@code acknowledge=false}
   */
  public long acknowledged() {
    return accounts.acknowledged();
  }

  /**
   * Returns how many sent points carbon may not have read: their connection ended otherwise than by
   * carbon's acknowledgement, or has been silent for an {@code acknowledgeInterval}. They are not
   * sent again. A late acknowledgement takes them out of this count.
   *
   * @return a count of points; all that were sent over UDP and with {@code acknowledge=false}
   */
  public long unacknowledged() {
    return accounts.unacknowledged();
  }

  /**
   * Returns how many sent points may still be acknowledged in time.
   *
   * @return a count of points
   */
  public long inFlight() {
    return accounts.inFlight();
  }

  /**
   * Returns how many recorded points were dropped for a reason.
   *
   * @param reason the reason
   * @return a count of points
   */
  public long dropped(DropReason reason) {
    long dropped = accounts.dropped(reason);
    Worker from = worker;
    if (from != null && from.loop.hasEnded() && reason == from.loop.endReason()) {
      // Nobody fetches what slipped into the ring while the thread ended.
      dropped += from.ring.size();
    }
    return dropped;
  }

  /**
   * Returns how many points have been added to another one's line while they waited.
   *
   * @return a count of points; they are sent or dropped with that line
   */
  public long merged() {
    return accounts.mergedPoints();
  }

  /**
   * Returns how many whole lines have been handed to the kernel.
   *
   * @return a count of lines
   */
  public long lines() {
    return accounts.lines();
  }

  /**
   * Returns how many bytes have been handed to the kernel.
   *
   * @return a count of bytes
   */
  public long bytes() {
    return accounts.bytes();
  }

  /**
   * Returns how many points wait in the ring between the recording threads and the sender's.
   *
   * @return 0 to the queue's capacity
   */
  public long queueSize() {
    return worker == null ? 0 : worker.loop.queueSize();
  }

  /**
   * Returns how many lines wait in the backlog.
   *
   * @return 0 to the backlog's capacity
   */
  public int backlogSize() {
    return worker == null ? 0 : worker.backlog.size();
  }

  /**
   * Returns how old the oldest point in the backlog is.
   *
   * @return zero if none waits
   */
  public Duration backlogAge() {
    long oldest = worker == null ? -1 : worker.backlog.oldestSecond();
    long age = oldest < 0 ? 0 : second.get() - oldest;
    return Duration.ofSeconds(Math.max(0, age));
  }

  /**
   * Returns whether points go out as they come: carbon has answered when it was asked last, or a
   * connection without acknowledgements is open.
   *
   * @return false also when the sender is switched off or closed
   */
  public boolean isConnected() {
    return worker != null && worker.loop.isConnected();
  }

  /**
   * Returns whether carbon is known to read: it has answered when it was asked last.
   *
   * @return false also over UDP and with {@code acknowledge=false}, where nobody asks
   */
  public boolean isAcknowledging() {
    return worker != null && worker.loop.isAcknowledging();
  }

  /**
   * Returns how long ago carbon answered last.
   *
   * @return counted from the start if it never did
   */
  public Duration lastAcknowledgedAge() {
    return worker == null
        ? Duration.ZERO
        : Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - accounts.lastAnswer()));
  }

  /**
   * Returns how often carbon was reached again after the first time; a change of the connection in
   * good order does not count.
   *
   * @return a count
   */
  public int reconnects() {
    return worker == null ? 0 : worker.loop.reconnects();
  }

  /**
   * Returns how long ago carbon took bytes last.
   *
   * @return counted from the start if it never did
   */
  public Duration lastSuccessAge() {
    return worker == null
        ? Duration.ZERO
        : Duration.ofNanos(nanoTime.getAsLong() - worker.loop.lastSuccess());
  }

  private @Nullable PointRing ring() {
    return worker == null ? null : worker.ring;
  }

  private Worker createWorker(CarbonSenderBuilder settings) {
    Connection connection = settings.createConnection(accounts);
    PointRing ring =
        new PointRing(settings.ringCapacity(), series, accounts, connection::wakeUp, second);
    Backlog backlog =
        new Backlog(
            settings.get(CarbonSenderBuilder.BACKLOG_CAPACITY),
            settings.get(CarbonSenderBuilder.MERGE_COUNTS),
            accounts);
    OutageLog log =
        new OutageLog(
            connection.target(),
            series::example,
            connection.acknowledges(),
            accounts,
            settings.nanoTime);
    WriteBatch batch = new WriteBatch(settings.createEncoder());
    SenderLoop loop =
        new SenderLoop(ring, backlog, batch, connection, accounts, log, settings.timing(second));
    Thread thread = new Thread(loop, "graphite-bridge-sender");
    thread.setDaemon(true);
    return new Worker(ring, backlog, loop, thread);
  }

  @Override
  public String toString() {
    return "CarbonSender to "
        + target
        + ", "
        + TimeUnit.MILLISECONDS.toSeconds(lastSuccessAge().toMillis())
        + " s since the last success";
  }
}
