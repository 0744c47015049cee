// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection to carbon that comes back: the name is resolved anew at each attempt, every
 * address is tried, connecting and writing have deadlines, and the peer's close is seen at once.
 *
 * <p>Carbon never answers, so reading serves one purpose: a sender that only writes loses its first
 * write after carbon's close without an error.
 *
 * <p>Thread-safety: as {@link Connection} says.
 */
final class TcpConnection implements Connection {
  /** What a connection is made of; its times come from the sender's settings. */
  record Options(
      String host,
      int port,
      Duration connectTimeout,
      Duration writeTimeout,
      int sendBuffer,
      boolean autoreconnect) {}

  private enum State {
    BACKING_OFF,
    RESOLVING,
    CONNECTING,
    OPEN,
    OVER
  }

  private final Options options;
  private final NameLookup.Resolver resolver;
  private final LongSupplier nanoTime;
  private final Backoff backoff;
  private final Selector selector;
  private final ByteBuffer unexpected = ByteBuffer.allocate(8192);

  private State state = State.BACKING_OFF;

  /** When the state's wait is over: the back-off's end, or the deadline of look-up or connect. */
  private long due;

  /** Not null while one runs; it may outlive the attempt that started it. */
  private @Nullable NameLookup lookup;

  /** The addresses of this attempt that have not been tried. */
  private final Queue<InetAddress> untried = new ArrayDeque<>();

  private @Nullable SocketChannel channel;

  /** Whether the kernel has refused bytes, and since when it has taken none. */
  private boolean stuck;

  private long lastProgress;

  TcpConnection(
      Options options, NameLookup.Resolver resolver, LongSupplier nanoTime, DoubleSupplier random) {
    this.options = options;
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
    SocketChannel target = channel;
    if (target == null || state != State.OPEN) {
      throw new IOException("not connected");
    }
    try {
      int written = target.write(bytes);
      if (written > 0) {
        backoff.reset();
      }
      if (written > 0 || !stuck) {
        lastProgress = nanoTime.getAsLong();
      }
      stuck = bytes.hasRemaining();
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
    closeChannel();
  }

  @Override
  public void retryNow() {
    backoff.reset();
    if (state == State.BACKING_OFF) {
      due = nanoTime.getAsLong();
    }
  }

  @Override
  public boolean isOver() {
    return state == State.OVER;
  }

  @Override
  public void await(long nanos, boolean untilWritable) {
    SocketChannel connection = channel;
    try {
      if (connection != null && state == State.OPEN) {
        int write = untilWritable ? SelectionKey.OP_WRITE : 0;
        connection.keyFor(selector).interestOps(SelectionKey.OP_READ | write);
      }
      // A select of 0 ms would wait for ever.
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
      selector.selectedKeys().clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void wakeUp() {
    selector.wakeup();
  }

  @Override
  public String target() {
    return options.host + ":" + options.port;
  }

  @Override
  public void close() {
    state = State.OVER;
    closeChannel();
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
    if (lookup == null) {
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
      SocketChannel pending = channel == null ? startConnect() : channel;
      if (!pending.finishConnect()) {
        checkDeadline("no connection within ");
        return false;
      }
      stuck = false;
      enter(State.OPEN);
    } catch (IOException e) {
      closeChannel();
      if (untried.isEmpty()) {
        throw e;
      }
      enter(State.CONNECTING);
    }
    return true;
  }

  private SocketChannel startConnect() throws IOException {
    SocketChannel started = SocketChannel.open();
    channel = started;
    started.configureBlocking(false);
    started.setOption(StandardSocketOptions.SO_SNDBUF, options.sendBuffer);
    started.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    started.setOption(StandardSocketOptions.TCP_NODELAY, true);
    started.register(selector, SelectionKey.OP_CONNECT);
    started.connect(new InetSocketAddress(untried.remove(), options.port));
    return started;
  }

  private boolean stayOpen() throws IOException {
    SocketChannel peer = channel;
    if (peer != null) {
      checkPeer(peer);
    }
    checkProgress();
    return false;
  }

  private void checkPeer(SocketChannel peer) throws IOException {
    // Once, not until there is no more: a peer that talks without end would hold the sender.
    if (peer.read(unexpected.clear()) < 0) {
      throw new EOFException("carbon closed the connection");
    }
  }

  private void checkProgress() throws IOException {
    if (stuck && nanoTime.getAsLong() - lastProgress >= options.writeTimeout.toNanos()) {
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

  private void closeChannel() {
    SocketChannel closing = channel;
    channel = null;
    if (closing != null) {
      try {
        closing.close();
      } catch (IOException e) {
        // It is gone either way, and its cause has been reported.
      }
    }
  }
}
