// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection without points, which asks whether carbon reads: it is half-closed, and carbon
 * answers by the end of the stream.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class Probe {
  private final Dialer dialer;
  private final Duration patience;
  private final LongSupplier nanoTime;

  private @Nullable Transport transport;
  private boolean seasoned;
  private boolean asked;
  private boolean silent;
  private long openedAt;
  private long askedAt;

  /**
   * Creates one that has not begun.
   *
   * @param dialer used while the probe runs
   * @param patience how long an answer may take, and how long a seasoned probe is held open before
   */
  Probe(Dialer dialer, Duration patience, LongSupplier nanoTime) {
    this.dialer = dialer;
    this.patience = patience;
    this.nanoTime = nanoTime;
  }

  /**
   * Begins another probe.
   *
   * @param seasoned whether to ask only once the connection has stayed open for a while: a proxy
   *     that accepts for a carbon that is away answers at once, but gives up meanwhile
   */
  void begin(boolean seasoned) {
    end();
    this.seasoned = seasoned;
    dialer.dial();
  }

  /** Returns whether it goes on by itself: one that got no answer in time does not. */
  boolean isRunning() {
    return transport == null ? dialer.isDialing() : !silent;
  }

  /** Returns whether its answer has come, or would come, too late to be one. */
  boolean isSilent() {
    return silent;
  }

  /** Returns whether it is connected. */
  boolean isOpen() {
    return transport != null;
  }

  /**
   * Goes on, without waiting.
   *
   * @return whether carbon has answered
   * @throws SilenceException once, when the answer does not come in time
   * @throws IOException when it cannot connect, or the connection ends without an answer
   */
  boolean advance() throws IOException {
    try {
      return ask();
    } catch (SilenceException e) {
      throw e;
    } catch (IOException e) {
      end();
      throw e;
    }
  }

  private boolean ask() throws IOException {
    if (transport == null && dialer.isDialing()) {
      transport = dialer.advance();
      openedAt = nanoTime.getAsLong();
    }
    Transport open = transport;
    if (open == null) {
      return false;
    }
    boolean ended = open.isEnded();
    long now = nanoTime.getAsLong();
    if (ended) {
      if (asked && !silent) {
        end();
        return true;
      }
      // After a silence it may be a proxy that ends all connections of a carbon that has died.
      throw new EOFException("carbon closed the connection");
    }
    if (!asked && (!seasoned || now - openedAt >= patience.toNanos())) {
      open.shutdownOutput();
      asked = true;
      askedAt = now;
    }
    if (asked && !silent && now - askedAt >= patience.toNanos()) {
      silent = true;
      throw new SilenceException("carbon answers no probe for " + patience);
    }
    return false;
  }

  /** Ends it. */
  void end() {
    dialer.hangUp();
    Transport closing = transport;
    transport = null;
    asked = false;
    silent = false;
    if (closing != null) {
      closing.close();
    }
  }

  /** Has the selector watch for the answer; returns the wait that is left to it. */
  long watch(long nanos) {
    return transport == null ? nanos : transport.watch(nanos, false);
  }
}
