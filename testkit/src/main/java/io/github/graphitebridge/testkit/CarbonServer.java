// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.rules.AggregationRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A carbon in the test's JVM, on the loopback address. It accepts lines over TCP and UDP and
 * pickles over TCP, records them and aggregates them by carbon's rules. It acknowledges a
 * half-close as carbon does: it ends the stream when it has read everything. A test can stall,
 * reset, stop and restart it, and hide it behind a proxy that accepts for it.
 *
 * <p>A test that closes a registry soon after its creation should first wait until its sender is
 * connected: a close waits less than a second for the first connection.
 *
 * <p>It accepts what carbon accepts: see {@link RejectedLine.Reason}. A pickled datapoint is kept
 * as the equivalent line, {@code name value timestamp}. So all methods work for all three
 * protocols. It keeps everything until {@link #clear()}, in about as many bytes as on the wire.
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
   * Stops reading, like a carbon that is too busy. Connections stay open and new ones are accepted.
   * What clients send fills the kernel's buffers until their writes block. The kernel drops
   * datagrams that its buffer cannot hold. After this returns, nothing is read until {@link
   * #resume()}.
   */
  public void stall() {
    loop.pace(Pace::stall);
  }

  /**
   * Limits the bytes per second that it reads from each connection, until {@link #resume()}, like a
   * carbon on a busy machine. Datagrams are not limited. The kernel's buffers fill first: see
   * {@link Builder#receiveBuffer}.
   *
   * @param bytesPerSecond 1 or more, read in twenty pieces per second
   */
  public void throttle(int bytesPerSecond) {
    Builder.inRange("bytesPerSecond", bytesPerSecond, 1, Integer.MAX_VALUE);
    loop.pace(pace -> pace.throttle(bytesPerSecond));
  }

  /**
   * Resets each connection (RST), also new ones, after it has read this many more lines from it,
   * until {@link #resume()}. What it has read after them is lost, as in a crash. A pickled
   * datapoint counts as a line. Datagrams are not affected.
   *
   * @param lines 1 or more, rejected ones included
   */
  public void resetAfter(int lines) {
    Builder.inRange("lines", lines, 1, Integer.MAX_VALUE);
    loop.resetAfter(lines);
  }

  /**
   * Reads, but does not acknowledge: a client that has closed its side waits for the end of the
   * stream, until {@link #resume()}.
   */
  public void withholdAcknowledgements() {
    loop.pace(Pace::withhold);
  }

  /**
   * Simulates a proxy, such as HAProxy, that accepts while carbon is away, until {@link #resume()}.
   * Every connection is accepted, and its bytes are lost. A client that closes its side of an empty
   * connection gets the end of the stream at once. Any other connection is closed in an orderly way
   * later, also one that is open already. On resume, an open connection that has lost bytes is
   * reset.
   *
   * @param giveUp how long the proxy keeps a connection; zero to close it at once
   */
  public void hideBehindProxy(Duration giveUp) {
    long nanos = requireNonNull(giveUp, "giveUp").toNanos();
    loop.pace(pace -> pace.proxy(nanos));
  }

  /**
   * Ends {@link #stall()}, {@link #throttle}, {@link #resetAfter}, {@link
   * #withholdAcknowledgements()} and {@link #hideBehindProxy}. It reads everything, first what has
   * accumulated, and acknowledges.
   */
  public void resume() {
    loop.pace(pace -> Pace.FULL);
  }

  /**
   * Resets every connection (RST), like a crashed machine or a firewall. The listeners stay. Unread
   * bytes are lost. Datagrams are not affected.
   */
  public void reset() {
    loop.reset();
  }

  /**
   * Closes every connection in an orderly way (FIN). The listeners stay. It first reads what has
   * arrived. A stalled server does not, and resets connections with unread bytes. Datagrams are not
   * affected.
   */
  public void disconnect() {
    loop.disconnect();
  }

  /**
   * Closes the listeners and every connection, as carbon does when its process ends. Unread bytes
   * are lost, new connections are refused, and datagrams are answered with "port unreachable". On a
   * stopped server it does nothing.
   */
  public void stop() {
    loop.stop();
  }

  /**
   * Stops in an orderly way, and loses nothing. It accepts no new connection and tells every client
   * the end (FIN). It reads at full pace until each client closes its side. Then the server is as
   * after {@link #stop()}.
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
   * Stops if it runs, and listens on the same ports again, like a restarted carbon. It reads
   * everything again. The aggregator forgets what it held: {@link #aggregates()} covers only later
   * points. {@link #lines()} and {@link #points()} keep everything.
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
     * @param host an address of this machine; default {@link InetAddress#getLoopbackAddress()}. Any
     *     client that can reach it is accepted
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
     * Sets the aggregation rules. Default: none; then {@link CarbonServer#aggregates()} fails.
     *
     * @param rules the rules
     * @return this
     */
    public Builder rules(AggregationRules rules) {
      this.rules = requireNonNull(rules, "rules");
      return this;
    }

    /**
     * Sets the receive buffer of each connection. With a small one a client notices a stall soon.
     * The socket for datagrams keeps the system's: a small buffer would drop datagrams, not slow
     * down the sender.
     *
     * @param bytes rounded by the system (Linux doubles it); 0, the default, is the system's choice
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
