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
 * The settings of the bridge, read by key like all of Micrometer's: {@code graphite.bridge.host},
 * {@code graphite.bridge.metricPrefix} and so on.
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
   * graphite.bridge.metricPrefix}. It ignores other variables, also with this beginning: Kubernetes
   * adds {@code GRAPHITE_BRIDGE_SERVICE_HOST} and more for a service named graphite-bridge.
   *
   * @param environment values by variable
   * @return a valid configuration
   * @throws ValidationException if a value is wrong
   */
  static GraphiteBridgeConfig fromEnvironment(Map<String, String> environment) {
    return builder().fromEnvironment(environment).build();
  }

  /**
   * Returns the settings of properties, whose keys are {@code graphite.bridge.host} and so on.
   * Other keys are ignored.
   *
   * @param properties values by key
   * @return a valid configuration
   * @throws ValidationException if a value is wrong or a key under {@code graphite.bridge.} is no
   *     setting
   */
  static GraphiteBridgeConfig fromProperties(Properties properties) {
    return builder().fromProperties(properties).build();
  }

  /**
   * Returns the keys of all settings without {@link #prefix()}, for a source of properties that
   * cannot list its keys.
   *
   * @return {@code host}, {@code metricPrefix} and so on
   */
  static List<String> keys() {
    return Settings.KEYS;
  }

  /**
   * Returns the namespace of the keys, {@code graphite.bridge}. The nodes in front of the names are
   * {@link #metricPrefix()}.
   */
  @Override
  default String prefix() {
    return "graphite.bridge";
  }

  /**
   * Returns the host of carbon-aggregator, a name or an IP address; default {@code localhost}. Each
   * attempt to connect resolves the name again.
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
   * <p>UDP puts several lines into a datagram. Points that are lost on the way count as sent. The
   * sender notices that carbon is away only if carbon's machine says so.
   */
  @Override
  default GraphiteProtocol protocol() {
    return Settings.PROTOCOL.read(this);
  }

  /**
   * Returns whether anything is sent; default true. If false, there is no thread and no socket, and
   * recording does nothing.
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
   * Returns the node of this machine; default its name. An empty text leaves the node out. In
   * containers set a fixed name or an empty text, because each new pod's name is a new tree. Any
   * other text is made safe, except {@code all}, which is refused: carbon's rules write the values
   * over all hosts there.
   *
   * @return a name, possibly with dots; the default is resolved once, in a second at most
   */
  default String hostNode() {
    return Settings.HOST_NODE.read(this);
  }

  /**
   * Returns whether the dots of {@link #hostNode()} become {@code _}; default true. If false, each
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
   * and {@code -meters}. The two groups may have no name in common: carbon's rules for {@link
   * #group()} would sum running counters.
   *
   * @return safe nodes joined by dots, at most 200 characters
   */
  default String meterGroup() {
    return Settings.METER_GROUP.read(this);
  }

  /**
   * Returns the end of each request meter's name, such as {@code _x} or {@code .jvm}; default
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
   * Returns whether routes are cleaned as in Flask-Graphite's client: {@code -} becomes {@code _}
   * and {@code )} disappears; default true. If false, {@code -} stays and {@code )} becomes {@code
   * _}.
   *
   * @return whether routes are cleaned
   */
  default boolean cleanMetricName() {
    return Settings.CLEAN_METRIC_NAME.read(this);
  }

  /**
   * Returns the text between the segments of a route; default a dot, which makes each a node.
   *
   * @return a dot, or 1 to 16 of the letters A-Z a-z, digits, {@code _} and {@code -}
   */
  default String routeSeparator() {
    return Settings.ROUTE_SEPARATOR.read(this);
  }

  /**
   * Returns the limit of different routes; default 1000, at least 1. Requests to further routes
   * count under {@code OTHER}.
   *
   * @return a number of routes
   */
  default int maxRoutes() {
    return Settings.MAX_ROUTES.read(this);
  }

  /**
   * Returns whether a request's method is a node before its route, as in {@code
   * shop.GET.products.id.count}; default false. The node is one of HTTP's nine methods or {@code
   * OTHER}. A request meter without a method tag has {@code OTHER} too.
   *
   * @return whether each method has its own tree
   */
  default boolean methodNode() {
    return Settings.METHOD_NODE.read(this);
  }

  /**
   * Returns the names of the request timers of web frameworks, comma-separated in a property;
   * default those of Spring, Micronaut, Quarkus, Javalin ({@code http.server.requests}, {@code
   * jetty.server.requests}), Ktor, Vert.x and Helidon. Empty for none.
   *
   * @return names of timers
   */
  default Set<String> requestTimers() {
    return Settings.REQUEST_TIMERS.read(this);
  }

  /**
   * Returns the names of the summaries of web frameworks with the bytes of responses per route,
   * comma-separated in a property; default that of Vert.x, the only known one with a route. Empty
   * for none.
   *
   * @return names of summaries
   */
  default Set<String> responseSizes() {
    return Settings.RESPONSE_SIZES.read(this);
  }

  /**
   * Returns the tags with the route of another framework's request meter, comma-separated in a
   * property; default {@code route}, {@code uri}, {@code http.route}. The first that is not empty
   * counts. For Spring Cloud Gateway set {@code routeId}.
   *
   * @return keys of tags, in their order; at least one
   */
  default List<String> routeTags() {
    return Settings.ROUTE_TAGS.read(this);
  }

  /**
   * Returns the tags with the status of another framework's request meter, comma-separated in a
   * property; default {@code status}, {@code http.response.status_code}, {@code code}. The first
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
   * <p>If false, the sender closes when it loses the connection. Over UDP it closes when carbon's
   * machine refuses a datagram, or when the name gets another address. The first connection is
   * tried until it succeeds.
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
   * Returns when counts of one series and second go out as one line; default {@code
   * UNDER_PRESSURE}. With {@code ALWAYS} a count waits until its second is over, and one
   * carbon-aggregator takes more requests.
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
   * Returns the age above which a point is dropped; default four times {@link
   * #aggregationInterval()}, from 1 s to five times that: carbon overwrites a finished value with a
   * point later than that. Parts of a second don't count.
   *
   * @return the highest age of a point that is sent
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
   * Returns whether carbon must acknowledge the points over TCP; default true. If false, a point
   * counts as sent when the kernel has it, although a carbon that hangs may never read it. UDP has
   * no acknowledgements: there it is false, and {@code true} is refused.
   *
   * @return whether carbon must acknowledge
   */
  default boolean acknowledge() {
    return Settings.ACKNOWLEDGE.read(this);
  }

  /**
   * Returns how long a connection carries points before carbon must acknowledge them; default 5 s,
   * or twice the {@link #aggregationInterval()} if that is less; from 1 s to twice the {@code
   * aggregationInterval}. An acknowledgement may take as long, and a connection is open as long
   * before it carries points. That is longer than a proxy keeps a connection to a carbon that is
   * away. A shorter interval costs carbon more connections. With a longer one a carbon that hangs
   * costs more points.
   *
   * @return a duration
   */
  default Duration acknowledgeInterval() {
    return Settings.ACKNOWLEDGE_INTERVAL.read(this);
  }

  /**
   * Returns how long a close may take to send the waiting points and to wait for carbon's
   * acknowledgement; default 5 s, from 1 ms to 300 s. If carbon was never reached, the close gives
   * up after 0.75 s.
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
   * Returns false; true is refused, because carbon's rules do not see tags. Micrometer's default is
   * true and would change every name.
   */
  @Override
  default boolean graphiteTagsEnabled() {
    return Settings.GRAPHITE_TAGS_ENABLED.read(this);
  }

  /**
   * Returns an empty array; anything else is refused, as {@link RouteNameMapper} makes the names.
   */
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

  /** Returns the faults of the settings: each with its key, its value and what is allowed. */
  @Override
  default Validated<?> validate() {
    return Settings.validate(this);
  }
}
