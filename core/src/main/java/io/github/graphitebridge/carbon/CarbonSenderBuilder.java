// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static java.util.Objects.requireNonNull;

import io.micrometer.graphite.GraphiteProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link CarbonSender}. Every setting has a default; a wrong value fails at once.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class CarbonSenderBuilder {
  /** The host that carbon-aggregator is expected on, {@value}. */
  public static final String DEFAULT_HOST = "localhost";

  /** The port of carbon-aggregator's line receiver, over TCP and UDP, {@value}. */
  public static final int DEFAULT_PORT = 2023;

  /** The port of carbon-aggregator's pickle receiver, {@value}. */
  public static final int DEFAULT_PICKLE_PORT = 2024;

  /** The points between the recording threads and the sender, {@value}. */
  public static final int DEFAULT_QUEUE_CAPACITY = 65_536;

  /** The lines that wait while carbon is away, {@value}. */
  public static final int DEFAULT_BACKLOG_CAPACITY = 1_000_000;

  /** The bytes the kernel may hold, {@value}. */
  public static final int DEFAULT_SEND_BUFFER = 128 * 1024;

  /** How long connecting may take, 2 s. */
  public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(2);

  /** How long carbon may take no byte, 2 s. */
  public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(2);

  /** How long a point waits for company, 100 ms. */
  public static final Duration DEFAULT_FLUSH_INTERVAL = Duration.ofMillis(100);

  /** How old a point may be when it is sent, 4 min. */
  public static final Duration DEFAULT_MAX_AGE = Duration.ofMinutes(4);

  /** How long closing may take, 5 s. */
  public static final Duration DEFAULT_CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private static final int MIN_QUEUE_CAPACITY = 1024;
  private static final int MAX_QUEUE_CAPACITY = 1 << 24;
  private static final int MIN_SEND_BUFFER = 4096;

  /** What a refused datagram's answer takes, with room to spare. */
  private static final Duration UDP_PROBE = Duration.ofMillis(200);

  /** Far above any use, and far below what nanoseconds in a long can count. */
  private static final Duration MAX_TIMEOUT = Duration.ofHours(24);

  String host = DEFAULT_HOST;
  @Nullable Integer port;
  GraphiteProtocol protocol = GraphiteProtocol.PLAINTEXT;
  boolean enabled = true;
  boolean dryrun;
  boolean autoreconnect = true;
  Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
  Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
  Duration flushInterval = DEFAULT_FLUSH_INTERVAL;
  Duration maxAge = DEFAULT_MAX_AGE;
  Duration closeTimeout = DEFAULT_CLOSE_TIMEOUT;
  int queueCapacity = DEFAULT_QUEUE_CAPACITY;
  int backlogCapacity = DEFAULT_BACKLOG_CAPACITY;
  int sendBuffer = DEFAULT_SEND_BUFFER;
  String exampleName = "<host>.<group>.<route>.pt";
  LongSupplier epochMillis = System::currentTimeMillis;
  LongSupplier nanoTime = System::nanoTime;
  NameLookup.Resolver resolver = InetAddress::getAllByName;
  DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

  CarbonSenderBuilder() {}

  /**
   * Sets the host of carbon-aggregator; default {@value #DEFAULT_HOST}.
   *
   * @param host a name or address; the name is resolved anew at each attempt to connect
   * @return this builder
   */
  public CarbonSenderBuilder host(String host) {
    require(!requireNonNull(host, "host").isBlank(), "host", host, "a host name or address");
    this.host = host;
    return this;
  }

  /**
   * Sets how points are written; default {@link GraphiteProtocol#PLAINTEXT}.
   *
   * <p>{@link GraphiteProtocol#UDP} sends several lines a datagram: what is lost on the way is
   * counted as sent, and a carbon that is away is noticed only where its machine says so.
   *
   * @param protocol plaintext or pickles over TCP, or plaintext over UDP
   * @return this builder
   */
  public CarbonSenderBuilder protocol(GraphiteProtocol protocol) {
    this.protocol = requireNonNull(protocol, "protocol");
    return this;
  }

  /**
   * Sets the port of its receiver; default {@value #DEFAULT_PORT}, for pickles {@value
   * #DEFAULT_PICKLE_PORT}.
   *
   * @param port 1 to 65535
   * @return this builder
   */
  public CarbonSenderBuilder port(int port) {
    require(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
    this.port = port;
    return this;
  }

  /**
   * Sets whether anything is sent at all; default true. If not, there is no thread and no socket,
   * and recording does and counts nothing.
   *
   * @param enabled false switches the sender off
   * @return this builder
   */
  public CarbonSenderBuilder enabled(boolean enabled) {
    this.enabled = enabled;
    return this;
  }

  /**
   * Sets whether lines are only logged, at INFO by {@code io.github.graphitebridge.carbon.dryrun};
   * default false.
   *
   * @param dryrun true opens no socket
   * @return this builder
   */
  public CarbonSenderBuilder dryrun(boolean dryrun) {
    this.dryrun = dryrun;
    return this;
  }

  /**
   * Sets whether a lost connection is opened again; default true. If not, the sender closes when it
   * loses the connection, over UDP when carbon's machine refuses a datagram or the name leads to
   * another address; until the first one it tries in either case.
   *
   * @param autoreconnect false ends the sender with its connection
   * @return this builder
   */
  public CarbonSenderBuilder autoreconnect(boolean autoreconnect) {
    this.autoreconnect = autoreconnect;
    return this;
  }

  /**
   * Sets how long a look-up of the host and a connect to one address may each take; default 2 s.
   *
   * @param timeout more than zero, at most a day
   * @return this builder
   */
  public CarbonSenderBuilder connectTimeout(Duration timeout) {
    this.connectTimeout = positive("connectTimeout", timeout);
    return this;
  }

  /**
   * Sets how long carbon may take no byte before the connection is given up; default 2 s.
   *
   * @param timeout more than zero, at most a day
   * @return this builder
   */
  public CarbonSenderBuilder writeTimeout(Duration timeout) {
    this.writeTimeout = positive("writeTimeout", timeout);
    return this;
  }

  /**
   * Sets how long a point waits for company before it is sent; default 100 ms.
   *
   * @param interval more than zero, at most a day; less than a millisecond is one
   * @return this builder
   */
  public CarbonSenderBuilder flushInterval(Duration interval) {
    this.flushInterval = positive("flushInterval", interval);
    return this;
  }

  /**
   * Sets how old a point may be when it is sent; default 4 min. Carbon takes points up to five
   * periods of its rules late and overwrites a finished value with later ones.
   *
   * @param age at least a second; parts of a second don't count
   * @return this builder
   */
  public CarbonSenderBuilder maxAge(Duration age) {
    require(requireNonNull(age, "maxAge").toSeconds() >= 1, "maxAge", age, "at least a second");
    this.maxAge = age;
    return this;
  }

  /**
   * Sets how long {@link CarbonSender#close} may go on sending; default 5 s.
   *
   * @param timeout zero to a day
   * @return this builder
   */
  public CarbonSenderBuilder closeTimeout(Duration timeout) {
    requireNonNull(timeout, "closeTimeout");
    boolean allowed = !timeout.isNegative() && timeout.compareTo(MAX_TIMEOUT) <= 0;
    require(allowed, "closeTimeout", timeout, "zero to " + MAX_TIMEOUT);
    this.closeTimeout = timeout;
    return this;
  }

  /**
   * Sets how many points may wait between the recording threads and the sender; default {@value
   * #DEFAULT_QUEUE_CAPACITY}. They take 32 bytes each, at once.
   *
   * @param points 1,024 to 16,777,216, rounded up to a power of two
   * @return this builder
   */
  public CarbonSenderBuilder queueCapacity(int points) {
    require(
        points >= MIN_QUEUE_CAPACITY && points <= MAX_QUEUE_CAPACITY,
        "queueCapacity",
        points,
        MIN_QUEUE_CAPACITY + " to " + MAX_QUEUE_CAPACITY);
    this.queueCapacity = points;
    return this;
  }

  /**
   * Sets how many lines may wait while carbon is away; default {@value #DEFAULT_BACKLOG_CAPACITY}.
   * They take memory only while they wait.
   *
   * @param lines at least 1
   * @return this builder
   */
  public CarbonSenderBuilder backlogCapacity(int lines) {
    require(lines >= 1, "backlogCapacity", lines, "at least 1");
    this.backlogCapacity = lines;
    return this;
  }

  /**
   * Sets the socket's send buffer; default {@value #DEFAULT_SEND_BUFFER} bytes. What the kernel
   * took for a server that never reads is lost unseen, so a large one costs certainty.
   *
   * @param bytes at least 4,096
   * @return this builder
   */
  public CarbonSenderBuilder sendBuffer(int bytes) {
    require(bytes >= MIN_SEND_BUFFER, "sendBuffer", bytes, "at least " + MIN_SEND_BUFFER);
    this.sendBuffer = bytes;
    return this;
  }

  /**
   * Sets a name to show in the log at the first connect.
   *
   * @param name what a series is named like
   * @return this builder
   */
  public CarbonSenderBuilder exampleName(String name) {
    this.exampleName = requireNonNull(name, "exampleName");
    return this;
  }

  /**
   * Sets the clock that {@code maxAge} is measured by; default the system's. It has to be the one
   * that the points' times come from.
   *
   * @param epochMillis gives the milliseconds since 1970
   * @return this builder
   */
  public CarbonSenderBuilder clock(LongSupplier epochMillis) {
    this.epochMillis = requireNonNull(epochMillis, "clock");
    return this;
  }

  /**
   * Makes the sender and starts its thread. Carbon need not be there.
   *
   * @return an open sender
   */
  public CarbonSender build() {
    return new CarbonSender(this).start();
  }

  PointEncoder createEncoder() {
    return protocol == GraphiteProtocol.PICKLED && !dryrun
        ? new PickleEncoder()
        : new LineEncoder();
  }

  Connection createConnection() {
    if (dryrun) {
      return new DryRunConnection();
    }
    SocketConnection.Options options =
        new SocketConnection.Options(
            host,
            port(),
            connectTimeout,
            writeTimeout,
            autoreconnect,
            protocol == GraphiteProtocol.UDP,
            target());
    return new SocketConnection(options, createOpener(), resolver, nanoTime, random);
  }

  private CarbonSocket.Opener createOpener() {
    if (protocol == GraphiteProtocol.UDP) {
      Duration half = connectTimeout.dividedBy(2);
      Duration probe = half.compareTo(UDP_PROBE) < 0 ? half : UDP_PROBE;
      return (address, selector) -> UdpSocket.open(address, selector, sendBuffer, probe, nanoTime);
    }
    return (address, selector) -> TcpSocket.open(address, selector, sendBuffer);
  }

  /** Returns where points go, in words: {@code localhost:2024 (pickled)}. */
  String target() {
    String kind = protocol.name().toLowerCase(Locale.ROOT);
    return host + ":" + port() + (protocol == GraphiteProtocol.PLAINTEXT ? "" : " (" + kind + ")");
  }

  SenderLoop.Timing timing(CurrentSecond second) {
    return new SenderLoop.Timing(flushInterval, maxAge, closeTimeout, nanoTime, second);
  }

  private int port() {
    int byProtocol = protocol == GraphiteProtocol.PICKLED ? DEFAULT_PICKLE_PORT : DEFAULT_PORT;
    return port == null ? byProtocol : port;
  }

  int ringCapacity() {
    int highest = Integer.highestOneBit(queueCapacity);
    return highest == queueCapacity ? highest : highest << 1;
  }

  private static Duration positive(String key, Duration value) {
    Duration given = requireNonNull(value, key);
    boolean positive = !given.isNegative() && !given.isZero();
    boolean allowed = positive && given.compareTo(MAX_TIMEOUT) <= 0;
    require(allowed, key, given, "more than zero and at most " + MAX_TIMEOUT);
    return given;
  }

  private static void require(boolean allowed, String key, Object value, String what) {
    if (!allowed) {
      throw new IllegalArgumentException(key + " is '" + value + "' but has to be " + what);
    }
  }
}
