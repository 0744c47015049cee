// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.MergeCounts;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteConfig;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the bridge, read by key as everywhere in Micrometer: {@code
 * graphite.bridge.host}, {@code graphite.bridge.metricPrefix} and so on.
 *
 * <p>A getter asks for {@code graphite.bridge.metricPrefix}, then for {@code
 * graphite.bridge.metric-prefix}, so {@code key -> environment.getProperty(key)} is a configuration
 * in any framework. It asks at each call; the registry reads each once, after {@link #validate()}.
 * Durations are written as {@code 100ms}, {@code 2s}, {@code 1m} or {@code PT1M}.
 *
 * <p>Thread-safety: as its {@link #get}.
 *
 * @since 0.1
 */
public interface GraphiteBridgeConfig extends GraphiteConfig {

  /** The defaults. */
  GraphiteBridgeConfig DEFAULT = key -> null;

  /**
   * Returns a builder with a typed setter for each setting.
   *
   * @return a new builder in which nothing is set
   */
  static GraphiteBridgeConfigBuilder builder() {
    return new GraphiteBridgeConfigBuilder();
  }

  /**
   * Returns the settings of this process' environment; see {@link #fromEnvironment(Map)}.
   *
   * @return a valid configuration
   * @throws ValidationException if a value is wrong
   */
  static GraphiteBridgeConfig fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  /**
   * Returns the settings of an environment: {@code GRAPHITE_BRIDGE_METRIC_PREFIX} is {@code
   * graphite.bridge.metricPrefix}. Other variables are ignored, also those that begin so:
   * Kubernetes adds {@code GRAPHITE_BRIDGE_SERVICE_HOST} and more where a service is named
   * graphite-bridge.
   *
   * @param environment values by variable
   * @return a valid configuration
   * @throws ValidationException if a value is wrong
   */
  static GraphiteBridgeConfig fromEnvironment(Map<String, String> environment) {
    return builder().fromEnvironment(environment).build();
  }

  /**
   * Returns the settings of properties, whose keys are {@code graphite.bridge.host} and so on. Keys
   * that begin otherwise are ignored.
   *
   * @param properties values by key
   * @return a valid configuration
   * @throws ValidationException if a value is wrong or a key under {@code graphite.bridge.} is no
   *     setting's
   */
  static GraphiteBridgeConfig fromProperties(Properties properties) {
    return builder().fromProperties(properties).build();
  }

  /**
   * Returns the keys of all settings without {@link #prefix()}, for a source of properties that has
   * to be asked for each.
   *
   * @return {@code host}, {@code metricPrefix} and so on
   */
  static List<String> keys() {
    return Settings.KEYS;
  }

  /**
   * Returns the namespace of the keys, {@code graphite.bridge}. What stands in front of the names
   * is {@link #metricPrefix()}.
   */
  @Override
  default String prefix() {
    return "graphite.bridge";
  }

  /**
   * Returns the host of carbon-aggregator, a name or an IP address; default {@code localhost}. Each
   * attempt to connect looks the name up again.
   */
  @Override
  default String host() {
    return Settings.HOST.read(this);
  }

  /**
   * Returns the port of carbon-aggregator; default 2023, for PICKLED 2024 (plain carbon-cache
   * listens on 2003 and aggregates nothing). From 1 to 65535.
   */
  @Override
  default int port() {
    return Settings.PORT.read(this);
  }

  /**
   * Returns how points are written: PLAINTEXT (the default) or PICKLED over TCP, or UDP.
   *
   * <p>UDP puts several lines into a datagram. What is lost on the way counts as sent, and a carbon
   * that is away is noticed only where its machine says so.
   */
  @Override
  default GraphiteProtocol protocol() {
    return Settings.PROTOCOL.read(this);
  }

  /**
   * Returns whether anything is sent; default true. If not, no thread runs and no socket opens, and
   * recording does and counts nothing.
   */
  @Override
  default boolean enabled() {
    return Settings.ENABLED.read(this);
  }

  /**
   * Returns the nodes in front of every name; default empty.
   *
   * @return safe nodes joined by dots, at most 200 characters, or empty
   */
  default String metricPrefix() {
    return Settings.METRIC_PREFIX.read(this);
  }

  /**
   * Returns the node that stands for this machine; default its name. Empty leaves the node out: in
   * containers set a fixed name or nothing, for a pod's name is a new tree per deployment. Any
   * other text is made safe, but {@code all} is refused: carbon's rules write the values over all
   * hosts there.
   *
   * @return a name, possibly with dots; the default is resolved once, within a second
   */
  default String hostNode() {
    return Settings.HOST_NODE.read(this);
  }

  /**
   * Returns whether the dots of {@link #hostNode()} become {@code _}; default true. If not, each
   * part of the name is a node.
   *
   * @return whether the host is one node
   */
  default boolean fqdnSquash() {
    return Settings.FQDN_SQUASH.read(this);
  }

  /**
   * Returns the nodes between the host and a route; default {@code graphite-bridge}.
   *
   * @return safe nodes joined by dots, at most 200 characters
   */
  default String group() {
    return Settings.GROUP.read(this);
  }

  /**
   * Returns the nodes between the host and a meter that is not pushed per event; default the group
   * and {@code -meters}. It may not have a name in common with {@link #group()}: carbon's rules
   * there would sum running counters.
   *
   * @return safe nodes joined by dots, at most 200 characters
   */
  default String meterGroup() {
    return Settings.METER_GROUP.read(this);
  }

  /**
   * Returns what is appended to a request meter's name, such as {@code _x} or {@code .jvm}; default
   * empty.
   *
   * @return safe text, at most 50 characters
   */
  default String suffix() {
    return Settings.SUFFIX.read(this);
  }

  /**
   * Returns whether whole names are in lower case; default false.
   *
   * @return whether capitals become small letters
   */
  default boolean lowercaseMetricNames() {
    return Settings.LOWERCASE_METRIC_NAMES.read(this);
  }

  /**
   * Returns whether routes are cleaned as Flask-Graphite's client did: {@code -} becomes {@code _}
   * and {@code )} disappears; default true. If not, {@code -} stays and {@code )} becomes {@code
   * _}.
   *
   * @return whether routes are cleaned so
   */
  default boolean cleanMetricName() {
    return Settings.CLEAN_METRIC_NAME.read(this);
  }

  /**
   * Returns what joins the segments of a route; default a dot, which makes each a node.
   *
   * @return a dot, or 1 to 16 of the letters A-Z a-z, digits, {@code _} and {@code -}
   */
  default String routeSeparator() {
    return Settings.ROUTE_SEPARATOR.read(this);
  }

  /**
   * Returns how many different routes are told apart; default 1000, at least 1. The requests of the
   * others count under {@code OTHER}.
   *
   * @return a number of routes
   */
  default int maxRoutes() {
    return Settings.MAX_ROUTES.read(this);
  }

  /**
   * Returns whether a request's method is a node before its route, as in {@code
   * shop.GET.products.id.count}; default false. It is one of HTTP's nine methods or {@code OTHER},
   * which also stands for a request meter without a tag that says the method.
   *
   * @return whether each method has a tree of its own
   */
  default boolean methodNode() {
    return Settings.METHOD_NODE.read(this);
  }

  /**
   * Returns the names of the timers in which web frameworks time their requests, comma-separated in
   * a property; default those of Spring, Micronaut, Quarkus, Javalin ({@code http.server.requests},
   * {@code jetty.server.requests}), Ktor, Vert.x and Helidon. Empty for none.
   *
   * @return names of timers
   */
  default Set<String> requestTimers() {
    return Settings.REQUEST_TIMERS.read(this);
  }

  /**
   * Returns the names of the summaries in which web frameworks count the bytes of their responses
   * per route, comma-separated in a property; default that of Vert.x, the only one known to carry a
   * route. Empty for none.
   *
   * @return names of summaries
   */
  default Set<String> responseSizes() {
    return Settings.RESPONSE_SIZES.read(this);
  }

  /**
   * Returns the tags that name the route of another framework's request meter, comma-separated in a
   * property; default {@code route}, {@code uri}, {@code http.route}. The first that is not empty
   * counts. For Spring Cloud Gateway set {@code routeId}.
   *
   * @return keys of tags, in their order; at least one
   */
  default List<String> routeTags() {
    return Settings.ROUTE_TAGS.read(this);
  }

  /**
   * Returns the tags that name the status of another framework's request meter, comma-separated in
   * a property; default {@code status}, {@code http.response.status_code}, {@code code}. The first
   * that is a number from 100 to 599 counts. For Spring Cloud Gateway set {@code httpStatusCode}.
   *
   * @return keys of tags, in their order; at least one
   */
  default List<String> statusTags() {
    return Settings.STATUS_TAGS.read(this);
  }

  /** Returns the unit of times; default seconds, as in Flask-Graphite. */
  @Override
  default TimeUnit durationUnits() {
    return Settings.DURATION_UNITS.read(this);
  }

  /** Returns the unit of the rates of meters that are not pushed per event; default seconds. */
  @Override
  default TimeUnit rateUnits() {
    return Settings.RATE_UNITS.read(this);
  }

  /**
   * Returns how often meters that are not pushed per event are reported; default 1 minute, whole
   * seconds from 1 s to 1 day.
   */
  @Override
  default Duration step() {
    return Settings.STEP.read(this);
  }

  /**
   * Returns whether a lost connection is opened again; default true.
   *
   * <p>If not, the sender closes when it loses the connection; over UDP, when carbon's machine
   * refuses a datagram or the name leads to another address. In either case it tries until it has
   * connected once.
   *
   * @return whether the sender reconnects
   */
  default boolean autoreconnect() {
    return Settings.AUTORECONNECT.read(this);
  }

  /**
   * Returns how long a look-up of the host and a connect to one address may each take; default 2 s,
   * from 1 ms to 60 s.
   *
   * @return a deadline for one attempt
   */
  default Duration connectTimeout() {
    return Settings.CONNECT_TIMEOUT.read(this);
  }

  /**
   * Returns how long a write may wait for carbon to read before the connection is given up; default
   * 2 s, from 1 ms to 60 s.
   *
   * @return a deadline for one write
   */
  default Duration writeTimeout() {
    return Settings.WRITE_TIMEOUT.read(this);
  }

  /**
   * Returns how long a point waits for company; default 100 ms, from 1 ms to 10 s.
   *
   * @return the time between two writes
   */
  default Duration flushInterval() {
    return Settings.FLUSH_INTERVAL.read(this);
  }

  /**
   * Returns how many points fit between the recording threads and the sender; default 65,536, from
   * 1,024 to 16,777,216, rounded up to a power of two. They take 16 bytes each, at once.
   *
   * @return a number of points
   */
  default int queueCapacity() {
    return Settings.QUEUE_CAPACITY.read(this);
  }

  /**
   * Returns how many lines wait for a carbon that is away or slow; default 1,000,000, but no more
   * than fit into an eighth of the heap, 128 bytes each; at least 1. They take memory only while
   * they wait.
   *
   * @return a number of lines
   */
  default int backlogCapacity() {
    return Settings.BACKLOG_CAPACITY.read(this);
  }

  /**
   * Returns when counts of one series and second go out as one line; default {@link
   * MergeCounts#UNDER_PRESSURE}. With {@link MergeCounts#ALWAYS} a count waits until its second is
   * over, and one carbon-aggregator takes two to three times the requests.
   *
   * @return one of the two
   */
  default MergeCounts mergeCounts() {
    return Settings.MERGE_COUNTS.read(this);
  }

  /**
   * Returns the period of carbon's aggregation rules; default 60 s, whole seconds from 1 s to 1
   * day. A point that is farther ahead in time is dropped.
   *
   * @return the period, as in the rules
   */
  default Duration aggregationInterval() {
    return Settings.AGGREGATION_INTERVAL.read(this);
  }

  /**
   * Returns the age from which a point is dropped; default four times {@link
   * #aggregationInterval()}, from 1 s to five times that: carbon overwrites a finished value with a
   * point later than that. Parts of a second don't count.
   *
   * @return the greatest age of a point that is sent
   */
  default Duration maxAge() {
    return Settings.MAX_AGE.read(this);
  }

  /**
   * Returns the size of the socket's send buffer in bytes; default 131,072, from 4,096 to
   * 16,777,216. Linux lets it hold up to twice as much. What it holds when carbon dies is lost, and
   * counted as unacknowledged.
   *
   * @return a number of bytes
   */
  default int sendBuffer() {
    return Settings.SEND_BUFFER.read(this);
  }

  /**
   * Returns whether carbon is asked to acknowledge what it has read, over TCP; default true. With
   * {@code false} a point counts as sent once the kernel has it, though a carbon that hangs may
   * never read it. With UDP, which has no answers, it is false, and {@code true} is refused.
   *
   * @return false if what the kernel takes is good enough
   */
  default boolean acknowledge() {
    return Settings.ACKNOWLEDGE.read(this);
  }

  /**
   * Returns how long a connection carries points before carbon is asked to acknowledge them;
   * default 5 s, or twice the {@link #aggregationInterval()} if that is less; from 1 s to twice the
   * {@code aggregationInterval}. It is also how long an answer may take, and how long a connection
   * is open before it carries: longer than a proxy takes to give up a carbon that is away. A
   * shorter one costs carbon more connections; with a longer one a carbon that hangs costs more
   * points.
   *
   * @return a duration
   */
  default Duration acknowledgeInterval() {
    return Settings.ACKNOWLEDGE_INTERVAL.read(this);
  }

  /**
   * Returns how long a close may take to send what waits and to await carbon's acknowledgement;
   * default 5 s, from 1 ms to 300 s. Where carbon was never reached, it gives up after 0.75 s.
   *
   * @return a deadline for the close
   */
  default Duration closeTimeout() {
    return Settings.CLOSE_TIMEOUT.read(this);
  }

  /**
   * Returns whether lines are logged instead of sent, at INFO by {@code
   * io.github.graphitebridge.carbon.dryrun}; default false.
   *
   * @return whether nothing is sent
   */
  default boolean dryrun() {
    return Settings.DRYRUN.read(this);
  }

  /**
   * Returns false, and true is refused: carbon's rules do not see tags. Micrometer's default is
   * true and would change every name.
   */
  @Override
  default boolean graphiteTagsEnabled() {
    return Settings.GRAPHITE_TAGS_ENABLED.read(this);
  }

  /** Returns nothing, and anything else is refused: the names are {@link RouteNameMapper}'s. */
  @Override
  default String[] tagsAsPrefix() {
    return Settings.TAGS_AS_PREFIX.read(this).toArray(String[]::new);
  }

  /**
   * Returns the value of a key.
   *
   * @param key a whole key, with {@link #prefix()}
   * @return its value, or null if it is not set
   */
  @Override
  @Nullable String get(String key);

  /** Returns what is wrong with the settings: each with its key, its value and what is allowed. */
  @Override
  default Validated<?> validate() {
    return Settings.validate(this);
  }
}
