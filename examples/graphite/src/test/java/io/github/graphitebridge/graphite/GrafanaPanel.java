// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/** A panel of a {@link GrafanaDashboard}, of the kinds that it has. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = GrafanaPanel.Row.class, name = "row"),
  @JsonSubTypes.Type(value = GrafanaPanel.Stat.class, name = "stat"),
  @JsonSubTypes.Type(value = GrafanaPanel.Graph.class, name = "timeseries")
})
sealed interface GrafanaPanel {
  int id();

  String title();

  Place gridPos();

  List<Target> targets();

  /** Returns the panels of a row that is closed, which are asked for when it is opened. */
  default List<GrafanaPanel> inside() {
    return List.of();
  }

  /** A line across the dashboard, over the panels below it. */
  record Row(
      @JsonProperty(required = true) int id,
      @JsonProperty(required = true) String title,
      @JsonProperty(required = true) boolean collapsed,
      @JsonProperty(required = true) List<GrafanaPanel> panels,
      @JsonProperty(required = true) Place gridPos)
      implements GrafanaPanel {
    @Override
    public List<Target> targets() {
      return List.of();
    }

    @Override
    public List<GrafanaPanel> inside() {
      return panels;
    }
  }

  /** A single number. */
  record Stat(
      @JsonProperty(required = true) int id,
      @JsonProperty(required = true) String title,
      String description,
      @JsonProperty(required = true) GrafanaDashboard.DataSource datasource,
      @JsonProperty(required = true) List<Target> targets,
      @JsonProperty(required = true) FieldConfig fieldConfig,
      @JsonProperty(required = true) StatOptions options,
      @JsonProperty(required = true) Place gridPos)
      implements GrafanaPanel {}

  /** Lines over time. */
  record Graph(
      @JsonProperty(required = true) int id,
      @JsonProperty(required = true) String title,
      String description,
      @JsonProperty(required = true) GrafanaDashboard.DataSource datasource,
      @JsonProperty(required = true) List<Target> targets,
      @JsonProperty(required = true) FieldConfig fieldConfig,
      @JsonProperty(required = true) GraphOptions options,
      @JsonProperty(required = true) Place gridPos)
      implements GrafanaPanel {}

  /**
   * What a data source is asked.
   *
   * @param target of Graphite, with its editor
   * @param expr of Prometheus, with its legend and whether it is of one moment or of many
   */
  record Target(
      @JsonProperty(required = true) GrafanaDashboard.DataSource datasource,
      @JsonProperty(required = true) String refId,
      String target,
      boolean textEditor,
      String expr,
      String legendFormat,
      boolean instant,
      boolean range) {}

  /** Left, top, width and height; the dashboard is 24 wide. */
  record Place(
      @JsonProperty(required = true) int x,
      @JsonProperty(required = true) int y,
      @JsonProperty(required = true) int w,
      @JsonProperty(required = true) int h) {
    boolean overlaps(Place other) {
      return x < other.x + other.w && other.x < x + w && y < other.y + other.h && other.y < y + h;
    }
  }

  record FieldConfig(
      @JsonProperty(required = true) Field defaults,
      @JsonProperty(required = true) List<Object> overrides) {}

  record Field(String unit, String noValue, int decimals, double min, Color color, Lines custom) {}

  record Color(@JsonProperty(required = true) ColorMode mode, String fixedColor) {}

  enum ColorMode {
    @JsonProperty("fixed")
    FIXED,
    @JsonProperty("palette-classic-by-name")
    BY_NAME
  }

  record Lines(
      @JsonProperty(required = true) DrawStyle drawStyle,
      Interpolation lineInterpolation,
      int lineWidth,
      int fillOpacity,
      ShowPoints showPoints,
      int pointSize,
      boolean spanNulls,
      Stacking stacking) {}

  enum DrawStyle {
    @JsonProperty("line")
    LINE,
    @JsonProperty("bars")
    BARS,
    @JsonProperty("points")
    POINTS
  }

  enum Interpolation {
    @JsonProperty("linear")
    LINEAR,
    @JsonProperty("smooth")
    SMOOTH,
    @JsonProperty("stepBefore")
    STEP_BEFORE,
    @JsonProperty("stepAfter")
    STEP_AFTER
  }

  enum ShowPoints {
    @JsonProperty("auto")
    AUTO,
    @JsonProperty("never")
    NEVER,
    @JsonProperty("always")
    ALWAYS
  }

  record Stacking(String group, StackingMode mode) {}

  enum StackingMode {
    @JsonProperty("none")
    NONE,
    @JsonProperty("normal")
    NORMAL,
    @JsonProperty("percent")
    PERCENT
  }

  record StatOptions(
      @JsonProperty(required = true) String colorMode,
      @JsonProperty(required = true) String graphMode,
      @JsonProperty(required = true) String justifyMode,
      @JsonProperty(required = true) String orientation,
      @JsonProperty(required = true) String percentChangeColorMode,
      @JsonProperty(required = true) boolean showPercentChange,
      @JsonProperty(required = true) String textMode,
      @JsonProperty(required = true) boolean wideLayout,
      @JsonProperty(required = true) Reduce reduceOptions) {}

  /** How the values of the time shown become one. */
  record Reduce(@JsonProperty(required = true) List<String> calcs, String fields, boolean values) {}

  record GraphOptions(
      @JsonProperty(required = true) Legend legend,
      @JsonProperty(required = true) Tooltip tooltip) {}

  record Legend(
      @JsonProperty(required = true) List<String> calcs,
      @JsonProperty(required = true) String displayMode,
      @JsonProperty(required = true) String placement,
      @JsonProperty(required = true) boolean showLegend,
      String sortBy,
      boolean sortDesc) {}

  record Tooltip(
      @JsonProperty(required = true) String mode, @JsonProperty(required = true) String sort) {}
}
