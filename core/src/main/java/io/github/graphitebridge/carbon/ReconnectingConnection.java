// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection to carbon that comes back: the name is resolved anew at each attempt, every address
 * is tried, connecting and writing have deadlines, and the peer's close is seen at once.
 *
 * <p>Thread-safety: as {@link Connection} says.
 */
final class ReconnectingConnection implements Connection {
  /**
   * What a connection keeps to.
   *
   * @param target where it goes, in words
   * @param stateless whether an open socket cannot notice that carbon is another machine's by now
   */
  record Options(
      String host,
      int port,
      Duration connectTimeout,
      Duration writeTimeout,
      boolean autoreconnect,
      boolean stateless,
      String target) {}

  /** More than the kernels at both ends hold for a carbon that does not read. */
  private static final long MOST_SWALLOWED = 8L * 1024 * 1024;

  /** How long an open connection that takes what it is given is no proof that carbon reads. */
  private static final Duration UNPROVEN = Duration.ofSeconds(30);

  private enum State {
    BACKING_OFF,
    RESOLVING,
    CONNECTING,
    OPEN,
    OVER
  }

  private final Options options;
  private final Transport.Opener opener;
  private final NameLookup.Resolver resolver;
  private final LongSupplier nanoTime;
  private final Backoff backoff;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final Selector selector;

  private State state = State.BACKING_OFF;

  /** When the state's wait is over: the back-off's end, or the deadline of look-up or connect. */
  private long due;

  /** Not null while one runs; it may outlive the attempt that started it. */
  private @Nullable NameLookup lookup;

  /** The addresses of this attempt that have not been tried. */
  private final Queue<InetAddress> untried = new ArrayDeque<>();

  /** The socket of this attempt and its address. */
  private @Nullable Transport transport;

  /** Not null while a socket is open that cannot notice that carbon is elsewhere by now. */
  private @Nullable AddressWatch watch;

  private @Nullable InetAddress address;

  /** Whether the kernel has refused bytes, and since when it has taken none. */
  private boolean stuck;

  private long lastProgress;

  /** Since when it is open, and how many bytes the kernel has taken meanwhile. */
  private long openedAt;

  private long taken;
  private boolean proven;

  /** What the kernels took for connections that carbon let hang, since it was seen to read. */
  private long swallowed;

