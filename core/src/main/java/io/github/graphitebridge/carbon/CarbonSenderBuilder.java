// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static io.github.graphitebridge.carbon.SenderSetting.flag;
import static io.github.graphitebridge.carbon.SenderSetting.number;
import static io.github.graphitebridge.carbon.SenderSetting.time;
import static io.github.graphitebridge.carbon.SenderSetting.wholeSeconds;
import static java.util.Objects.requireNonNull;

import io.micrometer.graphite.GraphiteProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Makes a {@link CarbonSender}. A wrong value fails at once, with its key and what is allowed.
 *
 * <p>Each setting has the meaning, the default and the limits of the getter of the same name in
 * {@code GraphiteBridgeConfig}. The constants are the table of the defaults and limits, which that
 * configuration takes over.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class CarbonSenderBuilder {
  /** The longest period that carbon's rules may have. */
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

  /** An address of IPv6, perhaps with its zone. */
  private static final String IPV6 = "[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f.:]*(?:%[\\w.-]+)?";

  private static final Pattern HOSTS =
      Pattern.compile("[^\\s/:@\\[\\]]+|" + IPV6 + "|\\[" + IPV6 + "]");

  public static final SenderSetting<Boolean> ENABLED = flag("enabled", true);
  public static final SenderSetting<Boolean> DRYRUN = flag("dryrun", false);

  public static final SenderSetting<String> HOST =
      new SenderSetting<>(
          "host",
          "localhost",
          host -> HOSTS.matcher(host).matches(),
          "a host name or an IP address, without scheme, user or port");

  public static final SenderSetting<GraphiteProtocol> PROTOCOL =
      new SenderSetting<>(
          "protocol", GraphiteProtocol.PLAINTEXT, any -> true, "PLAINTEXT, PICKLED or UDP");

  public static final SenderSetting<Integer> PORT = number("port", 2023, 1, 65_535);
  public static final SenderSetting<Boolean> AUTORECONNECT = flag("autoreconnect", true);

  public static final SenderSetting<Duration> CONNECT_TIMEOUT =
      time("connectTimeout", Duration.ofSeconds(2), 60);

  public static final SenderSetting<Duration> WRITE_TIMEOUT =
      time("writeTimeout", Duration.ofSeconds(2), 60);

  public static final SenderSetting<Duration> FLUSH_INTERVAL =
      time("flushInterval", Duration.ofMillis(100), 10);

  public static final SenderSetting<Integer> QUEUE_CAPACITY =
      number("queueCapacity", 65_536, 1_024, 1 << 24);

  /** By default at most an eighth of the heap. */
  public static final SenderSetting<Integer> BACKLOG_CAPACITY =
      number(
          "backlogCapacity",
          Backlog.defaultCapacity(Runtime.getRuntime().maxMemory()),
          1,
          Integer.MAX_VALUE);

  public static final SenderSetting<MergeCounts> MERGE_COUNTS =
      new SenderSetting<>(
          "mergeCounts", MergeCounts.UNDER_PRESSURE, any -> true, "UNDER_PRESSURE or ALWAYS");

  public static final SenderSetting<Duration> AGGREGATION_INTERVAL =
      wholeSeconds("aggregationInterval", Duration.ofSeconds(60), LONGEST_INTERVAL);

  /** At most five of the longest intervals. */
  public static final SenderSetting<Duration> MAX_AGE =
      new SenderSetting<>(
          "maxAge",
          Duration.ofMinutes(4),
          age ->
              SenderSetting.isWithin(age, Duration.ofSeconds(1), LONGEST_INTERVAL.multipliedBy(5)),
          "a duration from 1s to 5d, such as 4m or PT4M");

  public static final SenderSetting<Integer> SEND_BUFFER =
      number("sendBuffer", 128 * 1024, 4_096, 1 << 24);

  public static final SenderSetting<Duration> CLOSE_TIMEOUT =
      time("closeTimeout", Duration.ofSeconds(5), 300);

  public static final SenderSetting<Boolean> ACKNOWLEDGE = flag("acknowledge", true);

  /** At most two of the longest intervals that carbon's rules may have, a day. */
  public static final SenderSetting<Duration> ACKNOWLEDGE_INTERVAL =
      new SenderSetting<>(
          "acknowledgeInterval",
          Duration.ofSeconds(5),
          time -> SenderSetting.isWithin(time, Duration.ofSeconds(1), Duration.ofDays(2)),
          "a duration from 1s to 2d, such as 5s or PT5S");

  /** What a refused datagram's answer takes, with room to spare. */
  private static final Duration UDP_PROBE = Duration.ofMillis(200);

  private final Map<SenderSetting<?>, Object> values = new HashMap<>();
  LongSupplier epochMillis = System::currentTimeMillis;
  LongSupplier nanoTime = System::nanoTime;
  NameLookup.Resolver resolver = InetAddress::getAllByName;
  DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();

  CarbonSenderBuilder() {}

  /**
   * Returns the port on which carbon-aggregator receives a protocol.
   *
   * @param protocol how points are written
   * @return the port of its pickle receiver, or of its line receiver
   */
  public static int defaultPort(GraphiteProtocol protocol) {
    return protocol == GraphiteProtocol.PICKLED ? 2024 : PORT.defaultValue();
  }

  /**
   * Sets any setting of this class.
   *
   * @param setting one of the constants
   * @param value its value
   * @return this builder
   * @throws IllegalArgumentException if the value is not allowed
   */
  public <T> CarbonSenderBuilder set(SenderSetting<T> setting, T value) {
    values.put(setting, setting.require(value));
    return this;
  }

  @SuppressWarnings("unchecked") // As set() took a value of this type.
  <T> T get(SenderSetting<T> setting) {
    return (T) values.getOrDefault(setting, setting.defaultValue());
  }

  /** Sets whether anything is sent. */
  public CarbonSenderBuilder enabled(boolean value) {
    return set(ENABLED, value);
  }

  /** Sets whether lines are only logged. */
  public CarbonSenderBuilder dryrun(boolean value) {
    return set(DRYRUN, value);
  }

  /** Sets the host of carbon-aggregator. Each attempt to connect looks the name up again. */
  public CarbonSenderBuilder host(String value) {
    return set(HOST, value);
  }

  /** Sets how points are written. */
  public CarbonSenderBuilder protocol(GraphiteProtocol value) {
    return set(PROTOCOL, value);
  }

  /** Sets the port of carbon-aggregator; default {@link #defaultPort}. */
  public CarbonSenderBuilder port(int value) {
    return set(PORT, value);
  }

  /** Sets whether a lost connection is opened again. */
  public CarbonSenderBuilder autoreconnect(boolean value) {
    return set(AUTORECONNECT, value);
  }

  /** Sets how long a connect may take. */
  public CarbonSenderBuilder connectTimeout(Duration value) {
    return set(CONNECT_TIMEOUT, value);
  }

  /** Sets how long a write may wait for carbon to read. */
  public CarbonSenderBuilder writeTimeout(Duration value) {
    return set(WRITE_TIMEOUT, value);
  }

  /** Sets how long a point waits for company. */
  public CarbonSenderBuilder flushInterval(Duration value) {
    return set(FLUSH_INTERVAL, value);
  }

  /** Sets how many points fit between the recording threads and the sender. */
  public CarbonSenderBuilder queueCapacity(int value) {
    return set(QUEUE_CAPACITY, value);
  }

  /** Sets how many lines wait for a carbon that is away or slow. */
  public CarbonSenderBuilder backlogCapacity(int value) {
    return set(BACKLOG_CAPACITY, value);
  }

  /** Sets when counts of one series and second go out as one line. */
  public CarbonSenderBuilder mergeCounts(MergeCounts value) {
    return set(MERGE_COUNTS, value);
  }

  /**
   * Sets the period of carbon's aggregation rules: a point that is farther ahead is dropped as
   * {@link DropReason#INVALID}.
   */
  public CarbonSenderBuilder aggregationInterval(Duration value) {
    return set(AGGREGATION_INTERVAL, value);
  }

  /** Sets the age from which a point is dropped. */
  public CarbonSenderBuilder maxAge(Duration value) {
    return set(MAX_AGE, value);
  }

  /** Sets the size of the socket's send buffer in bytes. */
  public CarbonSenderBuilder sendBuffer(int value) {
    return set(SEND_BUFFER, value);
  }

  /** Sets how long {@link CarbonSender#close} may send what waits. */
  public CarbonSenderBuilder closeTimeout(Duration value) {
    return set(CLOSE_TIMEOUT, value);
  }

  /** Sets whether carbon is asked to acknowledge what it has read; over UDP it cannot be. */
  public CarbonSenderBuilder acknowledge(boolean value) {
    return set(ACKNOWLEDGE, value);
  }

  /** Sets how long a connection carries points before carbon is asked to acknowledge them. */
  public CarbonSenderBuilder acknowledgeInterval(Duration value) {
    return set(ACKNOWLEDGE_INTERVAL, value);
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
   * @throws IllegalArgumentException if acknowledge is set to true and the protocol is UDP
   */
  public CarbonSender build() {
    if (get(PROTOCOL) == GraphiteProtocol.UDP && values.get(ACKNOWLEDGE) == Boolean.TRUE) {
      throw new IllegalArgumentException(
          "acknowledge is 'true' but has to be unset or false with UDP, which has no answers");
    }
    return new CarbonSender(this).start();
  }

  PointEncoder createEncoder() {
    return get(PROTOCOL) == GraphiteProtocol.PICKLED && !get(DRYRUN)
        ? new PickleEncoder()
        : new LineEncoder();
  }

  boolean asksCarbon() {
    return get(ENABLED)
        && !get(DRYRUN)
        && get(ACKNOWLEDGE)
        && get(PROTOCOL) != GraphiteProtocol.UDP;
  }

  Connection createConnection(PointAccounts accounts) {
    if (get(DRYRUN)) {
      return new DryRunConnection();
    }
    Dialer.Target to =
        new Dialer.Target(
            get(HOST), port(), get(CONNECT_TIMEOUT), createOpener(), resolver, nanoTime);
    ReconnectingConnection.Options plain =
        new ReconnectingConnection.Options(
            get(WRITE_TIMEOUT),
            get(AUTORECONNECT),
            get(PROTOCOL) == GraphiteProtocol.UDP,
            target());
    if (!asksCarbon()) {
      return new ReconnectingConnection(plain, to, random);
    }
    LeasedConnection.Options leased =
        new LeasedConnection.Options(
            get(ACKNOWLEDGE_INTERVAL), get(WRITE_TIMEOUT), get(AUTORECONNECT), target());
    return new FallbackConnection(
        new LeasedConnection(leased, to, accounts, random),
        () -> new ReconnectingConnection(plain, to, random));
  }

  private Transport.Opener createOpener() {
    int buffer = get(SEND_BUFFER);
    if (get(PROTOCOL) == GraphiteProtocol.UDP) {
      Duration half = get(CONNECT_TIMEOUT).dividedBy(2);
      Duration probe = half.compareTo(UDP_PROBE) < 0 ? half : UDP_PROBE;
      return (address, selector) -> UdpTransport.open(address, selector, buffer, probe, nanoTime);
    }
    return (address, selector) -> TcpTransport.open(address, selector, buffer);
  }

  /** Returns where points go, in words: {@code localhost:2024 (pickled)}. */
  String target() {
    GraphiteProtocol protocol = get(PROTOCOL);
    String kind = protocol.name().toLowerCase(Locale.ROOT);
    String address = get(HOST) + ":" + port();
    return protocol == GraphiteProtocol.PLAINTEXT ? address : address + " (" + kind + ")";
  }

  CurrentSecond createSecond() {
    return new CurrentSecond(epochMillis, nanoTime, get(AGGREGATION_INTERVAL).toSeconds());
  }

  SenderLoop.Timing timing(CurrentSecond second) {
    return new SenderLoop.Timing(
        get(FLUSH_INTERVAL), get(MAX_AGE), get(CLOSE_TIMEOUT), nanoTime, second);
  }

  private int port() {
    return values.containsKey(PORT) ? get(PORT) : defaultPort(get(PROTOCOL));
  }

  int ringCapacity() {
    int points = get(QUEUE_CAPACITY);
    int highest = Integer.highestOneBit(points);
    return highest == points ? highest : highest << 1;
  }
}
