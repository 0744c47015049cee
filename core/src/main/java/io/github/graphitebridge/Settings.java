// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.CarbonSenderBuilder;
import io.github.graphitebridge.carbon.MergeCounts;
import io.github.graphitebridge.request.RequestRecorderBuilder;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.rules.SeriesLimits;
import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.PropertyValidator;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The table of the settings of {@link GraphiteBridgeConfig}. The getters, the validation, the
 * environment, properties and the sender use it.
 *
 * <p>The sender's rows come from {@link CarbonSenderBuilder}: key, default, range and words.
 */
final class Settings {
  private static final Pattern SEPARATOR = Pattern.compile("\\.|[A-Za-z0-9_-]{1,16}");
  private static final String PATHS_ONLY = ": names are paths here, carbon's rules do not see tags";

  /** Filled by the rows below. A basis comes before its dependents. */
  static final List<Setting<?>> ROWS = new ArrayList<>();

  static final Setting<Boolean> ENABLED =
      row(Setting.flag(CarbonSenderBuilder.ENABLED, GraphiteBridgeConfig::enabled));

  static final Setting<String> HOST =
      row(
          Setting.ofSender(
              CarbonSenderBuilder.HOST, PropertyValidator::getString, GraphiteBridgeConfig::host));

  static final Setting<GraphiteProtocol> PROTOCOL =
      row(
          Setting.ofSender(
              CarbonSenderBuilder.PROTOCOL,
              (config, key) -> Setting.readConstant(config, key, GraphiteProtocol.class),
              GraphiteBridgeConfig::protocol));

  static final Setting<Integer> PORT =
      row(
          new Setting<>(
              CarbonSenderBuilder.PORT.key(),
              PropertyValidator::getInteger,
              config -> CarbonSenderBuilder.defaultPort(config.protocol()),
              GraphiteBridgeConfig::port,
              (config, port) -> CarbonSenderBuilder.PORT.allows(port),
              CarbonSenderBuilder.PORT.allowed(),
              PROTOCOL,
              CarbonSenderBuilder.PORT));

  static final Setting<String> METRIC_PREFIX =
      row(
          Setting.text(
              "metricPrefix",
              "",
              GraphiteBridgeConfig::metricPrefix,
              text -> text.isEmpty() || SeriesLimits.areNodes(text),
              "empty or " + SeriesLimits.NODES));

  static final Setting<String> HOST_NODE =
      row(
          new Setting<>(
              "hostNode",
              PropertyValidator::getString,
              config -> LocalHostName.get(),
              GraphiteBridgeConfig::hostNode,
              (config, name) -> !SeriesLimits.readsAsAllHosts(name),
              "any text but " + RequestSeries.ALL_HOSTS + ", which stands for all hosts in carbon",
              null,
              null));

  static final Setting<Boolean> FQDN_SQUASH =
      row(Setting.flag("fqdnSquash", true, GraphiteBridgeConfig::fqdnSquash));

  static final Setting<String> GROUP =
      row(
          Setting.text(
              "group",
              SeriesLimits.DEFAULT_GROUP,
              GraphiteBridgeConfig::group,
              SeriesLimits::areNodes,
              SeriesLimits.NODES));

  static final Setting<String> METER_GROUP =
      row(
          new Setting<>(
              "meterGroup",
              PropertyValidator::getString,
              config -> SeriesLimits.meterGroup(config.group()),
              GraphiteBridgeConfig::meterGroup,
              (config, meters) ->
                  SeriesLimits.areNodes(meters) && SeriesLimits.areApart(config.group(), meters),
              SeriesLimits.NODES
                  + ", and neither the group nor above or below it, where carbon's rules would sum"
                  + " running counters",
              GROUP,
              null));

  static final Setting<String> SUFFIX =
      row(
          Setting.text(
              "suffix",
              "",
              GraphiteBridgeConfig::suffix,
              SeriesLimits::isSuffix,
              SeriesLimits.SUFFIX));

  static final Setting<Boolean> LOWERCASE_METRIC_NAMES =
      row(Setting.flag("lowercaseMetricNames", false, GraphiteBridgeConfig::lowercaseMetricNames));

  static final Setting<Boolean> CLEAN_METRIC_NAME =
      row(Setting.flag("cleanMetricName", true, GraphiteBridgeConfig::cleanMetricName));

  static final Setting<String> ROUTE_SEPARATOR =
      row(
          Setting.text(
              "routeSeparator",
              ".",
              GraphiteBridgeConfig::routeSeparator,
              text -> SEPARATOR.matcher(text).matches(),
              "a dot, or 1 to 16 of the letters A-Z a-z, digits, _ and -"));

