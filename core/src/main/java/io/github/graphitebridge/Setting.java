// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.CarbonName;
import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.PropertyValidator;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteProtocol;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One setting of {@link GraphiteBridgeConfig}: its key, what it may be, and how to say so.
 *
 * <p>Micrometer's own checks name the key and the value, but not what is allowed ("must be an
 * integer", "must be a valid duration"), read every word but {@code true} as false, and know no
 * ranges.
 *
 * @param key the key below the configuration's prefix
 * @param getter reads the value; throws {@link ValidationException} if it is malformed
 * @param allows whether a value may stand
 * @param allowed what is allowed, to be read after "must be"
 * @param basis the key of a setting this one rests on: is that wrong, this one is not looked at
 */
record Setting<T>(
    String key,
    Function<GraphiteBridgeConfig, T> getter,
    BiPredicate<GraphiteBridgeConfig, T> allows,
    String allowed,
    String basis) {

  /** The most characters of a setting that becomes nodes, so that a route finds room beside it. */
  static final int MAX_NODES_LENGTH = 200;

  /** The most characters of a suffix, so that a leaf finds room in one node with it. */
  static final int MAX_SUFFIX_LENGTH = 50;

  private static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** White space, a scheme, a path or a port is no part of a host; an IPv6 address has colons. */
  private static final Pattern HOST = Pattern.compile("[^\\s/:]+|[^\\s/:]*:[^\\s/:]*:[^\\s/]*");

  private static final Pattern SEPARATOR = Pattern.compile("\\.|[A-Za-z0-9_-]{1,16}");

  private static final String NODES =
      "letters A-Z a-z, digits, _ and -, joined by single dots, at most "
          + MAX_NODES_LENGTH
          + " characters";

  private static final String PATHS_ONLY =
      "unset or %s: names are paths here, carbon's rules do not see tags";

  /** Every setting there is, one basis before what rests on it. */
  static final List<Setting<?>> ALL =
      List.of(
          flag("enabled", GraphiteBridgeConfig::enabled),
          of(
              "host",
              GraphiteBridgeConfig::host,
              host -> HOST.matcher(host).matches(),
              "a host name or an IP address, without scheme or port"),
          of(
              "protocol",
              GraphiteBridgeConfig::protocol,
              protocol -> protocol == GraphiteProtocol.PLAINTEXT,
              "PLAINTEXT: PICKLED and UDP are not supported yet"),
          number("port", GraphiteBridgeConfig::port, 1, 65_535).on("protocol"),
          of(
              "metricPrefix",
              GraphiteBridgeConfig::metricPrefix,
              text -> text.isEmpty() || areNodes(text),
              "empty or " + NODES),
          of("hostNode", GraphiteBridgeConfig::hostNode, name -> true, "any text"),
          flag("fqdnSquash", GraphiteBridgeConfig::fqdnSquash),
          of("group", GraphiteBridgeConfig::group, Setting::areNodes, NODES),
          new Setting<>(
              "meterGroup",
              GraphiteBridgeConfig::meterGroup,
              (config, meters) -> areNodes(meters) && areApart(config.group(), meters),
              NODES
                  + ", and neither the group nor above or below it, where carbon's rules would"
                  + " sum running counters",
              "group"),
          of(
              "suffix",
              GraphiteBridgeConfig::suffix,
              text -> text.length() <= MAX_SUFFIX_LENGTH && CarbonName.isSafe("x" + text),
              "empty or letters A-Z a-z, digits, _ and -, with single dots before or between"
                  + " them, at most "
                  + MAX_SUFFIX_LENGTH
                  + " characters"),
          flag("lowercaseMetricNames", GraphiteBridgeConfig::lowercaseMetricNames),
          flag("cleanMetricName", GraphiteBridgeConfig::cleanMetricName),
          of(
              "routeSeparator",
              GraphiteBridgeConfig::routeSeparator,
              text -> SEPARATOR.matcher(text).matches(),
              "a dot, or 1 to 16 of the letters A-Z a-z, digits, _ and -"),
          number("maxRoutes", GraphiteBridgeConfig::maxRoutes, 1, Integer.MAX_VALUE),
          names("requestTimers", GraphiteBridgeConfig::requestTimers),
          names("responseSizes", GraphiteBridgeConfig::responseSizes),
          of(
              "durationUnits",
              GraphiteBridgeConfig::durationUnits,
              unit -> true,
              "a unit of time: ns, us, ms, s, m, h or d"),
          of(
              "rateUnits",
              GraphiteBridgeConfig::rateUnits,
              unit -> true,
              "a unit of time: ns, us, ms, s, m, h or d"),
          seconds("step", GraphiteBridgeConfig::step),
          flag("autoreconnect", GraphiteBridgeConfig::autoreconnect),
          span("connectTimeout", GraphiteBridgeConfig::connectTimeout, 60),
          span("writeTimeout", GraphiteBridgeConfig::writeTimeout, 60),
          span("flushInterval", GraphiteBridgeConfig::flushInterval, 10),
          number("queueCapacity", GraphiteBridgeConfig::queueCapacity, 1_024, 1 << 24),
          number("backlogCapacity", GraphiteBridgeConfig::backlogCapacity, 1, Integer.MAX_VALUE),
          seconds("aggregationInterval", GraphiteBridgeConfig::aggregationInterval),
          new Setting<>(
              "maxAge",
              GraphiteBridgeConfig::maxAge,
              (config, age) ->
                  isWithin(age, MILLISECOND, config.aggregationInterval().multipliedBy(5)),
              "a duration over 0 and up to 5 times the aggregationInterval, such as 4m or PT4M:"
                  + " carbon overwrites a finished value with a point later than that",
              "aggregationInterval"),
          number("sendBuffer", GraphiteBridgeConfig::sendBuffer, 4_096, 1 << 24),
          span("closeTimeout", GraphiteBridgeConfig::closeTimeout, 300),
          flag("dryrun", GraphiteBridgeConfig::dryrun),
          of(
              "graphiteTagsEnabled",
              GraphiteBridgeConfig::graphiteTagsEnabled,
              on -> !on,
              String.format(PATHS_ONLY, "false")),
          of(
              "tagsAsPrefix",
              GraphiteBridgeConfig::tagsAsPrefix,
              tags -> tags.length == 0,
              String.format(PATHS_ONLY, "empty")));

  /** The keys of {@link #ALL} in its order. */
  static final List<String> KEYS = ALL.stream().<String>map(Setting::key).toList();

  /** Returns what is wrong with the settings of a configuration, all at once. */
  static Validated<?> validate(GraphiteBridgeConfig config) {
    Validated<?> all = Validated.none();
    Set<String> wrong = new HashSet<>();
    for (Setting<?> setting : ALL) {
      Validated<?> one = wrong.contains(setting.basis) ? Validated.none() : setting.check(config);
      if (one.isInvalid()) {
        wrong.add(setting.key);
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

  /** Returns whether two groups have no name in common, whatever the case of their letters. */
  static boolean areApart(String group, String meterGroup) {
    String one = group.toLowerCase(Locale.ROOT) + '.';
    String other = meterGroup.toLowerCase(Locale.ROOT) + '.';
    return !one.startsWith(other) && !other.startsWith(one);
  }

  /** As Micrometer's reader, which takes every word but true for false. */
  static Validated<Boolean> readFlag(GraphiteBridgeConfig config, String key) {
    String property = property(config, key);
    String value = config.get(property);
    return value == null || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
        ? PropertyValidator.getBoolean(config, key)
        : malformed(property, value, "must be true or false");
  }

  /** As Micrometer's reader, which lets an overflow through as an ArithmeticException. */
  static Validated<Duration> readDuration(GraphiteBridgeConfig config, String key) {
    try {
      return PropertyValidator.getDuration(config, key);
    } catch (ArithmeticException e) {
      String property = property(config, key);
      return malformed(property, config.get(property), "must be a duration");
    }
  }

  private static boolean areNodes(String text) {
    return text.length() <= MAX_NODES_LENGTH && CarbonName.isSafe(text);
  }

  private static boolean isWithin(Duration duration, Duration least, Duration most) {
    return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
  }

  private static Setting<Boolean> flag(String key, Function<GraphiteBridgeConfig, Boolean> getter) {
    return of(key, getter, on -> true, "true or false");
  }

  private static Setting<Integer> number(
      String key, Function<GraphiteBridgeConfig, Integer> getter, int least, int most) {
    return of(
        key,
        getter,
        number -> number >= least && number <= most,
        "a whole number from " + least + " to " + most);
  }

  private static Setting<Duration> seconds(
      String key, Function<GraphiteBridgeConfig, Duration> getter) {
    return of(
        key,
        getter,
        time ->
            isWithin(time, Duration.ofSeconds(1), DAY)
                && time.equals(time.truncatedTo(ChronoUnit.SECONDS)),
        "a duration of whole seconds from 1s to 1d, such as 60s or PT1M");
  }

  private static Setting<Duration> span(
      String key, Function<GraphiteBridgeConfig, Duration> getter, int mostSeconds) {
    return of(
        key,
        getter,
        time -> isWithin(time, MILLISECOND, Duration.ofSeconds(mostSeconds)),
        "a duration from 1ms to " + mostSeconds + "s, such as 100ms or PT0.1S");
  }

  private static Setting<Set<String>> names(
      String key, Function<GraphiteBridgeConfig, Set<String>> getter) {
    return of(
        key,
        getter,
        names -> names.stream().noneMatch(name -> name.chars().anyMatch(Character::isWhitespace)),
        "empty or names of meters, separated by commas");
  }

  private static <T> Setting<T> of(
      String key, Function<GraphiteBridgeConfig, T> getter, Predicate<T> allows, String allowed) {
    return new Setting<>(key, getter, (config, value) -> allows.test(value), allowed, "");
  }

  private Setting<T> on(String newBasis) {
    return new Setting<>(key, getter, allows, allowed, newBasis);
  }

  private Validated<?> check(GraphiteBridgeConfig config) {
    String property = property(config, key);
    String text = config.get(property);
    T value;
    try {
      value = getter.apply(config);
    } catch (ValidationException e) {
      return malformed(property, text, "must be " + allowed);
    }
    // A getter that a user has overridden may return what it likes.
    if (value == null || !allows.test(config, value)) {
      return malformed(property, text == null ? value : text, "must be " + allowed);
    }
    return Validated.valid(property, value);
  }

  private static String property(GraphiteBridgeConfig config, String key) {
    return config.prefix() + '.' + key;
  }

  private static <V> Validated<V> malformed(
      String property, @Nullable Object value, String message) {
    return Validated.invalid(property, value, message, InvalidReason.MALFORMED);
  }

  /** Returns the parts of a comma-separated list, without the white space around them. */
  static Set<String> split(String list) {
    return Pattern.compile(",")
        .splitAsStream(list)
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }
}
