// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.carbon.AggregationRules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A carbon on 127.0.0.1, in the test's own JVM: takes points by the plaintext protocol over TCP,
 * records them, aggregates them by carbon's rules, and can be stalled, reset, stopped and
 * restarted.
 *
 * <p>Lines are taken as carbon takes them, see {@link RejectedLine.Reason}. Everything that arrived
 * is kept until {@link #clear()}, in about the bytes that it took on the wire.
 *
 * <p>Thread-safety: safe for use by several threads. One daemon thread serves all connections;
 * {@link #close()} ends it.
 *
 * @since 0.1
 */
public final class CarbonServer implements AutoCloseable {
  private final Journal journal;
  private final CarbonLoop loop;
  private final Duration timeout;
  private final int port;

  private CarbonServer(Builder builder) {
    this.timeout = builder.timeout;
    this.journal = new Journal(builder.rules);
    this.loop = new CarbonLoop(journal, builder.receiveBuffer);
    loop.start();
    try {
      this.port = loop.open(builder.port);
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
   * @return the loopback address, {@code 127.0.0.1} unless the JVM prefers IPv6
   */
  public String host() {
    return InetAddress.getLoopbackAddress().getHostAddress();
  }

  /**
   * Returns the port; it stays the same over a restart.
   *
   * @return 1 to 65535
   */
  public int port() {
    return port;
  }

  /**
   * Returns host and port.
   *
   * @return the address on which the server listens
   */
  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /**
   * Returns every whole line that has arrived, those that carbon rejects included, so that a test
   * on all lines sees garbage at once. A restart does not clear them: it is the client's work that
   * a test looks at.
   *
   * @return the lines without line feed in order of arrival, a new list
   */
  public List<String> lines() {
    return journal.lines();
  }

  /**
   * Returns how many lines {@link #lines()} holds.
   *
   * @return the number of whole lines since the start or the last {@link #clear()}
   */
  public int lineCount() {
    return journal.count();
  }

  /**
   * Returns every point that carbon has accepted, over restarts.
   *
   * @return the points in order of arrival, a new list
   */
  public List<CarbonPoint> points() {
    return journal.points(null);
  }

  /**
   * Returns the points of one name.
   *
   * @param name the whole name
   * @return the points in order of arrival, a new list
   */
  public List<CarbonPoint> points(String name) {
    return journal.points(requireNonNull(name, "name"));
  }

  /**
   * Returns what carbon did not take. A test whose client does no wrong expects none.
   *
   * @return the lines in order of arrival, a new list
   */
  public List<RejectedLine> rejected() {
    return journal.rejected();
  }

  /**
   * Returns how many connections have been accepted since the server was started, over restarts.
   *
   * @return the number of accepted connections
   */
  public int connections() {
    return journal.connections();
  }

  /**
   * Returns how many connections are open now.
   *
   * @return the number of open connections
   */
  public int openConnections() {
    return loop.open();
  }

  /**
   * Waits until a name has so many points.
   *
   * @param name the whole name
   * @param count how many points there are to be, at least
   * @return the points of the name, possibly more
   * @throws AssertionError if they have not arrived within the server's timeout; the message tells
   *     what did arrive
   */
  public List<CarbonPoint> await(String name, int count) {
    journal.await(count + " points named " + name, timeout, () -> journal.count(name) >= count);
    return points(name);
  }

  /**
   * Waits until so many whole lines have arrived.
   *
   * @param count how many lines there are to be, at least
   * @return all lines, possibly more
   * @throws AssertionError if they have not arrived within the server's timeout; the message tells
   *     what did arrive
   */
  public List<String> awaitLines(int count) {
    journal.await(count + " lines", timeout, () -> journal.count() >= count);
    return lines();
  }

  /**
   * Waits until so many connections have been accepted.
   *
   * @param count how many there are to be since the server was started, at least
   * @throws AssertionError if they have not come within the server's timeout
   */
  public void awaitConnections(int count) {
    journal.await(count + " connections", timeout, () -> journal.connections() >= count);
  }

  /**
   * Has a listener called with each point that carbon accepts, from now on.
   *
   * @param listener called on the server's thread, in order of arrival: while it runs nothing is
   *     read. It may call the server's faults, and what it throws is logged
   */
  public void onPoint(Consumer<? super CarbonPoint> listener) {
    journal.onPoint(requireNonNull(listener, "listener"));
  }

  /** Forgets lines, points, rejected lines and aggregates; connections stay, and their count. */
  public void clear() {
    journal.clear();
  }

  /**
   * Returns what stands in Graphite: each output series by its rule over the points since the last
   * start, and the points that go on as they are ({@code FORWARD_ALL = True}), of which the last
   * one of an interval stays. Their interval is that of the first rule.
   *
   * <p>The interval that runs is included, with what has arrived of it. Unlike the daemon, an
   * interval never grows too old: what comes more than five intervals late is still merged.
   *
   * @return the values by time, then name
   * @throws IllegalStateException if the server was started without rules
   */
  public List<CarbonAggregate> aggregates() {
    List<CarbonAggregate> aggregates = new ArrayList<>();
    journal
        .aggregates()
        .forEach(
            (time, values) ->
                values.forEach(
                    (name, value) -> aggregates.add(new CarbonAggregate(time, name, value))));
    return aggregates;
  }

  /**
   * Returns what stands in Graphite for one series.
   *
   * @param name the name of an output series, or of a point that goes on as it is
   * @return the values by time, as {@link #aggregates()}
   * @throws IllegalStateException if the server was started without rules
   */
  public List<CarbonAggregate> aggregates(String name) {
    return aggregates().stream().filter(aggregate -> aggregate.name().equals(name)).toList();
  }

  /**
   * Returns the value of one series in one interval.
   *
   * @param name the name of an output series, or of a point that goes on as it is
   * @param timestampSeconds the begin of the interval, in seconds since 1970
   * @return the value, empty if there is none
   * @throws IllegalStateException if the server was started without rules
   */
  public OptionalDouble aggregate(String name, long timestampSeconds) {
    Double value = table(timestampSeconds).get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * Returns the values of all series in the interval that begins at a time.
   *
   * @param timestampSeconds the begin of the interval, in seconds since 1970
   * @return the values by name, empty if there is none
   * @throws IllegalStateException if the server was started without rules
   */
  public SortedMap<String, Double> table(long timestampSeconds) {
    return journal.aggregates().getOrDefault(timestampSeconds, new TreeMap<>());
  }

  /**
   * Stops reading, as a carbon that is too busy does: connections stay open and new ones are
   * accepted, and what clients send piles up in the kernel's buffers until their writes block. When
   * this returns, nothing more is read until {@link #resume()}.
   */
  public void stall() {
    loop.stall(true);
  }

  /** Reads on after {@link #stall()}, beginning with what has piled up. */
  public void resume() {
    loop.stall(false);
  }

  /**
   * Resets every connection (RST), as a crashed machine or a firewall does; the listener stays.
   * What had not been read is lost.
   */
  public void reset() {
    loop.reset();
  }

  /**
   * Closes every connection in good order (FIN); the listener stays. What has arrived is read
   * before, unless the server is stalled: then the kernel sends a reset behind the FIN.
   */
  public void disconnect() {
    loop.disconnect();
  }

  /**
   * Closes the listener and every connection, as carbon does when its process ends: what had not
   * been read is lost, and a new connection is refused. A stopped server stays as it is.
   */
  public void stop() {
    loop.stop();
  }

  /**
   * Stops, if that is not done yet, and listens on the same port again, as a carbon that is
   * restarted: a stall is over, and what the aggregator held is forgotten, so that {@link
   * #aggregates()} tells of the points since then only. {@link #lines()} and {@link #points()} go
   * on.
   *
   * @throws IllegalStateException if the port is taken, or the server closed
   */
  public void restart() {
    loop.stop();
    journal.restarted();
    loop.open(port);
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
    private int port;
    private int receiveBuffer;
    private Duration timeout = Duration.ofSeconds(10);
    private @Nullable AggregationRules rules;

    private Builder() {}

    /**
     * Sets the port.
     *
     * @param port 1 to 65535, or 0, the default, for a free one
     * @return this
     */
    public Builder port(int port) {
      this.port = inRange("port", port, 65_535);
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
     * Sets the receive buffer of each connection: with a small one a stall is felt soon.
     *
     * @param bytes as the system rounds it, Linux doubles it; 0, the default, leaves it to the
     *     system
     * @return this
     */
    public Builder receiveBuffer(int bytes) {
      this.receiveBuffer = inRange("receiveBuffer", bytes, Integer.MAX_VALUE);
      return this;
    }

    /**
     * Sets how long the {@code await} methods wait.
     *
     * @param timeout default 10 seconds
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
     * @throws IllegalStateException if it cannot listen on the port
     */
    public CarbonServer start() {
      return new CarbonServer(this);
    }

    private static int inRange(String key, int value, int most) {
      if (value < 0 || value > most) {
        throw new IllegalArgumentException(key + "=" + value + " is not within 0 to " + most);
      }
      return value;
    }
  }
}
