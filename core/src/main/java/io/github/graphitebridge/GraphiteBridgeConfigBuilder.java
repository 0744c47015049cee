// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.carbon.MergeCounts;
import io.micrometer.core.instrument.config.validate.Validated;
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
 * The builder of {@link GraphiteBridgeConfig}: one setter for each setting, and sources that set
 * several. A setter has the name of the getter. The getter's Javadoc says what the setting means,
 * its default and what is allowed.
 *
 * <p>Later values replace earlier ones. {@link #build()} reports all wrong values together. Each
 * setter returns this builder.
 *
 * <p>Thread-safety: none.
 *
 * @since 0.1
 */
public final class GraphiteBridgeConfigBuilder {
  private final Map<String, String> settings = new TreeMap<>();

  /** The variables with settings. */
  private final Map<String, String> variables = new TreeMap<>();

  private Validated<?> misspelt = Validated.none();

  GraphiteBridgeConfigBuilder() {}

  /**
   * Reads settings from a properties file; see {@link #fromProperties}.
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
   * Reads settings from this JVM's system properties, {@code -Dgraphite.bridge.host=…} for example;
   * see {@link #fromProperties}.
   *
   * @return this builder
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromSystemProperties() {
    return fromProperties(System.getProperties());
  }

  /**
   * Reads settings from properties, by the keys of {@link GraphiteBridgeConfig#fromProperties}.
   * They replace earlier values, and later values replace them.
   *
   * @param properties values by key; what does not begin with {@code graphite.bridge.} is ignored
   * @return this builder; a key under that prefix that is no setting's, or that misses the prefix
   *     only by case, {@code _} or {@code -}, is found by {@link #build()}
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromProperties(Properties properties) {
    Map<String, String> set = ConfigValues.settings(requireNonNull(properties, "properties"));
    settings.putAll(set);
    variables.keySet().removeAll(set.keySet());
    misspelt = misspelt.and(ConfigValues.misspelt(properties));
    return this;
  }

  /**
   * Reads settings from this process' environment; see {@link #fromEnvironment(Map)}.
   *
   * @return this builder
   * @throws ValidationException as {@link #fromEnvironment(Map)}
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Reads settings from an environment, by the variables of {@link
   * GraphiteBridgeConfig#fromEnvironment(Map)}. They replace earlier values, and later values
   * replace them.
   *
   * @param environment values by variable; an empty one counts only for {@code hostNode}, {@code
   *     metricPrefix} and {@code suffix}
   * @return this builder
   * @throws ValidationException if Kubernetes has set the port; {@link #build()} finds other wrong
   *     values
   * @since 0.1
   */
  public GraphiteBridgeConfigBuilder fromEnvironment(Map<String, String> environment) {
    Map<String, String> set = ConfigValues.settings(requireNonNull(environment, "environment"));
    settings.putAll(set);
    set.keySet().forEach(key -> variables.put(key, ConfigValues.variable(key)));
    misspelt = misspelt.and(ConfigValues.misspelt(environment));
    return this;
  }

  /** Sets {@link GraphiteBridgeConfig#host()}. */
  public GraphiteBridgeConfigBuilder host(String value) {
    return set(Settings.HOST, value);
  }

  /** Sets {@link GraphiteBridgeConfig#port()}. */
  public GraphiteBridgeConfigBuilder port(int value) {
    return set(Settings.PORT, value);
  }

  /** Sets {@link GraphiteBridgeConfig#protocol()}. */
  public GraphiteBridgeConfigBuilder protocol(GraphiteProtocol value) {
    return set(Settings.PROTOCOL, value);
  }

  /** Sets {@link GraphiteBridgeConfig#enabled()}. */
  public GraphiteBridgeConfigBuilder enabled(boolean value) {
    return set(Settings.ENABLED, value);
  }

  /** Sets {@link GraphiteBridgeConfig#metricPrefix()}. */
  public GraphiteBridgeConfigBuilder metricPrefix(String value) {
    return set(Settings.METRIC_PREFIX, value);
  }

  /** Sets {@link GraphiteBridgeConfig#hostNode()}. */
  public GraphiteBridgeConfigBuilder hostNode(String value) {
    return set(Settings.HOST_NODE, value);
  }

  /** Sets {@link GraphiteBridgeConfig#fqdnSquash()}. */
  public GraphiteBridgeConfigBuilder fqdnSquash(boolean value) {
    return set(Settings.FQDN_SQUASH, value);
  }

  /** Sets {@link GraphiteBridgeConfig#group()}. */
  public GraphiteBridgeConfigBuilder group(String value) {
    return set(Settings.GROUP, value);
  }

  /** Sets {@link GraphiteBridgeConfig#meterGroup()}. */
  public GraphiteBridgeConfigBuilder meterGroup(String value) {
    return set(Settings.METER_GROUP, value);
  }

  /** Sets {@link GraphiteBridgeConfig#suffix()}. */
  public GraphiteBridgeConfigBuilder suffix(String value) {
    return set(Settings.SUFFIX, value);
  }

  /** Sets {@link GraphiteBridgeConfig#lowercaseMetricNames()}. */
  public GraphiteBridgeConfigBuilder lowercaseMetricNames(boolean value) {
    return set(Settings.LOWERCASE_METRIC_NAMES, value);
  }

  /** Sets {@link GraphiteBridgeConfig#cleanMetricName()}. */
  public GraphiteBridgeConfigBuilder cleanMetricName(boolean value) {
    return set(Settings.CLEAN_METRIC_NAME, value);
  }

  /** Sets {@link GraphiteBridgeConfig#routeSeparator()}. */
  public GraphiteBridgeConfigBuilder routeSeparator(String value) {
    return set(Settings.ROUTE_SEPARATOR, value);
  }

  /** Sets {@link GraphiteBridgeConfig#maxRoutes()}. */
  public GraphiteBridgeConfigBuilder maxRoutes(int value) {
    return set(Settings.MAX_ROUTES, value);
  }

  /** Sets {@link GraphiteBridgeConfig#methodNode()}. */
  public GraphiteBridgeConfigBuilder methodNode(boolean value) {
    return set(Settings.METHOD_NODE, value);
  }

  /** Sets {@link GraphiteBridgeConfig#requestTimers()}; no name for none. */
  public GraphiteBridgeConfigBuilder requestTimers(String... names) {
    return set(Settings.REQUEST_TIMERS, String.join(",", names));
  }

  /** Sets {@link GraphiteBridgeConfig#responseSizes()}; no name for none. */
  public GraphiteBridgeConfigBuilder responseSizes(String... names) {
    return set(Settings.RESPONSE_SIZES, String.join(",", names));
  }

  /** Sets {@link GraphiteBridgeConfig#routeTags()}. */
  public GraphiteBridgeConfigBuilder routeTags(String... keys) {
    return set(Settings.ROUTE_TAGS, String.join(",", keys));
  }

  /** Sets {@link GraphiteBridgeConfig#statusTags()}. */
  public GraphiteBridgeConfigBuilder statusTags(String... keys) {
    return set(Settings.STATUS_TAGS, String.join(",", keys));
  }

  /** Sets {@link GraphiteBridgeConfig#durationUnits()}. */
  public GraphiteBridgeConfigBuilder durationUnits(TimeUnit value) {
    return set(Settings.DURATION_UNITS, value);
  }

  /** Sets {@link GraphiteBridgeConfig#rateUnits()}. */
  public GraphiteBridgeConfigBuilder rateUnits(TimeUnit value) {
    return set(Settings.RATE_UNITS, value);
  }

  /** Sets {@link GraphiteBridgeConfig#step()}. */
  public GraphiteBridgeConfigBuilder step(Duration value) {
    return set(Settings.STEP, value);
  }

  /** Sets {@link GraphiteBridgeConfig#autoreconnect()}. */
  public GraphiteBridgeConfigBuilder autoreconnect(boolean value) {
    return set(Settings.AUTORECONNECT, value);
  }

  /** Sets {@link GraphiteBridgeConfig#connectTimeout()}. */
  public GraphiteBridgeConfigBuilder connectTimeout(Duration value) {
    return set(Settings.CONNECT_TIMEOUT, value);
  }

  /** Sets {@link GraphiteBridgeConfig#writeTimeout()}. */
  public GraphiteBridgeConfigBuilder writeTimeout(Duration value) {
    return set(Settings.WRITE_TIMEOUT, value);
  }

  /** Sets {@link GraphiteBridgeConfig#flushInterval()}. */
  public GraphiteBridgeConfigBuilder flushInterval(Duration value) {
    return set(Settings.FLUSH_INTERVAL, value);
  }

  /** Sets {@link GraphiteBridgeConfig#queueCapacity()}. */
  public GraphiteBridgeConfigBuilder queueCapacity(int value) {
    return set(Settings.QUEUE_CAPACITY, value);
  }

  /** Sets {@link GraphiteBridgeConfig#backlogCapacity()}. */
  public GraphiteBridgeConfigBuilder backlogCapacity(int value) {
    return set(Settings.BACKLOG_CAPACITY, value);
  }

  /** Sets {@link GraphiteBridgeConfig#mergeCounts()}. */
  public GraphiteBridgeConfigBuilder mergeCounts(MergeCounts value) {
    return set(Settings.MERGE_COUNTS, value);
  }

  /** Sets {@link GraphiteBridgeConfig#aggregationInterval()}. */
  public GraphiteBridgeConfigBuilder aggregationInterval(Duration value) {
    return set(Settings.AGGREGATION_INTERVAL, value);
  }

  /** Sets {@link GraphiteBridgeConfig#maxAge()}. */
  public GraphiteBridgeConfigBuilder maxAge(Duration value) {
    return set(Settings.MAX_AGE, value);
  }

  /** Sets {@link GraphiteBridgeConfig#sendBuffer()}. */
  public GraphiteBridgeConfigBuilder sendBuffer(int value) {
    return set(Settings.SEND_BUFFER, value);
  }

  /** Sets {@link GraphiteBridgeConfig#acknowledge()}. */
  public GraphiteBridgeConfigBuilder acknowledge(boolean value) {
    return set(Settings.ACKNOWLEDGE, value);
  }

  /** Sets {@link GraphiteBridgeConfig#acknowledgeInterval()}. */
  public GraphiteBridgeConfigBuilder acknowledgeInterval(Duration value) {
    return set(Settings.ACKNOWLEDGE_INTERVAL, value);
  }

  /** Sets {@link GraphiteBridgeConfig#closeTimeout()}. */
  public GraphiteBridgeConfigBuilder closeTimeout(Duration value) {
    return set(Settings.CLOSE_TIMEOUT, value);
  }

  /** Sets {@link GraphiteBridgeConfig#dryrun()}. */
  public GraphiteBridgeConfigBuilder dryrun(boolean value) {
    return set(Settings.DRYRUN, value);
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
   * Returns the configuration with the values that are set, and defaults for the rest.
   *
   * @return a valid configuration, which later calls of the setters do not change
   * @throws ValidationException if a value is wrong; the message has each such key, its value and
   *     what is allowed
   * @since 0.1
   */
  public GraphiteBridgeConfig build() {
    return ConfigValues.ofKeys(settings, variables, misspelt);
  }

  private GraphiteBridgeConfigBuilder set(Setting<?> setting, Object value) {
    settings.put(setting.key(), requireNonNull(value, setting.key()).toString());
    variables.remove(setting.key());
    return this;
  }
}
