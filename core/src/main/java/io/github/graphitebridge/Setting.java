// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static io.micrometer.core.instrument.config.validate.PropertyValidator.getBoolean;
import static io.micrometer.core.instrument.config.validate.PropertyValidator.getString;

import io.github.graphitebridge.carbon.CarbonSenderBuilder;
import io.github.graphitebridge.carbon.SenderSetting;
import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.PropertyValidator;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One setting of {@link GraphiteBridgeConfig}: its key, its default, and what is allowed.
 *
 * @param key the key below the configuration's prefix
 * @param reader reads the key's text; gives a valid null if there is none
 * @param unset gives the default
 * @param getter reads the configuration; a user may have overridden it
 * @param allows whether a value is allowed
 * @param allowed what is allowed, in words that follow "must be"
 * @param basis a setting that this one depends on; if that is wrong, this one is not checked
 * @param ofSender the sender's setting with this value; null if there is none
 */
record Setting<T>(
    String key,
    BiFunction<GraphiteBridgeConfig, String, Validated<T>> reader,
    Function<GraphiteBridgeConfig, T> unset,
    Function<GraphiteBridgeConfig, T> getter,
    BiPredicate<GraphiteBridgeConfig, T> allows,
    String allowed,
    @Nullable Setting<?> basis,
    @Nullable SenderSetting<T> ofSender) {

  private static final Pattern CAPITAL = Pattern.compile("[A-Z]");
  private static final Pattern COMMA = Pattern.compile(",");

  /** Placeholders of shells, containers, build tools and frameworks, which they should replace. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "[$#%]\\{|\\$\\(|@[\\w.-]+@|%\\w+%|^\\$\\w+$|^[\\w.-]*\\{\\{[^{}]*}}[\\w.-]*$");

  static <T> Setting<T> ofSender(
      SenderSetting<T> setting,
      BiFunction<GraphiteBridgeConfig, String, Validated<T>> reader,
      Function<GraphiteBridgeConfig, T> getter) {
    return new Setting<>(
        setting.key(),
        reader,
        config -> setting.defaultValue(),
        getter,
        (config, value) -> setting.allows(value),
        setting.allowed(),
        null,
        setting);
  }

  static Setting<Boolean> flag(
      SenderSetting<Boolean> setting, Function<GraphiteBridgeConfig, Boolean> getter) {
    return ofSender(setting, Setting::readFlag, getter);
  }

  static Setting<Integer> number(
      SenderSetting<Integer> setting, Function<GraphiteBridgeConfig, Integer> getter) {
    return ofSender(setting, PropertyValidator::getInteger, getter);
  }

  static Setting<Duration> time(
      SenderSetting<Duration> setting, Function<GraphiteBridgeConfig, Duration> getter) {
    return ofSender(setting, PropertyValidator::getDuration, getter);
  }

  static <T> Setting<T> own(
      String key,
      BiFunction<GraphiteBridgeConfig, String, Validated<T>> reader,
      Function<GraphiteBridgeConfig, T> unset,
      Function<GraphiteBridgeConfig, T> getter,
      Predicate<T> allows,
      String allowed) {
    return new Setting<>(
        key, reader, unset, getter, (config, value) -> allows.test(value), allowed, null, null);
  }

  static Setting<Boolean> flag(
      String key, boolean unset, Function<GraphiteBridgeConfig, Boolean> getter) {
    return own(key, Setting::readFlag, config -> unset, getter, on -> true, "true or false");
  }

  static Setting<String> text(
      String key,
      String unset,
      Function<GraphiteBridgeConfig, String> getter,
      Predicate<String> allows,
      String allowed) {
    return own(key, PropertyValidator::getString, config -> unset, getter, allows, allowed);
  }

  static Setting<Set<String>> names(
      String key, Supplier<Set<String>> unset, Function<GraphiteBridgeConfig, Set<String>> getter) {
    return own(
        key,
        Setting::readNames,
        config -> unset.get(),
        getter,
        names -> !holdWhiteSpace(names),
        "empty or names of meters, separated by commas");
  }

  static Setting<List<String>> tags(
      String key, List<String> unset, Function<GraphiteBridgeConfig, List<String>> getter) {
    return own(
        key,
        Setting::readList,
        config -> unset,
        getter,
        tags -> !tags.isEmpty() && !holdWhiteSpace(tags),
        "keys of tags, separated by commas");
  }

  static Setting<TimeUnit> unit(String key, Function<GraphiteBridgeConfig, TimeUnit> getter) {
    return own(
        key,
        PropertyValidator::getTimeUnit,
        config -> TimeUnit.SECONDS,
        getter,
        unit -> true,
        "a unit of time: ns, us, ms, s, m, h or d");
  }

  /** Returns the value of the key's text, or the default; throws if the text is no value. */
  T read(GraphiteBridgeConfig config) {
    Validated<T> value;
    try {
      value = reader.apply(config, spelling(config));
    } catch (ArithmeticException e) {
      // Micrometer does not check a duration for overflow.
      throw new ValidationException(refused(config, null));
    }
    if (value.isInvalid()) {
      throw new ValidationException(refused(config, null));
    }
    return value.orElseGet(() -> unset.apply(config));
  }

  /** Returns the value, or its fault. */
  Validated<?> check(GraphiteBridgeConfig config) {
    String text = config.get(property(config));
    if (text != null && PLACEHOLDER.matcher(text).find()) {
      return Validated.invalid(
          shown(config),
          text,
          "is a placeholder that nothing has replaced by a value",
          InvalidReason.MALFORMED);
    }
    T value;
    try {
      value = getter.apply(config);
    } catch (ValidationException e) {
      return refused(config, null);
    }
    // A getter that a user has overridden may return anything.
    return value == null || !allows.test(config, value)
        ? refused(config, value)
        : Validated.valid(shown(config), value);
  }

  /** Returns the value in a configuration, as text. */
  String text(GraphiteBridgeConfig config) {
    T value = getter.apply(config);
    return value instanceof Collection<?> names
        ? names.stream().map(String::valueOf).collect(Collectors.joining(","))
        : String.valueOf(value);
  }

  /** Copies the value of a configuration to the sender. */
  void copy(GraphiteBridgeConfig config, CarbonSenderBuilder sender) {
    if (ofSender != null) {
      sender.set(ofSender, getter.apply(config));
    }
  }

  private Validated<?> refused(GraphiteBridgeConfig config, @Nullable T value) {
    String text = config.get(property(config));
    return Validated.invalid(
        shown(config), text == null ? value : text, "must be " + allowed, InvalidReason.MALFORMED);
  }

  private String property(GraphiteBridgeConfig config) {
    return config.prefix() + '.' + spelling(config);
  }

  /**
   * Returns the key, or the key with dashes if only that is set. Spring and Micronaut find {@code
   * metric-prefix} in each of their sources, but {@code metricPrefix} only in that spelling.
   */
  private String spelling(GraphiteBridgeConfig config) {
    String dashed = CAPITAL.matcher(key).replaceAll(letter -> '-' + lower(letter.group()));
    String prefix = config.prefix() + '.';
    return config.get(prefix + key) == null && config.get(prefix + dashed) != null ? dashed : key;
  }

  private static String lower(String letter) {
    return letter.toLowerCase(Locale.ROOT);
  }

  /** Returns the user's name for it. */
  private String shown(GraphiteBridgeConfig config) {
    String property = property(config);
    return config instanceof ConfigValues values ? values.nameOf(property) : property;
  }

  /** Reads true or false; Micrometer's reader accepts any other word as false. */
  static Validated<Boolean> readFlag(GraphiteBridgeConfig config, String key) {
    return getString(config, key)
        .invalidateWhen(
            text -> text != null && !text.matches("(?i)true|false"), "", InvalidReason.MALFORMED)
        .flatMap(text -> getBoolean(config, key));
  }

  /** Reads a constant in any case, also with the dashes that Spring's editors suggest. */
  static <E extends Enum<E>> Validated<E> readConstant(
      GraphiteBridgeConfig config, String key, Class<E> type) {
    return getString(config, key)
        .flatMap(
            text -> {
              if (text == null) {
                return Validated.valid(key, null);
              }
              String name = text.replace('-', '_');
              for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(name)) {
                  return Validated.valid(key, constant);
                }
              }
              return Validated.invalid(key, text, "", InvalidReason.MALFORMED);
            });
  }

  /** Reads a comma-separated list as a set. */
  static Validated<Set<String>> readNames(GraphiteBridgeConfig config, String key) {
    return readList(config, key).map(list -> list == null ? null : Set.copyOf(list));
  }

  /** Reads a comma-separated list, without the white space around its parts. */
  static Validated<List<String>> readList(GraphiteBridgeConfig config, String key) {
    return getString(config, key)
        .map(
            list ->
                list == null
                    ? null
                    : COMMA
                        .splitAsStream(list)
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .distinct()
                        .toList());
  }

  private static boolean holdWhiteSpace(Collection<String> names) {
    return String.join("", names).chars().anyMatch(Character::isWhitespace);
  }
}
