// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a server and the one thread that serves them, as carbon's own reactor does.
 *
 * <p>One thread and a selector, not a thread for each connection: a stall then takes hold between
 * two reads, so that not a byte is read after {@link #stall} has returned.
 *
 * <p>Thread-safety: every method runs on the loop's thread and returns when it is done; called on
 * that thread, by a listener, it runs at once.
 */
final class CarbonLoop {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonServer.class);

  /** Carbon's own backlog. */
  private static final int BACKLOG = 50;

  /** What Twisted reads at once. */
  private static final int READ_BYTES = 65_536;

  /**
   * Where a free port is looked for: below the range from which systems take the ports of clients.
   * A client that reconnects to a port of that range while nobody listens may be given the very
   * same port for itself, and then talks to itself and bars the restart.
   */
  private static final int FIRST_PORT = 10_240;

  private static final int LAST_PORT = 32_767;
  private static final int TRIES = 100;
  private static final int CALL_SECONDS = 30;

  private final Journal journal;
  private final int receiveBuffer;
  private final Selector selector;
  private final Thread thread;
  private final Queue<FutureTask<?>> calls = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean ended;

  // The rest is used by the loop's thread only.
  private @Nullable ServerSocketChannel listener;
  private boolean stalled;

  CarbonLoop(Journal journal, int receiveBuffer) {
    this.journal = journal;
    this.receiveBuffer = receiveBuffer;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.thread = new Thread(this::run, "carbon-server");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Listens, on a free port if 0 is given. Returns the port. */
  int open(int port) {
    return call(
        () -> {
          stalled = false;
          listener = port == 0 ? bindFree() : bind(port);
          listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
          return listener.socket().getLocalPort();
        });
  }

  void stall(boolean stall) {
    call(
        () -> {
          stalled = stall;
          for (SelectionKey key : connections()) {
            key.interestOps(stall ? 0 : SelectionKey.OP_READ);
          }
          return 0;
        });
  }

  int open() {
    return call(() -> connections().size());
  }

  void reset() {
    call(
        () -> {
          for (SelectionKey key : connections()) {
            ((SocketChannel) key.channel()).setOption(StandardSocketOptions.SO_LINGER, 0);
            key.channel().close();
          }
          return selector.selectNow();
        });
  }

  /**
   * Reads what is there, unless stalled, and closes: the close of a socket with unread bytes is a
   * reset.
   */
  void disconnect() {
    call(
        () -> {
          for (SelectionKey key : connections()) {
            int count = stalled ? -1 : read(key);
            while (count > 0) {
              count = key.isValid() ? read(key) : -1;
            }
            key.channel().close();
          }
          return selector.selectNow();
        });
  }

  void stop() {
    call(this::closeAll);
  }

  void end() {
    if (closing.compareAndSet(false, true) && !ended) {
      call(
          () -> {
            ended = true;
            return closeAll();
          });
    }
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int call(Callable<Integer> action) {
    if (ended) {
      throw new IllegalStateException("the server is closed");
    }
    FutureTask<Integer> task = new FutureTask<>(action);
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      calls.add(task);
      selector.wakeup();
    }
    try {
      return task.get(CALL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (CancellationException e) {
      throw new IllegalStateException("the server is closed", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server's thread is held up by a listener", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private void run() {
    try (selector) {
      while (!ended) {
        selector.select();
        for (FutureTask<?> call = calls.poll(); call != null; call = calls.poll()) {
          call.run();
        }
        // A copy: a listener may call a method of this class, which selects again.
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        ready.forEach(this::serve);
      }
    } catch (IOException e) {
      LOG.error("The server ends.", e);
    } finally {
      ended = true;
      calls.forEach(call -> call.cancel(false));
    }
  }

  private void serve(SelectionKey key) {
    try {
      if (!key.isValid()) {
        return;
      }
      if (key.isAcceptable()) {
        accept((ServerSocketChannel) key.channel());
      } else if (key.isReadable()) {
        read(key);
      }
    } catch (IOException e) {
      LOG.warn("A connection is lost.", e);
    }
  }

  private void accept(ServerSocketChannel from) throws IOException {
    SocketChannel channel = from.accept();
    if (channel != null) {
      channel.configureBlocking(false);
      channel.register(
          selector, stalled ? 0 : SelectionKey.OP_READ, new LineReader(new Sink(channel)));
      journal.accepted();
    }
  }

  /** Reads once. Returns the number of bytes, -1 if the connection is now closed. */
  private int read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    LineReader lines = (LineReader) key.attachment();
    int count;
    try {
      count = channel.read(buffer.clear());
    } catch (IOException e) {
      LOG.debug("The client has reset its connection.", e);
      count = -1;
    }
    if (count < 0) {
      lines.end();
    }
    if (count < 0 || !lines.read(buffer.flip())) {
      channel.close();
      count = -1;
    }
    journal.changed();
    return count;
  }

  private List<SelectionKey> connections() {
    return selector.keys().stream()
        .filter(key -> key.isValid() && key.attachment() != null)
        .toList();
  }

  private int closeAll() throws IOException {
    if (listener != null) {
      listener.close();
      listener = null;
      // First of all, or a client that sees its connection end may be let in by the old listener.
      selector.selectNow();
    }
    for (SelectionKey key : connections()) {
      key.channel().close();
    }
    // A closed channel's socket goes with the next selection only.
    return selector.selectNow();
  }

  private ServerSocketChannel bind(int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (receiveBuffer > 0) {
        channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
      }
      return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot listen on port " + port + ": " + e.getMessage(), e);
    }
  }

  private ServerSocketChannel bindFree() throws IOException {
    IOException last = new IOException("no try");
    for (int i = 0; i < TRIES; i++) {
      try {
        return bind(ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1));
      } catch (IOException e) {
        last = e;
      }
    }
    throw last;
  }

  /** The journal for one connection: once that is closed, the rest of what was read is lost. */
  private final class Sink implements LineReader.Sink {
    private final SocketChannel channel;

    private Sink(SocketChannel channel) {
      this.channel = channel;
    }

    @Override
    public boolean line(byte[] bytes, int offset, int length) {
      return channel.isOpen() && journal.line(bytes, offset, length);
    }

    @Override
    public void rejected(RejectedLine line) {
      journal.rejected(line);
    }
  }
}
