// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.PropertyValidator;
import io.micrometer.core.instrument.config.validate.Validated;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The readers that Micrometer's {@link PropertyValidator} lacks, or has with a flaw. */
final class PropertyReader {
  private static final Pattern COMMA = Pattern.compile(",");

  private PropertyReader() {}

  /** Reads true or false; Micrometer's reader takes every word but true for false. */
  static Validated<Boolean> getFlag(GraphiteBridgeConfig config, String key) {
    String property = config.prefix() + '.' + key;
    String value = config.get(property);
    return value == null || value.equalsIgnoreCase("true") || value.equalsIgnoreCase("false")
        ? PropertyValidator.getBoolean(config, key)
        : Validated.invalid(property, value, "must be true or false", InvalidReason.MALFORMED);
  }

  /** Reads a duration; Micrometer's reader lets an overflow through as ArithmeticException. */
  static Validated<Duration> getSpan(GraphiteBridgeConfig config, String key) {
    try {
      return PropertyValidator.getDuration(config, key);
    } catch (ArithmeticException e) {
      String property = config.prefix() + '.' + key;
      return Validated.invalid(
          property, config.get(property), "must be a duration", InvalidReason.MALFORMED, e);
    }
  }

  /** Reads a comma-separated list, without the white space around its parts. */
  static Set<String> getNames(GraphiteBridgeConfig config, String key, Set<String> unset) {
    String list = config.get(config.prefix() + '.' + key);
    return list == null
        ? unset
        : COMMA
            .splitAsStream(list)
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }
}