  static final Setting<Integer> MAX_ROUTES =
      row(
          Setting.own(
              "maxRoutes",
              PropertyValidator::getInteger,
              config -> RequestRecorderBuilder.DEFAULT_MAX_ROUTES,
              GraphiteBridgeConfig::maxRoutes,
              routes -> routes >= 1,
              "a whole number from 1 to " + Integer.MAX_VALUE));

  static final Setting<Boolean> METHOD_NODE =
      row(Setting.flag("methodNode", false, GraphiteBridgeConfig::methodNode));

  static final Setting<Set<String>> REQUEST_TIMERS =
      row(
          Setting.names(
              "requestTimers", () -> ForeignRequests.TIMERS, GraphiteBridgeConfig::requestTimers));

  static final Setting<Set<String>> RESPONSE_SIZES =
      row(
          Setting.names(
              "responseSizes", () -> ForeignRequests.SIZES, GraphiteBridgeConfig::responseSizes));

  static final Setting<List<String>> ROUTE_TAGS =
      row(Setting.tags("routeTags", RequestTags.ROUTE_KEYS, GraphiteBridgeConfig::routeTags));

  static final Setting<List<String>> STATUS_TAGS =
      row(Setting.tags("statusTags", RequestTags.STATUS_KEYS, GraphiteBridgeConfig::statusTags));

  static final Setting<TimeUnit> DURATION_UNITS =
      row(Setting.unit("durationUnits", GraphiteBridgeConfig::durationUnits));

  static final Setting<TimeUnit> RATE_UNITS =
      row(Setting.unit("rateUnits", GraphiteBridgeConfig::rateUnits));

  static final Setting<Duration> STEP =
      row(
          Setting.own(
              "step",
              PropertyValidator::getDuration,
              config -> Duration.ofMinutes(1),
              GraphiteBridgeConfig::step,
              CarbonSenderBuilder.AGGREGATION_INTERVAL::allows,
              CarbonSenderBuilder.AGGREGATION_INTERVAL.allowed()));

  static final Setting<Boolean> AUTORECONNECT =
      row(Setting.flag(CarbonSenderBuilder.AUTORECONNECT, GraphiteBridgeConfig::autoreconnect));

  static final Setting<Duration> CONNECT_TIMEOUT =
      row(Setting.time(CarbonSenderBuilder.CONNECT_TIMEOUT, GraphiteBridgeConfig::connectTimeout));

  static final Setting<Duration> WRITE_TIMEOUT =
      row(Setting.time(CarbonSenderBuilder.WRITE_TIMEOUT, GraphiteBridgeConfig::writeTimeout));

  static final Setting<Duration> FLUSH_INTERVAL =
      row(Setting.time(CarbonSenderBuilder.FLUSH_INTERVAL, GraphiteBridgeConfig::flushInterval));

  static final Setting<Integer> QUEUE_CAPACITY =
      row(Setting.number(CarbonSenderBuilder.QUEUE_CAPACITY, GraphiteBridgeConfig::queueCapacity));

  static final Setting<Integer> BACKLOG_CAPACITY =
      row(
          Setting.number(
              CarbonSenderBuilder.BACKLOG_CAPACITY, GraphiteBridgeConfig::backlogCapacity));

  static final Setting<MergeCounts> MERGE_COUNTS =
      row(
          Setting.ofSender(
              CarbonSenderBuilder.MERGE_COUNTS,
              (config, key) -> Setting.readConstant(config, key, MergeCounts.class),
              GraphiteBridgeConfig::mergeCounts));

  static final Setting<Duration> AGGREGATION_INTERVAL =
      row(
          Setting.time(
              CarbonSenderBuilder.AGGREGATION_INTERVAL, GraphiteBridgeConfig::aggregationInterval));

  static final Setting<Duration> MAX_AGE =
      row(
          new Setting<>(
              CarbonSenderBuilder.MAX_AGE.key(),
              PropertyValidator::getDuration,
              config -> config.aggregationInterval().multipliedBy(4),
              GraphiteBridgeConfig::maxAge,
              (config, age) ->
                  CarbonSenderBuilder.MAX_AGE.allows(age) && age.compareTo(maxAge(config)) <= 0,
              "a duration from 1s up to "
                  + SeriesLimits.MAX_LATE_INTERVALS
                  + " times the aggregationInterval, such as 4m or PT4M: carbon overwrites a"
                  + " finished value with a point later than that",
              AGGREGATION_INTERVAL,
              CarbonSenderBuilder.MAX_AGE));

  static final Setting<Integer> SEND_BUFFER =
      row(Setting.number(CarbonSenderBuilder.SEND_BUFFER, GraphiteBridgeConfig::sendBuffer));

