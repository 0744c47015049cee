// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What the sender tells in the log: the first connection, the beginning and the end of an outage,
 * points whose threads stopped, its own faults, and what could not be sent at the end. Everything
 * between is DEBUG.
 *
 * <p>A connection that breaks again and again is one WARN a minute, and so is a fault.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class OutageLog {
  private static final Logger LOGGER =
      LoggerFactory.getLogger("io.github.graphitebridge.carbon.CarbonSender");
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private enum State {
    NEVER_OPEN,
    OPEN,
    DOWN
  }

  private final String target;
  private final Supplier<@Nullable String> example;
  private final PointAccounts accounts;
  private final LongSupplier nanoTime;

  private final WarningLimit outages;
  private final WarningLimit faults;

  private State state = State.NEVER_OPEN;

  private boolean firstConnectLogged;

  /** Whether an outage has been told of whose end has not. */
  private boolean warned;

  private long downSince;
  private long openSince;
  private long kept;
  private long mergedBefore;

  /** Whether carbon is asked to acknowledge. */
  private boolean acknowledges;

  /** How many points were unacknowledged when all was well last. */
  private long unacknowledgedBefore;

  private long givenUp;
  private final Map<DropReason, Long> droppedBefore = new EnumMap<>(DropReason.class);

  /**
   * Creates one for a sender that has never been connected.
   *
   * @param acknowledges whether carbon is asked to acknowledge
   * @param example what series are named like; null while there is no series
   */
  OutageLog(
      String target,
      Supplier<@Nullable String> example,
      boolean acknowledges,
      PointAccounts accounts,
      LongSupplier nanoTime) {
    this.acknowledges = acknowledges;
    this.target = target;
    this.example = example;
    this.accounts = accounts;
    this.nanoTime = nanoTime;
    this.outages = new WarningLimit(nanoTime);
    this.faults = new WarningLimit(nanoTime);
    this.downSince = nanoTime.getAsLong();
    rememberAccounts();
  }

  /** Logs where the points go, once there is a connection and a series. */
  void logFirstConnect() {
    String name = firstConnectLogged ? null : example.get();
    if (name != null) {
      firstConnectLogged = true;
      log(() -> LOGGER.info("Connected to carbon at {}; series are named like {}", target, name));
    }
  }

  /** Takes note of a connection that has been opened. */
  void open(long waiting) {
    logFirstConnect();
    state = State.OPEN;
    openSince = nanoTime.getAsLong();
    kept = waiting;
  }

  /** Tells that an outage is over, if one was told of: carbon takes what it is given. */
  void recovered() {
    if (state == State.OPEN && warned) {
      warned = false;
      String unanswered =
          acknowledges
              ? ", unacknowledged: " + (accounts.unacknowledged() - unacknowledgedBefore)
              : "";
      log(
          () ->
              LOGGER.info(
                  "Carbon at {} is back after {}: {} points kept, {} merged, dropped: {}{}",
                  target,
                  Duration.ofNanos(openSince - downSince).truncatedTo(ChronoUnit.MILLIS),
                  kept,
                  accounts.mergedPoints() - mergedBefore,
                  droppedSince(),
                  unanswered));
    }
    if (state == State.OPEN) {
      unacknowledgedBefore = accounts.unacknowledged();
    }
  }

  /** Logs that a receiver is served without acknowledgements from now on, or no longer. */
  void acknowledges(boolean acknowledges) {
    this.acknowledges = acknowledges;
    unacknowledgedBefore = accounts.unacknowledged();
    if (acknowledges) {
      log(() -> LOGGER.info("Carbon at {} acknowledges what it has read from now on", target));
    } else {
      log(
          () ->
              LOGGER.warn(
                  "Carbon at {} takes connections but answers no probe; points are sent without"
                      + " acknowledgement. If that is intended, set acknowledge=false",
                  target));
    }
  }

  /** Tells that an attempt failed or the connection was lost. */
  void down(Exception cause, boolean over) {
    if (state == State.OPEN) {
      state = State.DOWN;
      if (!warned) {
        downSince = nanoTime.getAsLong();
        rememberAccounts();
      }
    }
    if (over) {
      log(
          () ->
              LOGGER.warn(
                  "Lost carbon at {} ({}); autoreconnect is false, so nothing more is sent",
                  target,
                  cause.toString()));
    } else if (!warned && outages.mayWarn()) {
      warned = true;
      log(() -> warnOf(cause));
    } else {
      log(() -> LOGGER.debug("Still no connection to carbon at {}", target, cause));
    }
  }

  private void warnOf(Exception cause) {
    long unanswered = unanswered();
    if (cause instanceof SilenceException) {
      LOGGER.warn(
          "Carbon at {} does not read ({}), {} points are not acknowledged; points wait, attempts"
              + " follow every 0.1 to 30 s",
          target,
          cause.getMessage(),
          unanswered);
    } else {
      LOGGER.warn(
          "No connection to carbon at {} ({}){}; points wait, attempts follow every 0.1 to 30 s",
          target,
          cause.toString(),
          unanswered == 0 ? "" : ", " + unanswered + " points are not acknowledged");
    }
  }

  /** Returns how many points sent since all was well are not acknowledged yet. */
  private long unanswered() {
    long lost = accounts.unacknowledged() - unacknowledgedBefore;
    return acknowledges ? Math.max(0, lost + accounts.inFlight()) : 0;
  }

  /** Logs a fault in the sender itself. */
  void fault(Throwable fault, boolean over) {
    Level level = faults.mayWarn() ? Level.WARN : Level.DEBUG;
    String next = over ? "autoreconnect is false, so nothing more is sent" : "it starts again";
    log(
        () ->
            LOGGER
                .atLevel(level)
                .setCause(fault)
                .log("The sender to carbon at {} failed; {}", target, next));
  }

  /** Tells how many points have been given up whose threads stopped while they recorded. */
  void givenUp(long points) {
    if (points > givenUp) {
      givenUp = points;
      log(
          () ->
              LOGGER.warn(
                  "A thread stopped while it recorded a point for carbon at {}; {} such points are"
                      + " lost so far",
                  target,
                  points));
    }
  }

  /** Tells that the sender's thread cannot go on. */
  void ended(Throwable fault) {
    log(
        () ->
            LOGGER.error("The sender to carbon at {} ended: nothing more is sent", target, fault));
  }

  /** Tells what was left when the sender closed. */
  void closed(long unsent, long unanswered) {
    if (unsent > 0) {
      log(() -> LOGGER.warn("Closed with {} points not sent to carbon at {}", unsent, target));
    }
    if (unanswered > 0) {
      log(
          () ->
              LOGGER.warn(
                  "Closed with {} points not acknowledged by carbon at {}", unanswered, target));
    }
  }

  /** Logs a line; an appender of the application's that throws must not end the sender. */
  private static void log(Runnable line) {
    try {
      line.run();
    } catch (Throwable e) {
      // There is nobody left to tell.
    }
  }

  private void rememberAccounts() {
    mergedBefore = accounts.mergedPoints();
    for (DropReason reason : DropReason.values()) {
      droppedBefore.put(reason, accounts.dropped(reason));
    }
  }

  private String droppedSince() {
    StringJoiner dropped = new StringJoiner(", ");
    dropped.setEmptyValue("none");
    for (Map.Entry<DropReason, Long> before : droppedBefore.entrySet()) {
      long points = accounts.dropped(before.getKey()) - before.getValue();
      if (points > 0) {
        dropped.add(points + " " + before.getKey().label());
      }
    }
    return dropped.toString();
  }

  /** Lets one warning of its kind pass in a minute. */
  private static final class WarningLimit {
    private final LongSupplier nanoTime;
    private boolean used;
    private long last;

    private WarningLimit(LongSupplier nanoTime) {
      this.nanoTime = nanoTime;
    }

    private boolean mayWarn() {
      long now = nanoTime.getAsLong();
      boolean may = !used || now - last >= BETWEEN_WARNINGS.toNanos();
      if (may) {
        used = true;
        last = now;
      }
      return may;
    }
  }
}
