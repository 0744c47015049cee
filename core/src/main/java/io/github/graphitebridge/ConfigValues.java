// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.config.validate.InvalidReason;
import io.micrometer.core.instrument.config.validate.Validated;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that holds its values, by whole key.
 *
 * <p>Thread-safety: immutable.
 *
 * @param values values by whole key
 */
record ConfigValues(Map<String, String> values) implements GraphiteBridgeConfig {
  private static final String PREFIX = DEFAULT.prefix() + '.';

  ConfigValues {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** Returns the valid configuration of values by the keys of {@link Settings#KEYS}. */
  static ConfigValues ofKeys(Map<String, String> settings) {
    Map<String, String> values = new TreeMap<>();
    Validated<?> unknown = Validated.none();
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String name = PREFIX + setting.getKey();
      values.put(name, setting.getValue());
      if (!Settings.KEYS.contains(setting.getKey())) {
        unknown = unknown.and(Settings.unknown(name, setting.getValue()));
      }
    }
    return new ConfigValues(values).valid(unknown);
  }

  /** Returns the values of an environment by the keys of {@link Settings#KEYS}, unchecked. */
  static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    for (String key : Settings.KEYS) {
      String value = environment.get(variable(key));
      if (value != null) {
        settings.put(key, value);
      }
    }
    String port = settings.getOrDefault(Settings.PORT.key(), "");
    if (port.contains("://")) {
      throw new ValidationException(
          Validated.invalid(
              variable(Settings.PORT.key()),
              port,
              "must be "
                  + Settings.PORT.allowed()
                  + "; Kubernetes sets it so where a service is named graphite-bridge: rename that,"
                  + " or set enableServiceLinks to false",
              InvalidReason.MALFORMED));
    }
    return settings;
  }

  /** Returns the values of properties by their keys below the prefix, unchecked. */
  static Map<String, String> settings(Properties properties) {
    Map<String, String> settings = new TreeMap<>();
    for (String name : names(properties)) {
      // A value that is no string (put instead of setProperty) is invisible to getProperty.
      String value = properties.getProperty(name, String.valueOf(properties.get(name)));
      settings.put(name.substring(PREFIX.length()), value);
    }
    return settings;
  }

  @Override
  public @Nullable String get(String key) {
    return values.get(key);
  }

  /** Returns the variable of a setting: {@code metricPrefix} is GRAPHITE_BRIDGE_METRIC_PREFIX. */
  static String variable(String key) {
    return "GRAPHITE_BRIDGE_" + key.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
  }

  private static TreeSet<String> names(Properties properties) {
    TreeSet<String> names = new TreeSet<>(properties.stringPropertyNames());
    for (Object name : properties.keySet()) {
      if (name instanceof String text) {
        names.add(text);
      }
    }
    names.removeIf(name -> !name.startsWith(PREFIX));
    return names;
  }

  private ConfigValues valid(Validated<?> sofar) {
    sofar.and(validate()).orThrow();
    return this;
  }
}
