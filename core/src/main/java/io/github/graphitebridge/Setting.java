// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.rules.SeriesLimits;
import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One setting of {@link GraphiteBridgeConfig}: its key, what it may be, and how to say so.
 *
 * <p>Micrometer's own checks name the key and the value, but not what is allowed ("must be an
 * integer", "must be a valid duration"), read every word but {@code true} as false and know no
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

  static final Duration MILLISECOND = Duration.ofMillis(1);
  private static final Duration DAY = Duration.ofSeconds(SeriesLimits.MAX_INTERVAL_SECONDS);

  static boolean isWithin(Duration duration, Duration least, Duration most) {
    return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0;
  }

  static Setting<Boolean> flag(String key, Function<GraphiteBridgeConfig, Boolean> getter) {
    return of(key, getter, on -> true, "true or false");
  }

  static Setting<Integer> number(
      String key, Function<GraphiteBridgeConfig, Integer> getter, int least, int most) {
    return of(
        key,
        getter,
        number -> number >= least && number <= most,
        "a whole number from " + least + " to " + most);
  }

  static Setting<Duration> seconds(String key, Function<GraphiteBridgeConfig, Duration> getter) {
    return of(
        key,
        getter,
        time ->
            isWithin(time, Duration.ofSeconds(1), DAY)
                && time.equals(time.truncatedTo(ChronoUnit.SECONDS)),
        "a duration of whole seconds from 1s to 1d, such as 60s or PT1M");
  }

  static Setting<Duration> span(
      String key, Function<GraphiteBridgeConfig, Duration> getter, int mostSeconds) {
    return of(
        key,
        getter,
        time -> isWithin(time, MILLISECOND, Duration.ofSeconds(mostSeconds)),
        "a duration from 1ms to " + mostSeconds + "s, such as 100ms or PT0.1S");
  }

  static Setting<Set<String>> names(
      String key, Function<GraphiteBridgeConfig, Set<String>> getter) {
    return of(
        key,
        getter,
        names -> names.stream().noneMatch(name -> name.chars().anyMatch(Character::isWhitespace)),
        "empty or names of meters, separated by commas");
  }

  static <T> Setting<T> of(
      String key, Function<GraphiteBridgeConfig, T> getter, Predicate<T> allows, String allowed) {
    return new Setting<>(key, getter, (config, value) -> allows.test(value), allowed, "");
  }

  /** Returns the setting, resting on another. */
  Setting<T> on(String newBasis) {
    return new Setting<>(key, getter, allows, allowed, newBasis);
  }

  /** Returns the value, or what is wrong with it. */
  Validated<?> check(GraphiteBridgeConfig config) {
    String property = config.prefix() + '.' + key;
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

  private static Validated<?> malformed(String property, @Nullable Object value, String message) {
    return Validated.invalid(property, value, message, InvalidReason.MALFORMED);
  }
}
