// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import static org.springframework.boot.context.properties.bind.DataObjectPropertyName.toDashedForm;

import io.github.graphitebridge.GraphiteBridgeConfig;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Reads the settings {@code graphite.bridge.*} from an application's properties, in each of Boot's
 * spellings and with Spring's precedence.
 */
final class EnvironmentSettings {
  private static final String PREFIX = GraphiteBridgeConfig.DEFAULT.prefix();
  private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

  private static final Map<ConfigurationPropertyName, String> KEYS =
      GraphiteBridgeConfig.keys().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  key -> ROOT.append(toDashedForm(key)), Function.identity()));

  private final ConfigurableEnvironment environment;
  private final Properties settings = new Properties();

  EnvironmentSettings(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  /**
   * Returns the valid settings.
   *
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a value is wrong
   *     or a key is no setting
   */
  GraphiteBridgeConfig config() {
    Binder binder = Binder.get(environment);
    KEYS.forEach((name, key) -> set(PREFIX + '.' + key, value(binder, name)));
    for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
      if (source instanceof IterableConfigurationPropertySource names && !isShared(source)) {
        names.stream()
            .filter(name -> ROOT.isAncestorOf(name) && !isSetting(name))
            .forEach(name -> set(name.toString(), names.getConfigurationProperty(name).getValue()));
      }
    }
    return GraphiteBridgeConfig.fromProperties(settings);
  }

  private void set(String name, @Nullable Object value) {
    if (value != null) {
      settings.setProperty(name, value.toString());
    }
  }

  /** Returns a text unchanged, and a list (from YAML) joined by commas. */
  private static @Nullable String value(Binder binder, ConfigurationPropertyName name) {
    return binder
        .bind(name, Bindable.of(String.class))
        .orElseGet(
            () ->
                binder
                    .bind(name, Bindable.listOf(String.class))
                    .map(list -> String.join(",", list))
                    .orElse(null));
  }

  private static boolean isSetting(ConfigurationPropertyName name) {
    return KEYS.containsKey(name.isLastElementIndexed() ? name.getParent() : name);
  }

  /** Others set variables too, such as Kubernetes for a service of that name. */
  private static boolean isShared(ConfigurationPropertySource source) {
    return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource;
  }
}