  ReconnectingConnection(
      Options options,
      Transport.Opener opener,
      NameLookup.Resolver resolver,
      LongSupplier nanoTime,
      DoubleSupplier random) {
    this.options = options;
    this.opener = opener;
    this.resolver = resolver;
    this.nanoTime = nanoTime;
    this.backoff = new Backoff(random);
    this.due = nanoTime.getAsLong();
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException("no selector for the connection to carbon", e);
    }
  }

  @Override
  public boolean advance() throws IOException {
    try {
      boolean moved = true;
      while (moved) {
        moved =
            switch (state) {
              case BACKING_OFF -> startLookup();
              case RESOLVING -> takeAddresses();
              case CONNECTING -> connect();
              case OPEN -> stayOpen();
              case OVER -> false;
            };
      }
      return state == State.OPEN;
    } catch (IOException e) {
      abandon();
      throw e;
    }
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    Transport open = transport;
    if (open == null || state != State.OPEN) {
      throw new IOException("not connected");
    }
    try {
      int written = open.write(bytes);
      if (written > 0 || !stuck) {
        lastProgress = nanoTime.getAsLong();
      }
      stuck = bytes.hasRemaining();
      taken += written;
      noticeProof(written);
      checkProgress();
    } catch (IOException e) {
      abandon();
      throw e;
    }
  }

  @Override
  public void abandon() {
    if (state != State.OVER) {
      boolean wasOpen = state == State.OPEN;
      state = wasOpen && !options.autoreconnect ? State.OVER : State.BACKING_OFF;
      due = nanoTime.getAsLong() + backoff.next();
    }
    untried.clear();
    closeTransport();
  }

  @Override
  public void retryNow() {
    backoff.reset();
    if (state == State.BACKING_OFF) {
      due = nanoTime.getAsLong();
    }
  }

  @Override
  public boolean isProven() {
    return state == State.OPEN && proven;
  }

  @Override
  public boolean isOver() {
    return state == State.OVER;
  }

  @Override
  public boolean await(long nanos, boolean untilWritable) {
    Transport open = state == State.OPEN ? transport : null;
    long rest = open == null ? nanos : open.watch(nanos, untilWritable);
    try {
      // A select of 0 ms would wait for ever.
      int ready = selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(rest)));
      selector.selectedKeys().clear();
      // A wake-up that comes right now ends the next wait too, which does no harm.
      return woken.getAndSet(false) || ready > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void wakeUp() {
    woken.set(true);
    selector.wakeup();
  }

  @Override
  public String target() {
    return options.target;
  }

  @Override
  public void close() {
    state = State.OVER;
    closeTransport();
    try {
      selector.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean startLookup() {
    if (nanoTime.getAsLong() - due < 0) {
      return false;
    }
    // One that still hangs since an earlier attempt is waited for: a second would hang as well.
    // What came too late for that attempt serves this one, unless it was a failure.
    if (lookup == null || lookup.hasFailed()) {
      lookup = NameLookup.start(resolver, options.host, selector::wakeup);
    }
    enter(State.RESOLVING);
    return true;
  }

  private boolean takeAddresses() throws IOException {
    NameLookup pending = lookup;
    if (pending == null || !pending.isDone()) {
      checkDeadline("the look-up of " + options.host + " took longer than ");
      return false;
    }
    lookup = null;
    untried.addAll(pending.addresses());
    enter(State.CONNECTING);
    return true;
  }

  private boolean connect() throws IOException {
    try {
      Transport pending = transport == null ? openNext() : transport;
      if (!pending.finishConnect()) {
        checkDeadline("no connection within ");
        return false;
      }
      enter(State.OPEN);
      startAnew();
    } catch (IOException e) {
      closeTransport();
      if (untried.isEmpty()) {
        throw e;
      }
      enter(State.CONNECTING);
    }
    return true;
  }

  private Transport openNext() throws IOException {
    InetAddress next = untried.remove();
    try {
      Transport opened = opener.open(new InetSocketAddress(next, options.port), selector);
      address = next;
      transport = opened;
      return opened;
    } catch (UnsupportedAddressTypeException e) {
      // An address of IPv6 in a JVM that was told to do without.
      throw new ConnectException("this JVM does not reach " + next + ": " + e);
    }
  }

  private void startAnew() {
    openedAt = nanoTime.getAsLong();
    taken = 0;
    proven = false;
    stuck = false;
    if (options.stateless && address != null) {
      watch = new AddressWatch(resolver, options.host, address, nanoTime);
    }
  }

  private boolean stayOpen() throws IOException {
    Transport open = transport;
    if (open != null) {
      open.checkPeer();
    }
    checkProgress();
    if (watch != null && watch.hasMoved()) {
      throw new ConnectException(options.host + " is no longer at " + address);
    }
    return false;
  }

  /**
   * That the kernel takes bytes does not say that carbon reads them: both ends hold megabytes for
   * one that hangs. After such a one, a connection has to take twice as much, or go on for a while,
   * before attempts follow close again; or each of them would swallow as much of the backlog.
   */
  private void noticeProof(int written) {
    boolean lasts = lastProgress - openedAt >= UNPROVEN.toNanos() && !stuck;
    if (written > 0 && (taken > 2 * swallowed || lasts)) {
      proven = true;
      swallowed = 0;
      backoff.reset();
    }
  }

  private void checkProgress() throws IOException {
    // A datagram socket's pauses are its own.
    if (stuck
        && !options.stateless
        && nanoTime.getAsLong() - lastProgress >= options.writeTimeout.toNanos()) {
      swallowed = Math.max(swallowed, Math.min(taken, MOST_SWALLOWED));
      throw new SocketTimeoutException("carbon took no byte for " + options.writeTimeout);
    }
  }

  private void checkDeadline(String what) throws SocketTimeoutException {
    if (nanoTime.getAsLong() - due >= 0) {
      throw new SocketTimeoutException(what + options.connectTimeout);
    }
  }

  private void enter(State next) {
    state = next;
    due = nanoTime.getAsLong() + options.connectTimeout.toNanos();
  }

  private void closeTransport() {
    Transport closing = transport;
    transport = null;
    watch = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException e) {
        // It is gone either way, and its cause has been reported.
      }
    }
  }
}
