// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.graphitebridge.graphite.GrafanaDashboard.DataSource;
import io.github.graphitebridge.graphite.GrafanaDashboard.Variable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Grafana would refuse or show wrongly of the dashboard's file and the provisioning files. */
final class GrafanaDashboardTest {
  static final Path FILE = Path.of("grafana-dashboard.json");

  private static final Path PROVISIONING = Path.of("grafana-provisioning");
  private static final DataSource CHOSEN = new DataSource("graphite", "${datasource}");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?(\\w+)");
  private static final int WIDTH = 24;

  private final GrafanaDashboard dashboard;

  GrafanaDashboardTest() throws IOException {
    dashboard = GrafanaDashboard.read(FILE);
  }

  @Test
  void file_asTypesOfGrafana_isOfTheCurrentSchemaAndHasAFixedUid() {
    assertThat(dashboard.schemaVersion()).isEqualTo(42);
    assertThat(dashboard.uid()).isEqualTo("graphite-bridge");
  }

  @Test
  void file_withInputsOfAnExport_isRefused(@TempDir Path folder) throws IOException {
    Path export = folder.resolve("export.json");
    Files.writeString(export, Files.readString(FILE).replaceFirst("\\{", "{\"__inputs\": [],"));

    assertThatThrownBy(() -> GrafanaDashboard.read(export)).hasMessageContaining("__inputs");
  }

  @Test
  void file_withAWordThatGrafanaHasNot_isRefused(@TempDir Path folder) throws IOException {
    Path wrong = folder.resolve("wrong.json");
    Files.writeString(wrong, Files.readString(FILE).replace("stepAfter", "afterStep"));

    assertThatThrownBy(() -> GrafanaDashboard.read(wrong)).hasMessageContaining("afterStep");
  }

  @Test
  void panels_onTheGrid_doNotOverlap() {
    assertApart(dashboard.panels());
    dashboard.panels().forEach(panel -> assertApart(panel.inside()));
    assertThat(dashboard.allPanels().stream().map(GrafanaPanel::id)).doesNotHaveDuplicates();
  }

  private static void assertApart(List<GrafanaPanel> panels) {
    List<GrafanaPanel> placed = new ArrayList<>();
    for (GrafanaPanel panel : panels) {
      assertThat(panel.gridPos().x() + panel.gridPos().w()).isBetween(1, WIDTH);
      assertThat(placed)
          .as(panel.title())
          .noneMatch(other -> other.gridPos().overlaps(panel.gridPos()));
      placed.add(panel);
    }
  }

  @Test
  void targets_ofAllPanels_askTheChosenDataSource() {
    assertThat(dashboard.targets())
        .isNotEmpty()
        .allSatisfy(target -> assertThat(target.datasource()).isEqualTo(CHOSEN));
  }

  @Test
  void targets_inTheVisualEditor_areNotSplit() {
    assertThat(dashboard.targets()).allMatch(GrafanaPanel.Target::textEditor);
  }

  /** Grafana sorts by the title of a column, which is not the word for what it computes. */
  @Test
  void legends_thatAreSorted_areByAColumnTheyHave() {
    Map<String, String> titles =
        Map.of("mean", "Mean", "min", "Min", "max", "Max", "sum", "Total", "lastNotNull", "Last *");

    assertThat(dashboard.allPanels().stream().filter(GrafanaPanel.Graph.class::isInstance))
        .isNotEmpty()
        .map(panel -> ((GrafanaPanel.Graph) panel).options().legend())
        .allSatisfy(
            legend ->
                assertThat(legend.calcs().stream().map(titles::get)).contains(legend.sortBy()));
  }

  @Test
  void variables_thatOthersUse_standBeforeThem() {
    Set<String> defined = new HashSet<>();
    for (Variable variable : dashboard.templating().list()) {
      assertThat(defined).as(variable.name()).containsAll(used(variable.query()));
      assertThat(defined).as(variable.name()).containsAll(used(variable.regex()));
      defined.add(variable.name());
    }

    assertThat(defined)
        .containsExactlyInAnyOrder(
            "datasource", "prefix", "group", "host", "route", "filter", "unit");
    for (GrafanaPanel.Target target : dashboard.targets()) {
      assertThat(defined).containsAll(used(target.target()));
    }
  }

  @Test
  void dataSource_asProvisioned_isTheOneTheDashboardBeginsWith() throws IOException {
    JsonNode source = yaml("datasources/graphite.yaml").at("/datasources/0");

    assertThat(source.get("uid").asText())
        .isEqualTo(dashboard.variable("datasource").current().value());
    assertThat(source.get("type").asText()).isEqualTo(dashboard.variable("datasource").query());
  }

  @Test
  void provider_asProvisioned_readsFiles() throws IOException {
    JsonNode provider = yaml("dashboards/graphite-bridge.yaml").at("/providers/0");

    assertThat(provider.get("type").asText()).isEqualTo("file");
    assertThat(provider.at("/options/path").asText()).startsWith("/");
  }

  private static JsonNode yaml(String file) throws IOException {
    JsonNode tree = new YAMLMapper().readTree(PROVISIONING.resolve(file).toFile());
    assertThat(tree.get("apiVersion").asInt()).isEqualTo(1);
    return tree;
  }

  private static List<String> used(String text) {
    return text == null
        ? List.of()
        : VARIABLE.matcher(text).results().map(GrafanaDashboardTest::name).toList();
  }

  private static String name(MatchResult use) {
    return use.group(1);
  }
}
