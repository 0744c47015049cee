// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.SeriesLimits;
import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.Validated;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The table of the settings of {@link GraphiteBridgeConfig}, which the environment, properties and
 * the validation go by.
 */
final class Settings {
  /** White space, a scheme, a path or a port is no part of a host; an IPv6 address has colons. */
  private static final Pattern HOST = Pattern.compile("[^\\s/:]+|[^\\s/:]*:[^\\s/:]*:[^\\s/]*");

  private static final Pattern SEPARATOR = Pattern.compile("\\.|[A-Za-z0-9_-]{1,16}");

  private static final String PATHS_ONLY =
      "unset or %s: names are paths here, carbon's rules do not see tags";

  /** Every setting there is, one basis before what rests on it. */
  static final List<Setting<?>> ALL =
      List.of(
          Setting.flag("enabled", GraphiteBridgeConfig::enabled),
          Setting.of(
              "host",
              GraphiteBridgeConfig::host,
              host -> HOST.matcher(host).matches(),
              "a host name or an IP address, without scheme or port"),
          // Whatever its reader can read is one of the three.
          Setting.of(
              "protocol",
              GraphiteBridgeConfig::protocol,
              protocol -> true,
              "PLAINTEXT, PICKLED or UDP"),
          Setting.number("port", GraphiteBridgeConfig::port, 1, 65_535).on("protocol"),
          Setting.of(
              "metricPrefix",
              GraphiteBridgeConfig::metricPrefix,
              text -> text.isEmpty() || SeriesLimits.areNodes(text),
              "empty or " + SeriesLimits.NODES),
          // Not by its getter, which asks the resolver: any text will do.
          Setting.of("hostNode", config -> "", name -> true, "any text"),
          Setting.flag("fqdnSquash", GraphiteBridgeConfig::fqdnSquash),
          Setting.of(
              "group", GraphiteBridgeConfig::group, SeriesLimits::areNodes, SeriesLimits.NODES),
          new Setting<>(
              "meterGroup",
              GraphiteBridgeConfig::meterGroup,
              (config, meters) ->
                  SeriesLimits.areNodes(meters) && SeriesLimits.areApart(config.group(), meters),
              SeriesLimits.NODES
                  + ", and neither the group nor above or below it, where carbon's rules would"
                  + " sum running counters",
              "group"),
          Setting.of(
              "suffix", GraphiteBridgeConfig::suffix, SeriesLimits::isSuffix, SeriesLimits.SUFFIX),
          Setting.flag("lowercaseMetricNames", GraphiteBridgeConfig::lowercaseMetricNames),
          Setting.flag("cleanMetricName", GraphiteBridgeConfig::cleanMetricName),
          Setting.of(
              "routeSeparator",
              GraphiteBridgeConfig::routeSeparator,
              text -> SEPARATOR.matcher(text).matches(),
              "a dot, or 1 to 16 of the letters A-Z a-z, digits, _ and -"),
          Setting.number("maxRoutes", GraphiteBridgeConfig::maxRoutes, 1, Integer.MAX_VALUE),
          Setting.names("requestTimers", GraphiteBridgeConfig::requestTimers),
          Setting.names("responseSizes", GraphiteBridgeConfig::responseSizes),
          Setting.of(
              "durationUnits",
              GraphiteBridgeConfig::durationUnits,
              unit -> true,
              "a unit of time: ns, us, ms, s, m, h or d"),
          Setting.of(
              "rateUnits",
              GraphiteBridgeConfig::rateUnits,
              unit -> true,
              "a unit of time: ns, us, ms, s, m, h or d"),
          Setting.seconds("step", GraphiteBridgeConfig::step),
          Setting.flag("autoreconnect", GraphiteBridgeConfig::autoreconnect),
          Setting.span("connectTimeout", GraphiteBridgeConfig::connectTimeout, 60),
          Setting.span("writeTimeout", GraphiteBridgeConfig::writeTimeout, 60),
          Setting.span("flushInterval", GraphiteBridgeConfig::flushInterval, 10),
          Setting.number("queueCapacity", GraphiteBridgeConfig::queueCapacity, 1_024, 1 << 24),
          Setting.number(
              "backlogCapacity", GraphiteBridgeConfig::backlogCapacity, 1, Integer.MAX_VALUE),
          Setting.seconds("aggregationInterval", GraphiteBridgeConfig::aggregationInterval),
          new Setting<>(
              "maxAge",
              GraphiteBridgeConfig::maxAge,
              (config, age) ->
                  Setting.isWithin(
                      age,
                      Duration.ofSeconds(1),
                      config.aggregationInterval().multipliedBy(SeriesLimits.MAX_LATE_INTERVALS)),
              "a duration from 1s up to "
                  + SeriesLimits.MAX_LATE_INTERVALS
                  + " times the aggregationInterval, such as 4m or PT4M:"
                  + " carbon overwrites a finished value with a point later than that",
              "aggregationInterval"),
          Setting.number("sendBuffer", GraphiteBridgeConfig::sendBuffer, 4_096, 1 << 24),
          Setting.span("closeTimeout", GraphiteBridgeConfig::closeTimeout, 300),
          Setting.flag("dryrun", GraphiteBridgeConfig::dryrun),
          Setting.of(
              "graphiteTagsEnabled",
              GraphiteBridgeConfig::graphiteTagsEnabled,
              on -> !on,
              String.format(PATHS_ONLY, "false")),
          Setting.of(
              "tagsAsPrefix",
              config -> List.of(config.tagsAsPrefix()),
              List::isEmpty,
              String.format(PATHS_ONLY, "empty")));

  /** The keys of {@link #ALL} in its order. */
  static final List<String> KEYS = ALL.stream().<String>map(Setting::key).toList();

  private Settings() {}

  /** Returns what is wrong with the settings of a configuration, all at once. */
  static Validated<?> validate(GraphiteBridgeConfig config) {
    Validated<?> all = Validated.none();
    Set<String> wrong = new HashSet<>();
    for (Setting<?> setting : ALL) {
      Validated<?> one = wrong.contains(setting.basis()) ? Validated.none() : setting.check(config);
      if (one.isInvalid()) {
        wrong.add(setting.key());
      }
      all = all.and(one);
    }
    return all;
  }

  /** Returns the fault of a key that is no setting's. */
  static Validated<?> unknown(String property, String value) {
    return Validated.invalid(
        property,
        value,
        "is no setting's key; those are " + String.join(", ", KEYS),
        InvalidReason.MALFORMED);
  }
}