  static final Setting<Boolean> ACKNOWLEDGE =
      row(
          new Setting<>(
              CarbonSenderBuilder.ACKNOWLEDGE.key(),
              Setting::readFlag,
              config -> config.protocol() != GraphiteProtocol.UDP,
              GraphiteBridgeConfig::acknowledge,
              (config, on) -> !on || config.protocol() != GraphiteProtocol.UDP,
              "true or false, and unset or false with UDP, which has no answers",
              PROTOCOL,
              CarbonSenderBuilder.ACKNOWLEDGE));

  static final Setting<Duration> ACKNOWLEDGE_INTERVAL =
      row(
          new Setting<>(
              CarbonSenderBuilder.ACKNOWLEDGE_INTERVAL.key(),
              PropertyValidator::getDuration,
              Settings::defaultAcknowledgeInterval,
              GraphiteBridgeConfig::acknowledgeInterval,
              (config, time) ->
                  CarbonSenderBuilder.ACKNOWLEDGE_INTERVAL.allows(time)
                      && time.compareTo(mostAcknowledgeInterval(config)) <= 0,
              "a duration from 1s up to 2 times the aggregationInterval, such as 5s or PT5S",
              AGGREGATION_INTERVAL,
              CarbonSenderBuilder.ACKNOWLEDGE_INTERVAL));

  static final Setting<Duration> CLOSE_TIMEOUT =
      row(Setting.time(CarbonSenderBuilder.CLOSE_TIMEOUT, GraphiteBridgeConfig::closeTimeout));

  static final Setting<Boolean> DRYRUN =
      row(Setting.flag(CarbonSenderBuilder.DRYRUN, GraphiteBridgeConfig::dryrun));

  static final Setting<Boolean> GRAPHITE_TAGS_ENABLED =
      row(
          Setting.own(
              "graphiteTagsEnabled",
              Setting::readFlag,
              config -> false,
              GraphiteBridgeConfig::graphiteTagsEnabled,
              on -> !on,
              "unset or false" + PATHS_ONLY));

  static final Setting<Set<String>> TAGS_AS_PREFIX =
      row(
          Setting.own(
              "tagsAsPrefix",
              Setting::readNames,
              config -> Set.of(),
              config -> Set.copyOf(List.of(config.tagsAsPrefix())),
              Set::isEmpty,
              "unset or empty" + PATHS_ONLY));

  /** The keys of the settings in the table's order. */
  static final List<String> KEYS = ROWS.stream().<String>map(Setting::key).toList();

  /** The keys of the settings that an empty variable sets. */
  static final Set<String> MAY_BE_EMPTY =
      Set.of(HOST_NODE.key(), METRIC_PREFIX.key(), SUFFIX.key());

  private Settings() {}

  /** Returns all faults in the settings of a configuration. */
  static Validated<?> validate(GraphiteBridgeConfig config) {
    Validated<?> all = Validated.none();
    Set<Setting<?>> wrong = new HashSet<>();
    for (Setting<?> setting : ROWS) {
      if (!wrong.contains(setting.basis()) && !isAskedFor(config, setting)) {
        Validated<?> one = setting.check(config);
        all = all.and(one);
        if (one.isInvalid()) {
          wrong.add(setting);
        }
      }
    }
    return all;
  }

  /** Returns whether the resolver must find the host node, which can take long. */
  private static boolean isAskedFor(GraphiteBridgeConfig config, Setting<?> setting) {
    return setting.key().equals(HOST_NODE.key())
        && config.get(config.prefix() + '.' + HOST_NODE.key()) == null;
  }

  /** Returns the fault of a key that is no setting. */
  static Validated<?> unknown(String property, String value) {
    return Validated.invalid(
        property,
        value,
        "is no setting's key; those are " + String.join(", ", KEYS),
        InvalidReason.MALFORMED);
  }

  /** Returns a builder of the sender with the values of a configuration. */
  static CarbonSenderBuilder sender(GraphiteBridgeConfig config) {
    CarbonSenderBuilder sender = CarbonSender.builder();
    ROWS.forEach(setting -> setting.copy(config, sender));
    return sender;
  }

  private static Duration mostAcknowledgeInterval(GraphiteBridgeConfig config) {
    return config.aggregationInterval().multipliedBy(2);
  }

  private static Duration defaultAcknowledgeInterval(GraphiteBridgeConfig config) {
    Duration usual = CarbonSenderBuilder.ACKNOWLEDGE_INTERVAL.defaultValue();
    Duration most = mostAcknowledgeInterval(config);
    return usual.compareTo(most) > 0 ? most : usual;
  }

  private static Duration maxAge(GraphiteBridgeConfig config) {
    return config.aggregationInterval().multipliedBy(SeriesLimits.MAX_LATE_INTERVALS);
  }

  private static <T> Setting<T> row(Setting<T> setting) {
    ROWS.add(setting);
    return setting;
  }
}
