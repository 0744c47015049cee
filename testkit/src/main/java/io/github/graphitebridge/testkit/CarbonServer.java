// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.rules.AggregationRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A carbon on the loopback address, in the test's own JVM: takes points as lines over TCP and UDP
 * and as pickles over TCP, records them, aggregates them by carbon's rules, and acknowledges a
 * half-close as carbon does: by the end of the stream, once all before it has been read. It can be
 * stalled, reset, stopped, restarted, and hidden behind a proxy that accepts for it.
 *
 * <p>Lines and pickles are taken as carbon takes them, see {@link RejectedLine.Reason}. A pickled
 * datapoint is kept as the line that it stands for, {@code name value timestamp}, so that all
 * methods serve all three protocols alike. Everything that arrived is kept until {@link #clear()},
 * in about the bytes that it took on the wire.
 *
 * <p>Thread-safety: safe for use by several threads. One daemon thread serves all connections;
 * {@link #close()} ends it.
 *
 * @since 0.1
 */
public final class CarbonServer extends Arrivals implements AutoCloseable {
  private final CarbonLoop loop;
  private final Ports ports;

  private CarbonServer(Builder builder) {
    super(new Journal(builder.rules), builder.timeout);
    this.loop = new CarbonLoop(journal, builder.receiveBuffer);
    loop.start();
    try {
      this.ports = loop.open(new Ports(builder.host, builder.port, builder.picklePort));
    } catch (IllegalStateException e) {
      loop.end();
      throw e;
    }
  }

  /**
   * Returns a server without rules that listens on a free port.
   *
   * @return a running server
   */
  public static CarbonServer start() {
    return builder().start();
  }

  /**
   * Returns the settings of a server.
   *
   * @return settings with their defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the host on which the server listens.
   *
   * @return the address in digits, {@code 127.0.0.1} unless the builder or the JVM prefers another
   */
  public String host() {
    return ports.host().getHostAddress();
  }

  /**
   * Returns the port for lines, over TCP and over UDP; it stays the same over a restart.
   *
   * @return 1 to 65535
   */
  public int port() {
    return ports.line();
  }

  /**
   * Returns the port for pickles, over TCP; it stays the same over a restart.
   *
   * @return 1 to 65535
   */
  public int picklePort() {
    return ports.pickle();
  }

  /**
   * Returns host and port for lines.
   *
   * @return the address on which the server listens, over TCP and over UDP
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(ports.host(), ports.line());
  }

  /**
   * Stops reading, as a carbon that is too busy does: connections stay open and new ones are
   * accepted, and what clients send piles up in the kernel's buffers until their writes block; of
   * datagrams, the kernel drops what its buffer does not hold. When this returns, nothing more is
   * read until {@link #resume()}.
   */
  public void stall() {
    loop.pace(Pace::stall);
  }

  /**
   * Reads slowly, as a carbon on a busy machine or behind a thin line: from each connection no more
   * than so much a second, until {@link #resume()}. Datagrams are not concerned. The kernel's
   * buffers fill first: see {@link Builder#receiveBuffer}.
   *
   * @param bytesPerSecond 1 or more, taken in twenty pieces a second
   */
  public void throttle(int bytesPerSecond) {
    Builder.inRange("bytesPerSecond", bytesPerSecond, 1, Integer.MAX_VALUE);
    loop.pace(pace -> pace.throttle(bytesPerSecond));
  }

  /**
   * Resets each connection (RST), those to come too, once it has taken so many more lines from it,
   * until {@link #resume()}. What it has read beyond them is lost, as in a crash; a pickled
   * datapoint counts as a line. Datagrams are not concerned.
   *
   * @param lines 1 or more, rejected ones included
   */
  public void resetAfter(int lines) {
    Builder.inRange("lines", lines, 1, Integer.MAX_VALUE);
    loop.resetAfter(lines);
  }

  /**
   * Reads, but does not answer: a client that has closed its side waits for the end of the stream,
   * which is carbon's acknowledgement, until {@link #resume()}.
   */
  public void withholdAcknowledgements() {
    loop.pace(Pace::withhold);
  }

  /**
   * Is away, behind a proxy that accepts for it, as HAProxy does, until {@link #resume()}: every
   * connection is let in, and what it brings is lost. A client that closes its side of an empty one
   * gets the end of the stream at once; any other is closed in good order by and by, those that are
   * open already too. One of which bytes were lost, and that is still open in the end, is reset.
   *
   * @param giveUp how long after it has been let in the proxy closes a connection; zero for at once
   */
  public void hideBehindProxy(Duration giveUp) {
    long nanos = requireNonNull(giveUp, "giveUp").toNanos();
    loop.pace(pace -> pace.proxy(nanos));
  }

  /**
   * Ends {@link #stall()}, {@link #throttle}, {@link #resetAfter}, {@link
   * #withholdAcknowledgements()} and {@link #hideBehindProxy}: all is read, beginning with what has
   * piled up, and answered.
   */
  public void resume() {
    loop.pace(pace -> Pace.FULL);
  }

  /**
   * Resets every connection (RST), as a crashed machine or a firewall does; the listeners stay.
   * What had not been read is lost. Datagrams are not concerned.
   */
  public void reset() {
    loop.reset();
  }

  /**
   * Closes every connection in good order (FIN); the listeners stay. What has arrived is read
   * before, unless the server is stalled: then it is a reset if anything is unread. Datagrams are
   * not concerned.
   */
  public void disconnect() {
    loop.disconnect();
  }

  /**
   * Closes the listeners and every connection, as carbon does when its process ends: what had not
   * been read is lost, a new connection is refused, and the sender of a datagram is told that its
   * port is unreachable. A stopped server stays as it is.
   */
  public void stop() {
    loop.stop();
  }

  /**
   * Stops in good order, so that nothing is lost which a client has handed over: no new connection
   * is let in, every client is told the end (FIN), and what it has sent and goes on sending is read
   * until it closes its own side, at full pace. Afterwards the server is as after {@link #stop()}.
   *
   * @throws AssertionError if a client has not closed its side within the server's timeout; it is
   *     then reset
   * @throws IllegalStateException if called by a listener, or the server is closed
   */
  public void drain() {
    loop.drain();
    try {
      journal.await(
          "every client to close its connection", timeout, () -> journal.openConnections() == 0);
    } finally {
      loop.reset();
    }
  }

  /**
   * Stops, if that is not done yet, and listens on the same ports again, as a carbon that is
   * restarted: it reads all again, and what the aggregator held is forgotten, so that {@link
   * #aggregates()} tells of the points since then only. {@link #lines()} and {@link #points()} go
   * on.
   *
   * @throws IllegalStateException if a port is taken, or the server closed
   */
  public void restart() {
    loop.stop();
    journal.restarted();
    loop.open(ports);
  }

  /** Stops and ends the server's thread, for good. What was recorded can still be read. */
  @Override
  public void close() {
    loop.end();
  }

  /**
   * The settings of a server.
   *
   * <p>Thread-safety: none.
   *
   * @since 0.1
   */
  public static final class Builder {
    private InetAddress host = InetAddress.getLoopbackAddress();
    private int port;
    private int picklePort;
    private int receiveBuffer;
    private Duration timeout = Duration.ofMinutes(1);
    private @Nullable AggregationRules rules;

    private Builder() {}

    /**
     * Sets the address on which the server listens, an IPv6 one for instance.
     *
     * @param host of this machine; default {@link InetAddress#getLoopbackAddress()}. Any client
     *     that can reach it is let in
     * @return this
     */
    public Builder host(InetAddress host) {
      this.host = requireNonNull(host, "host");
      return this;
    }

    /**
     * Sets the port for lines, over TCP and over UDP, as carbon's {@code LINE_RECEIVER_PORT} and
     * {@code UDP_RECEIVER_PORT}, which have one default.
     *
     * @param port 1 to 65535, or 0, the default, for one that is free for both
     * @return this
     */
    public Builder port(int port) {
      this.port = inRange("port", port, 0, 65_535);
      return this;
    }

    /**
     * Sets the port for pickles, over TCP, as carbon's {@code PICKLE_RECEIVER_PORT}.
     *
     * @param port 1 to 65535, or 0, the default, for a free one
     * @return this
     */
    public Builder picklePort(int port) {
      this.picklePort = inRange("picklePort", port, 0, 65_535);
      return this;
    }

    /**
     * Sets the rules by which points are aggregated. Default: none, {@link
     * CarbonServer#aggregates()} then fails.
     *
     * @param rules the rules
     * @return this
     */
    public Builder rules(AggregationRules rules) {
      this.rules = requireNonNull(rules, "rules");
      return this;
    }

    /**
     * Sets the receive buffer of each connection: with a small one a stall is felt soon. The socket
     * for datagrams keeps the system's: a small one would not slow a sender down but drop what it
     * sends.
     *
     * @param bytes as the system rounds it, Linux doubles it; 0, the default, leaves it to the
     *     system
     * @return this
     */
    public Builder receiveBuffer(int bytes) {
      this.receiveBuffer = inRange("receiveBuffer", bytes, 0, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how long the {@code await} methods and {@link CarbonServer#drain()} wait.
     *
     * @param timeout default 1 minute, which a busy machine may need
     * @return this
     */
    public Builder timeout(Duration timeout) {
      this.timeout = requireNonNull(timeout, "timeout");
      return this;
    }

    /**
     * Starts a server.
     *
     * @return a running server
     * @throws IllegalStateException if it cannot listen on a port, or the host is no address of
     *     this machine
     */
    public CarbonServer start() {
      return new CarbonServer(this);
    }

    private static int inRange(String key, int value, int least, int most) {
      if (value < least || value > most) {
        throw new IllegalArgumentException(
            key + "=" + value + " is not within " + least + " to " + most);
      }
      return value;
    }
  }
}
