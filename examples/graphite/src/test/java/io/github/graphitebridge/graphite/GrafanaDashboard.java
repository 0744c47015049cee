// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A Grafana dashboard: the types of npm's {@code @grafana/schema} 13.2.3 restated, as far as the
 * shipped dashboard goes. What they do not have (such as the {@code __inputs} of an export), what
 * they require and is missing, and a word that is none of theirs does not parse.
 */
record GrafanaDashboard(
    @JsonProperty(required = true) String uid,
    @JsonProperty(required = true) String title,
    String description,
    List<String> tags,
    @JsonProperty(required = true) int schemaVersion,
    int version,
    boolean editable,
    int graphTooltip,
    String refresh,
    @JsonProperty(required = true) TimeRange time,
    String timezone,
    @JsonProperty(required = true) Templating templating,
    @JsonProperty(required = true) List<GrafanaPanel> panels) {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .build();

  static GrafanaDashboard read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), GrafanaDashboard.class);
  }

  /** Returns the variable of a name. */
  Variable variable(String name) {
    return templating.list().stream()
        .filter(one -> one.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  /** Returns the panels, those of rows that are closed included. */
  List<GrafanaPanel> allPanels() {
    return panels.stream()
        .flatMap(panel -> Stream.concat(Stream.of(panel), panel.inside().stream()))
        .toList();
  }

  /** Returns the targets of all panels, in their order. */
  List<GrafanaPanel.Target> targets() {
    return allPanels().stream().flatMap(panel -> panel.targets().stream()).toList();
  }

  record TimeRange(
      @JsonProperty(required = true) String from, @JsonProperty(required = true) String to) {}

  record DataSource(
      @JsonProperty(required = true) String type, @JsonProperty(required = true) String uid) {}

  record Templating(@JsonProperty(required = true) List<Variable> list) {}

  /**
   * A variable.
   *
   * @param query what finds the options; of a text box, its default
   * @param regex takes the option out of what was found
   * @param allValue what "All" stands for, as it is
   */
  record Variable(
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) VariableType type,
      String label,
      String description,
      DataSource datasource,
      int hide,
      int refresh,
      int sort,
      @JsonProperty(required = true) String query,
      String regex,
      boolean includeAll,
      String allValue,
      boolean multi,
      boolean allowCustomValue,
      List<Option> options,
      @JsonProperty(required = true) Option current) {}

  /** Of several values, text and value are lists. */
  record Option(
      @JsonProperty(required = true) Object text, @JsonProperty(required = true) Object value) {}

  /** Those that can be of use with Graphite. */
  enum VariableType {
    @JsonProperty("query")
    QUERY,
    @JsonProperty("constant")
    CONSTANT,
    @JsonProperty("datasource")
    DATASOURCE,
    @JsonProperty("interval")
    INTERVAL,
    @JsonProperty("textbox")
    TEXTBOX,
    @JsonProperty("custom")
    CUSTOM
  }
}
