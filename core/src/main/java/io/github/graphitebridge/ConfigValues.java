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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A configuration with a map of its values, by whole key.
 *
 * <p>Thread-safety: immutable.
 *
 * @param values values by whole key
 * @param variables the variables that values come from, by whole key
 */
record ConfigValues(Map<String, String> values, Map<String, String> variables)
    implements GraphiteBridgeConfig {
  private static final String PREFIX = DEFAULT.prefix() + '.';

  /** The byte-order mark of UTF-8, also as a reader of ISO 8859-1 sees it. */
  private static final Pattern BYTE_ORDER_MARK = Pattern.compile("^(?:\\uFEFF|\u00EF\u00BB\u00BF)");

  /** Keys that differ from the prefix by case, or by the separators of its words. */
  private static final Pattern ALMOST = Pattern.compile("(?i)graphite[._-]bridge[._-](.+)");

  private static final Pattern JOINT = Pattern.compile("[._-]");

  ConfigValues {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    variables = Map.copyOf(variables);
  }

  /** Returns the current values of a configuration, and reads each setting once. */
  static ConfigValues of(GraphiteBridgeConfig config) {
    Map<String, String> values = new TreeMap<>();
    Settings.ROWS.forEach(setting -> values.put(PREFIX + setting.key(), setting.text(config)));
    return new ConfigValues(values, Map.of()).valid(Validated.none());
  }

  /**
   * Returns the valid configuration of values by the keys of {@link Settings#KEYS}.
   *
   * @param variables the variables that values come from, by key
   * @param misspelt the faults of keys that are no setting
   */
  static ConfigValues ofKeys(
      Map<String, String> settings, Map<String, String> variables, Validated<?> misspelt) {
    Map<String, String> values = new TreeMap<>();
    Map<String, String> names = new TreeMap<>();
    variables.forEach((key, variable) -> names.put(PREFIX + key, variable));
    Validated<?> unknown = misspelt;
    for (Map.Entry<String, String> setting : settings.entrySet()) {
      String name = PREFIX + setting.getKey();
      values.put(name, setting.getValue());
      if (!Settings.KEYS.contains(setting.getKey())) {
        unknown = unknown.and(Settings.unknown(name, setting.getValue()));
      }
    }
    return new ConfigValues(values, names).valid(unknown);
  }

  /**
   * Returns the values of an environment by the keys of {@link Settings#KEYS}, unchecked. Files of
   * compose or Kubernetes leave a variable empty to omit it. So an empty variable counts only if
   * the setting may be empty.
   */
  static Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    for (String key : Settings.KEYS) {
      String value = environment.get(variable(key));
      if (value != null && (!value.isEmpty() || Settings.MAY_BE_EMPTY.contains(key))) {
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
      // getProperty does not see a value that is no string (put instead of setProperty).
      String value = properties.getProperty(name, String.valueOf(properties.get(name)));
      settings.put(plain(name).substring(PREFIX.length()), value);
    }
    return settings;
  }

  /** Returns the faults of properties that are nearly named like a setting. */
  static Validated<?> misspelt(Properties properties) {
    Validated<?> wrong = Validated.none();
    for (Object name : properties.keySet()) {
      if (name instanceof String text
          && !plain(text).startsWith(PREFIX)
          && ALMOST.matcher(plain(text)).matches()) {
        wrong =
            wrong.and(
                misspelt(text, properties.get(name), "begins otherwise than " + PREFIX + "host"));
      }
    }
    return wrong;
  }

  /**
   * Returns the faults of variables that are nearly named like a setting. It ignores others:
   * Kubernetes adds some with this beginning.
   */
  static Validated<?> misspelt(Map<String, String> environment) {
    Validated<?> wrong = Validated.none();
    for (Map.Entry<String, String> entry : environment.entrySet()) {
      Matcher almost = ALMOST.matcher(entry.getKey());
      if (almost.matches()) {
        String letters = JOINT.matcher(almost.group(1)).replaceAll("");
        for (String key : Settings.KEYS) {
          if (key.equalsIgnoreCase(letters) && !variable(key).equals(entry.getKey())) {
            String means = "is written " + variable(key);
            wrong = wrong.and(misspelt(entry.getKey(), entry.getValue(), means));
          }
        }
      }
    }
    return wrong;
  }

  private static Validated<?> misspelt(String name, Object value, String how) {
    return Validated.invalid(name, value, how, InvalidReason.MALFORMED);
  }

  /** Returns the name under which a setting was set: a variable, or the whole key. */
  String nameOf(String key) {
    return variables.getOrDefault(key, key);
  }

  @Override
  public String toString() {
    return "ConfigValues[values=" + values + "]";
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
    names.removeIf(name -> !plain(name).startsWith(PREFIX));
    return names;
  }

  private static String plain(String name) {
    return BYTE_ORDER_MARK.matcher(name).replaceFirst("");
  }

  private ConfigValues valid(Validated<?> sofar) {
    sofar.and(validate()).orThrow();
    return this;
  }
}
