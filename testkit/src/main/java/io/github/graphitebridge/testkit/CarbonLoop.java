// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a server and the one thread that serves them, as carbon's own reactor does.
 *
 * <p>One thread and a selector, not a thread per connection. So a stall begins between two reads:
 * no byte is read after {@link #pace} has returned.
 *
 * <p>Thread-safety: every method runs on the loop's thread and returns when it is done. A
 * listener's call on that thread runs at once.
 */
final class CarbonLoop {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonServer.class);

  /** What Twisted reads at once from a connection, and more than any datagram. */
  private static final int READ_BYTES = 65_536;

  private final Journal journal;
  private final int receiveBuffer;
  private final SelectorThread thread;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);

  // The rest is used by the loop's thread only.
  private @Nullable Listeners listeners;
  private Pace pace = Pace.FULL;

  CarbonLoop(Journal journal, int receiveBuffer) {
    this.journal = journal;
    this.receiveBuffer = receiveBuffer;
    this.thread = new SelectorThread("carbon-server", this::untilNextRead, this::serve);
    this.selector = thread.selector();
  }

  void start() {
    thread.start();
  }

  /** Listens, on free ports where 0 is given. Returns the ports. */
  Ports open(Ports wanted) {
    return thread.call(
        () -> {
          pace = Pace.FULL;
          listeners = Listeners.open(wanted, receiveBuffer);
          listen(listeners.lines(), LineReader::new);
          listen(listeners.pickles(), PickleReader::new);
          listeners
              .datagrams()
              .configureBlocking(false)
              .register(
                  selector, SelectionKey.OP_READ, new DatagramPort(listeners.datagrams(), journal));
          return listeners.ports();
        });
  }

  /** Changes the pace of reading. */
  void pace(UnaryOperator<Pace> change) {
    thread.call(
        () -> {
          pace = change.apply(pace);
          for (Connection connection : connections()) {
            connection.pace(pace);
          }
          return keys(Source.class).mapToLong(this::awaken).sum();
        });
  }

  /** Resets each connection after this many more lines. */
  void resetAfter(int lines) {
    thread.call(
        () -> {
          pace(old -> old.resetAfter(lines));
          connections().forEach(Connection::restartCount);
          return lines;
        });
  }

  void reset() {
    thread.call(
        () -> {
          for (Connection connection : connections()) {
            connection.reset();
          }
          return selector.selectNow();
        });
  }

  /**
   * Reads what is there, unless stalled, and closes: the close of a socket with unread bytes is a
   * reset.
   */
  void disconnect() {
    thread.call(
        () -> {
          for (Connection connection : connections()) {
            int count = pace.stalled() ? -1 : connection.read(buffer);
            while (count > 0) {
              count = connection.read(buffer);
            }
            connection.end(buffer);
          }
          return selector.selectNow();
        });
  }

  /**
   * Accepts everybody who waits, reads every datagram, and stops listening. Then it tells the
   * clients that nothing more will come, and reads what they still send.
   */
  void drain() {
    if (thread.isCurrent()) {
      throw new IllegalStateException("a listener cannot drain: nothing is read while it runs");
    }
    pace(old -> Pace.FULL);
    thread.call(
        () -> {
          if (listeners != null) {
            acceptAll(listeners.lines(), LineReader::new);
            acceptAll(listeners.pickles(), PickleReader::new);
            readAll(listeners.datagrams());
          }
          closeListeners();
          connections().forEach(Connection::finish);
          return 0;
        });
  }

  void stop() {
    thread.call(this::closeAll);
  }

  void end() {
    thread.end(this::closeAll);
  }

  private void serve(SelectionKey key) {
    try {
      if (!key.isValid()) {
        return;
      }
      if (key.attachment() instanceof Source source) {
        source.read(buffer);
        awaken(key);
      } else {
        accept((ServerSocketChannel) key.channel(), (Protocol) key.attachment());
      }
    } catch (IOException e) {
      LOG.warn("A connection is lost.", e);
    }
  }

  private void listen(ServerSocketChannel channel, Protocol protocol) throws IOException {
    channel.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT, protocol);
  }

  private void acceptAll(ServerSocketChannel from, Protocol protocol) throws IOException {
    while (accept(from, protocol)) {}
  }

  private boolean accept(ServerSocketChannel from, Protocol protocol) throws IOException {
    SocketChannel channel = from.accept();
    if (channel != null) {
      Connection connection = new Connection(channel, journal, protocol, pace);
      channel
          .configureBlocking(false)
          .register(selector, pace.stalled() ? 0 : SelectionKey.OP_READ, connection);
      journal.accepted();
    }
    return channel != null;
  }

  /** Reads what the kernel holds, and no more: a sender may be faster than this. */
  private void readAll(DatagramChannel channel) throws IOException {
    DatagramPort datagrams = new DatagramPort(channel, journal);
    int left = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    int count = 1;
    while (left > 0 && count > 0) {
      count = datagrams.read(buffer);
      left -= count;
    }
  }

  /** Closes what a proxy gives up. Returns the milliseconds until the next one, 0 for never. */
  private long untilGivenUp() {
    long next = 0;
    for (Connection connection : connections()) {
      try {
        long rest = connection.giveUp() / 1_000_000 + 1;
        next = next == 0 || (rest > 0 && rest < next) ? Math.max(1, rest) : next;
      } catch (IOException e) {
        LOG.warn("A connection is lost.", e);
      }
    }
    return next;
  }

  /** Returns the milliseconds until a connection may be read again, 0 for never. */
  private long untilNextRead() {
    if (pace.isProxy()) {
      return untilGivenUp();
    }
    return pace.bytesPerSecond() == 0
        ? 0
        : keys(Connection.class).mapToLong(this::awaken).filter(wait -> wait > 0).min().orElse(0);
  }

  /**
   * Lets the selector report a source when it has bytes, if the pace allows that now.
   *
   * @return the milliseconds until it does, 0 if time does not change it
   */
  private long awaken(SelectionKey key) {
    long nanos = key.attachment() instanceof Connection connection ? connection.waitNanos() : 0;
    boolean waits = pace.bytesPerSecond() > 0 && nanos > 0;
    boolean ended = key.attachment() instanceof Connection connection && connection.hasEnded();
    if (key.isValid()) {
      key.interestOps(pace.stalled() || waits || ended ? 0 : SelectionKey.OP_READ);
    }
    return waits && !pace.stalled() ? nanos / 1_000_000 + 1 : 0;
  }

  private List<Connection> connections() {
    return keys(Connection.class).map(key -> (Connection) key.attachment()).toList();
  }

  private Stream<SelectionKey> keys(Class<? extends Source> type) {
    return selector.keys().stream()
        .filter(key -> key.isValid() && type.isInstance(key.attachment()));
  }

  private void closeListeners() throws IOException {
    if (listeners != null) {
      listeners.close();
      listeners = null;
      selector.selectNow();
    }
  }

  private int closeAll() throws IOException {
    // First of all, or a client that sees its connection end may be let in by the old listener.
    closeListeners();
    for (Connection connection : connections()) {
      connection.end(buffer);
    }
    // A closed channel's socket goes with the next selection only.
    return selector.selectNow();
  }

  /** How a new connection is read. */
  private interface Protocol extends Function<LineSink, WireReader> {}
}
