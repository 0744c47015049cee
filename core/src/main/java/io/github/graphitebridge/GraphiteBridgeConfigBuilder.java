// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The builder of {@link GraphiteBridgeConfig}: one setter a setting, named as the setting, and
 * sources that set several. What is set later takes the place of what was set before. A wrong value
 * is found by {@link #build()}, together with all others.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class GraphiteBridgeConfigBuilder {
  private final Map<String, String> settings = new TreeMap<>();

  GraphiteBridgeConfigBuilder() {}

  /**
   * Sets what a properties file sets; see {@link #fromProperties}.
   *
   * @param file a file in UTF-8 as {@link Properties} are written
   * @return this builder
   * @throws UncheckedIOException if it cannot be read
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromPropertiesFile(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(requireNonNull(file, "file"))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the settings in " + file, e);
    } catch (IllegalArgumentException e) {
      throw new UncheckedIOException(
          "cannot read the settings in " + file, new IOException(e.getMessage(), e));
    }
    return fromProperties(properties);
  }

  /**
   * Sets what this JVM's system properties set, {@code -Dgraphite.bridge.host=…} for example; see
   * {@link #fromProperties}.
   *
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromSystemProperties() {
    return fromProperties(System.getProperties());
  }

  /**
   * Sets what properties set, by the keys of {@link GraphiteBridgeConfig#fromProperties}: over what
   * was set before, and below what is set later.
   *
   * @param properties values by key; what does not begin with {@code graphite.bridge.} is ignored
   * @return this builder; a key under that prefix that is no setting's is found by {@link #build()}
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromProperties(Properties properties) {
    settings.putAll(ConfigValues.settings(requireNonNull(properties, "properties")));
    return this;
  }

  /**
   * Sets what this process' environment sets; see {@link #fromEnvironment(Map)}.
   *
   * @return this builder
   * @throws ValidationException as {@link #fromEnvironment(Map)}
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Sets what an environment sets, by the variables of {@link
   * GraphiteBridgeConfig#fromEnvironment(Map)}: over what was set before, and below what is set
   * later.
   *
   * @param environment values by variable
   * @return this builder
   * @throws ValidationException if the port is one that Kubernetes has set; other wrong values are
   *     found by {@link #build()}
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromEnvironment(Map<String, String> environment) {
    settings.putAll(ConfigValues.settings(requireNonNull(environment, "environment")));
    return this;
  }

  /**
   * Sets the host of carbon-aggregator; default {@code localhost}.
   *
   * @param value a host name or an IP address, without scheme or port
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder host(String value) {
    return set("host", value);
  }

  /**
   * Sets the port of carbon-aggregator; default 2023.
   *
   * @param value 1 to 65535
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder port(int value) {
    return set("port", value);
  }

  /**
   * Sets how points are written; default PLAINTEXT.
   *
   * @param value PLAINTEXT or PICKLED over TCP, or UDP, where what is lost on the way is not
   *     noticed
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder protocol(GraphiteProtocol value) {
    return set("protocol", value);
  }

  /**
   * Sets whether anything is sent; default true.
   *
   * @param value false for no thread and no socket
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder enabled(boolean value) {
    return set("enabled", value);
  }

  /**
   * Sets the nodes in front of every name; default empty.
   *
   * @param value safe nodes joined by dots, at most 200 characters, or empty
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder metricPrefix(String value) {
    return set("metricPrefix", value);
  }

  /**
   * Sets the node that stands for this machine; default its name.
   *
   * @param value any text, which is made safe; empty for no node
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder hostNode(String value) {
    return set("hostNode", value);
  }

  /**
   * Sets whether the dots of the host node become {@code _}; default true.
   *
   * @param value false to make each part of the host's name a node
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fqdnSquash(boolean value) {
    return set("fqdnSquash", value);
  }

  /**
   * Sets the nodes between the host and a route; default {@code graphite-bridge}.
   *
   * @param value safe nodes joined by dots, at most 200 characters
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder group(String value) {
    return set("group", value);
  }

  /**
   * Sets the nodes between the host and a meter that is not pushed per event; default the group and
   * {@code -meters}.
   *
   * @param value safe nodes joined by dots, at most 200 characters, neither the group nor above or
   *     below it
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder meterGroup(String value) {
    return set("meterGroup", value);
  }

  /**
   * Sets what is appended to a request meter's name; default empty.
   *
   * @param value safe text such as {@code _x} or {@code .jvm}, at most 50 characters
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder suffix(String value) {
    return set("suffix", value);
  }

  /**
   * Sets whether whole names are in lower case; default false.
   *
   * @param value true for lower case
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder lowercaseMetricNames(boolean value) {
    return set("lowercaseMetricNames", value);
  }

  /**
   * Sets whether routes are cleaned as Flask-Graphite's client did; default true.
   *
   * @param value false to let {@code -} stay and make {@code )} a {@code _}
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder cleanMetricName(boolean value) {
    return set("cleanMetricName", value);
  }

  /**
   * Sets what joins the segments of a route; default a dot.
   *
   * @param value a dot, or 1 to 16 of the letters A-Z a-z, digits, {@code _} and {@code -}
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder routeSeparator(String value) {
    return set("routeSeparator", value);
  }

  /**
   * Sets how many different routes are told apart; default 1000.
   *
   * @param value at least 1
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder maxRoutes(int value) {
    return set("maxRoutes", value);
  }

  /**
   * Sets the timers in which web frameworks time their requests; default those of {@link
   * GraphiteBridgeConfig#requestTimers()}.
   *
   * @param names names without comma and white space; none to take no such timer apart
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder requestTimers(String... names) {
    return set("requestTimers", String.join(",", names));
  }

  /**
   * Sets the summaries in which web frameworks count the bytes of their responses; default those of
   * {@link GraphiteBridgeConfig#responseSizes()}.
   *
   * @param names names without comma and white space; none to use no such summary
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder responseSizes(String... names) {
    return set("responseSizes", String.join(",", names));
  }

  /**
   * Sets the unit of times; default seconds.
   *
   * @param value any unit
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder durationUnits(TimeUnit value) {
    return set("durationUnits", value);
  }

  /**
   * Sets the unit of the rates of meters that are not pushed per event; default seconds.
   *
   * @param value any unit
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder rateUnits(TimeUnit value) {
    return set("rateUnits", value);
  }

  /**
   * Sets how often meters that are not pushed per event are reported; default 1 minute.
   *
   * @param value whole seconds from 1 s to 1 day
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder step(Duration value) {
    return set("step", value);
  }

  /**
   * Sets whether a lost connection is opened again; default true.
   *
   * @param value false to give up at the first loss
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder autoreconnect(boolean value) {
    return set("autoreconnect", value);
  }

  /**
   * Sets how long a connect may take; default 2 s.
   *
   * @param value 1 ms to 60 s
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder connectTimeout(Duration value) {
    return set("connectTimeout", value);
  }

  /**
   * Sets how long a write may wait for carbon to read; default 2 s.
   *
   * @param value 1 ms to 60 s
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder writeTimeout(Duration value) {
    return set("writeTimeout", value);
  }

  /**
   * Sets how long a point waits for company; default 100 ms.
   *
   * @param value 1 ms to 10 s
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder flushInterval(Duration value) {
    return set("flushInterval", value);
  }

  /**
   * Sets how many points fit between the recording threads and the sender; default 65,536.
   *
   * @param value 1,024 to 16,777,216, rounded up to a power of two
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder queueCapacity(int value) {
    return set("queueCapacity", value);
  }

  /**
   * Sets how many lines wait for a carbon that is away or slow; default 1,000,000.
   *
   * @param value at least 1
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder backlogCapacity(int value) {
    return set("backlogCapacity", value);
  }

  /**
   * Sets the period of carbon's aggregation rules; default 60 s.
   *
   * @param value whole seconds from 1 s to 1 day
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder aggregationInterval(Duration value) {
    return set("aggregationInterval", value);
  }

  /**
   * Sets the age from which a point is dropped; default four times the aggregation interval.
   *
   * @param value over 0, at most five times the aggregation interval
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder maxAge(Duration value) {
    return set("maxAge", value);
  }

  /**
   * Sets the size of the socket's send buffer in bytes; default 131,072.
   *
   * @param value 4,096 to 16,777,216
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder sendBuffer(int value) {
    return set("sendBuffer", value);
  }

  /**
   * Sets how long a close may take to send what waits; default 5 s.
   *
   * @param value 1 ms to 300 s
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder closeTimeout(Duration value) {
    return set("closeTimeout", value);
  }

  /**
   * Sets whether lines are logged instead of sent; default false.
   *
   * @param value true to send nothing
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder dryrun(boolean value) {
    return set("dryrun", value);
  }

  /**
   * Returns the keys of the settings that have been set, such as {@code host}.
   *
   * @return a copy, empty as long as nothing is set
   * @since 0.1
   */
  public Set<String> keys() {
    return Set.copyOf(settings.keySet());
  }

  /**
   * Returns the configuration of what is set, and of the defaults for the rest.
   *
   * @return a valid configuration, which later calls of the setters do not change
   * @throws ValidationException if a value is wrong: its message holds each such key, its value and
   *     what is allowed
   * @since 0.1
   */
  public GraphiteBridgeConfig build() {
    return ConfigValues.ofKeys(settings);
  }

  private GraphiteBridgeConfigBuilder set(String key, Object value) {
    settings.put(key, requireNonNull(value, key).toString());
    return this;
  }
}
