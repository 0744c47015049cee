// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to carbon that comes back, without an acknowledgement: what the kernel takes
 * counts as sent. Writing has a deadline, and the peer's close is seen at once.
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
  record Options(Duration writeTimeout, boolean autoreconnect, boolean stateless, String target) {}

  /** How long a peer may take to close its side before this one is closed for good. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  /** More than the kernels at both ends hold for a carbon that does not read. */
  private static final long MOST_SWALLOWED = 8L * 1024 * 1024;

  /** How long an open connection that takes what it is given is no proof that carbon reads. */
  private static final Duration UNPROVEN = Duration.ofSeconds(30);

  private enum State {
    BACKING_OFF,
    DIALING,
    OPEN,
    OVER
  }

  private final Options options;
  private final Dialer.Target to;
  private final LongSupplier nanoTime;
  private final Backoff backoff;
  private final WakeableSelector selector = new WakeableSelector();
  private final Dialer dialer;

  private State state = State.BACKING_OFF;

  /** When the back-off is over. */
  private long due;

  /** The open socket. */
  private @Nullable Transport transport;

  /** Not null while a socket is open that cannot notice that carbon is elsewhere by now. */
  private @Nullable AddressWatch watch;

  private final WriteProgress progress = new WriteProgress();

  /** Since when it is open, and how many bytes the kernel has taken meanwhile. */
  private long openedAt;

  private long taken;
  private boolean proven;

  /** Whether, and since when, nothing is written any more. */
  private boolean retired;

  private long retiredAt;

  /** What the kernels took for connections that carbon let hang, since it was seen to read. */
  private long swallowed;

  ReconnectingConnection(Options options, Dialer.Target to, DoubleSupplier random) {
    this.options = options;
    this.to = to;
    this.nanoTime = to.nanoTime();
    this.backoff = new Backoff(random);
    this.due = nanoTime.getAsLong();
    this.dialer = new Dialer(to, selector);
  }

  @Override
  public boolean advance(boolean pointsWait) throws IOException {
    try {
      switch (state) {
        case BACKING_OFF -> startDialing();
        case OPEN -> stayOpen();
        default -> {}
      }
      if (state == State.DIALING) {
        takeTransport();
      }
      return state == State.OPEN;
    } catch (IOException e) {
      abandon();
      throw e;
    }
  }

  @Override
  public boolean isUp() {
    return state == State.OPEN;
  }

  /** Waits a moment for the peer's end of the stream: closed before it, a socket may be reset. */
  @Override
  public void retire() {
    if (transport != null && !retired && !options.stateless) {
      retired = true;
      retiredAt = nanoTime.getAsLong();
      try {
        transport.shutdownOutput();
      } catch (IOException e) {
        abandon();
      }
    }
  }

  @Override
  public boolean isSettled() {
    return !retired || transport == null || nanoTime.getAsLong() - retiredAt >= FAREWELL.toNanos();
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    Transport open = transport;
    if (open == null || state != State.OPEN) {
      throw new IOException("not connected");
    }
    try {
      int written = open.write(bytes);
      progress.note(written, bytes.hasRemaining(), nanoTime.getAsLong());
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
    dialer.hangUp();
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
    Transport open = transport;
    return selector.await(open == null ? nanos : open.watch(nanos, untilWritable));
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
    dialer.hangUp();
    closeTransport();
    selector.close();
  }

  private void startDialing() {
    if (nanoTime.getAsLong() - due >= 0) {
      state = State.DIALING;
      dialer.dial();
    }
  }

  private void takeTransport() throws IOException {
    transport = dialer.advance();
    if (transport != null) {
      state = State.OPEN;
      openedAt = nanoTime.getAsLong();
      taken = 0;
      proven = false;
      progress.begin(openedAt);
      retired = false;
      InetAddress address = dialer.address();
      if (options.stateless && address != null) {
        watch = new AddressWatch(to.resolver(), to.host(), address, nanoTime);
      }
    }
  }

  private void stayOpen() throws IOException {
    if (transport != null && transport.isEnded()) {
      if (retired) {
        closeTransport();
        state = State.OVER;
        return;
      }
      throw new EOFException("carbon closed the connection");
    }
    checkProgress();
    if (watch != null && watch.hasMoved()) {
      throw new ConnectException(to.host() + " is no longer at " + dialer.address());
    }
  }

  /**
   * That the kernel takes bytes does not say that carbon reads them: both ends hold megabytes for
   * one that hangs. After such a one, a connection has to take twice as much, or go on for a while,
   * before attempts follow close again; or each of them would swallow as much of the backlog.
   */
  private void noticeProof(int written) {
    boolean lasts = progress.last() - openedAt >= UNPROVEN.toNanos() && !progress.isStuck();
    if (written > 0 && (taken > 2 * swallowed || lasts)) {
      proven = true;
      swallowed = 0;
      backoff.reset();
    }
  }

  private void checkProgress() throws IOException {
    // A datagram socket's pauses are its own.
    if (!options.stateless && progress.isStuckFor(options.writeTimeout, nanoTime.getAsLong())) {
      swallowed = Math.max(swallowed, Math.min(taken, MOST_SWALLOWED));
      throw new SocketTimeoutException("carbon took no byte for " + options.writeTimeout);
    }
  }

  private void closeTransport() {
    Transport closing = transport;
    transport = null;
    watch = null;
    if (closing != null) {
      closing.close();
    }
  }
}
