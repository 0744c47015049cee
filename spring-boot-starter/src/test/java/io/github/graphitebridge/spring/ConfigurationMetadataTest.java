// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.GraphiteBridgeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** {@code -Dmetadata.write} writes the file before it is compared. */
final class ConfigurationMetadataTest {
  private static final Path FILE =
      Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");

  @Test
  void metadata_isThatOfTheSettings() throws Exception {
    String expected = ConfigurationMetadata.json();
    if (System.getProperty("metadata.write") != null) {
      Files.writeString(FILE, expected);
    }

    assertThat(FILE).hasContent(expected);
  }

  @Test
  void defaults_setAsTheyAreWritten_areTheDefaults() throws Exception {
    Map<String, Object> defaults = new HashMap<>();
    for (Object property : (List<?>) json().get("properties")) {
      Map<?, ?> fields = (Map<?, ?>) property;
      if (fields.get("name") instanceof String name
          && name.startsWith("graphite.bridge.")
          && fields.containsKey("defaultValue")) {
        Object value = fields.get("defaultValue");
        defaults.put(
            name,
            value instanceof List<?> list
                ? String.join(",", list.stream().map(Object::toString).toList())
                : value);
      }
    }
    StandardEnvironment environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("defaults", defaults));
    ConfigurationPropertySources.attach(environment);

    GraphiteBridgeConfig config = new EnvironmentSettings(environment).config();

    assertThat(defaults).hasSize(GraphiteBridgeConfig.keys().size() - 1);
    for (String key : GraphiteBridgeConfig.keys()) {
      assertThat(getter(config, key)).isEqualTo(getter(GraphiteBridgeConfig.DEFAULT, key));
    }
  }

  private static Object getter(GraphiteBridgeConfig config, String key) throws Exception {
    return GraphiteBridgeConfig.class.getMethod(key).invoke(config);
  }

  private static Map<String, Object> json() throws Exception {
    return JsonParserFactory.getJsonParser().parseMap(Files.readString(FILE));
  }
}
