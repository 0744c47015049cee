// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens one connection at a time: the name is looked up for each, every address is tried, and
 * look-up and connect have deadlines. No method waits.
 *
 * <p>Thread-safety: none; it belongs to the sender's thread.
 */
final class Dialer {
  /** Where to, and with what. */
  record Target(
      String host,
      int port,
      Duration connectTimeout,
      Transport.Opener opener,
      NameLookup.Resolver resolver,
      LongSupplier nanoTime) {}

  private enum State {
    IDLE,
    RESOLVING,
    CONNECTING
  }

  private final Target target;
  private final WakeableSelector selector;

  private State state = State.IDLE;

  /** When the look-up or the connect has taken too long. */
  private long due;

  /** Not null while one runs; it may outlive the attempt that started it. */
  private @Nullable NameLookup lookup;

  private final Queue<InetAddress> untried = new ArrayDeque<>();

  private @Nullable Transport connecting;
  private @Nullable InetAddress address;

  /**
   * Creates one.
   *
   * @param selector its wait ends when there is an answer to a look-up, or a socket has news
   */
  Dialer(Target target, WakeableSelector selector) {
    this.target = target;
    this.selector = selector;
  }

  /** Begins to open a connection, unless it is at it already. */
  void dial() {
    if (state == State.IDLE) {
      // A look-up that still hangs is waited for: a second would hang as well. What came too late
      // for the last attempt serves this one, unless it was a failure.
      if (lookup == null || lookup.hasFailed()) {
        lookup = NameLookup.start(target.resolver, target.host, selector::wakeUp);
      }
      enter(State.RESOLVING);
    }
  }

  boolean isDialing() {
    return state != State.IDLE;
  }

  /**
   * Goes on.
   *
   * @return the connection, once it is open; it is the caller's from then on
   * @throws IOException when no address could be reached
   */
  @Nullable Transport advance() throws IOException {
    try {
      if (state == State.RESOLVING) {
        takeAddresses();
      }
      return state == State.CONNECTING ? connect() : null;
    } catch (IOException | RuntimeException e) {
      hangUp();
      throw e;
    }
  }

  /** Gives the attempt up. */
  void hangUp() {
    state = State.IDLE;
    untried.clear();
    closeConnecting();
  }

  /** Returns the address that was tried last; null before the first. */
  @Nullable InetAddress address() {
    return address;
  }

  private void takeAddresses() throws IOException {
    NameLookup pending = lookup;
    if (pending == null || !pending.isDone()) {
      checkDeadline("the look-up of " + target.host + " took longer than ");
      return;
    }
    lookup = null;
    untried.addAll(pending.addresses());
    enter(State.CONNECTING);
  }

  private @Nullable Transport connect() throws IOException {
    while (true) {
      try {
        Transport pending = connecting == null ? openNext() : connecting;
        if (!pending.finishConnect()) {
          checkDeadline("no connection within ");
          return null;
        }
        connecting = null;
        state = State.IDLE;
        untried.clear();
        return pending;
      } catch (IOException e) {
        closeConnecting();
        if (untried.isEmpty()) {
          throw e;
        }
        enter(State.CONNECTING);
      }
    }
  }

  private Transport openNext() throws IOException {
    InetAddress next = untried.remove();
    address = next;
    try {
      Transport opened =
          target.opener.open(new InetSocketAddress(next, target.port), selector.open());
      connecting = opened;
      return opened;
    } catch (UnsupportedAddressTypeException e) {
      // An address of IPv6 in a JVM that was told to do without.
      throw new ConnectException("this JVM does not reach " + next + ": " + e);
    }
  }

  private void closeConnecting() {
    Transport closing = connecting;
    connecting = null;
    if (closing != null) {
      closing.close();
    }
  }

  private void checkDeadline(String what) throws SocketTimeoutException {
    if (target.nanoTime.getAsLong() - due >= 0) {
      throw new SocketTimeoutException(what + target.connectTimeout);
    }
  }

  private void enter(State next) {
    state = next;
    due = target.nanoTime.getAsLong() + target.connectTimeout.toNanos();
  }
}
