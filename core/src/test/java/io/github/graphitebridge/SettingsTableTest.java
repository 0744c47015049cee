// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of settings in {@code docs/settings.md} and the README say what the code does. */
class SettingsTableTest {
  private static final String README = "../README.md";
  private static final String PAGE = "../docs/settings.md";

  /** Refused whatever their value, so they have no row. */
  private static final Set<String> REFUSED = Set.of("graphiteTagsEnabled", "tagsAsPrefix");

  /** Those whose default depends on the machine, and which the tables describe in words. */
  private static final Set<String> OF_THE_MACHINE = Set.of("hostNode", "backlogCapacity");

  private static final Pattern FIRST_CODE = Pattern.compile("`([^`]*)`.*");

  /** A row of a table: the key and the other cells. */
  private record Row(String key, List<String> cells) {
    String standard() {
      return cells.get(0);
    }
  }

  @Test
  void page_hasEverySettingAndNoOther() {
    assertThat(rows(PAGE).map(Row::key))
        .containsExactlyInAnyOrderElementsOf(
            Settings.KEYS.stream().filter(Predicate.not(REFUSED::contains)).toList());
  }

  @Test
  void readme_hasEightSettings() {
    assertThat(rows(README).map(Row::key)).hasSize(8).isSubsetOf(Settings.KEYS);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void default_ofEachTable_isThatOfTheCode(Setting<?> setting) {
    assertThat(Stream.of(PAGE, README).flatMap(SettingsTableTest::rows))
        .filteredOn(row -> row.key().equals(setting.key()))
        .isNotEmpty()
        .allSatisfy(row -> assertIsDefault(setting, row.standard()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void allowed_ofThePage_isThatOfTheCode(Setting<?> setting) {
    assertThat(rows(PAGE).filter(row -> row.key().equals(setting.key())))
        .singleElement()
        .satisfies(row -> assertThat(row.cells().get(1)).isEqualTo(setting.allowed()));
  }

  @Test
  void port_ofPickles_isThatOfTheTable() {
    GraphiteBridgeConfig pickled =
        GraphiteBridgeConfig.builder().protocol(GraphiteProtocol.PICKLED).build();

    assertThat(rows(PAGE).filter(row -> row.key().equals("port")))
        .singleElement()
        .satisfies(row -> assertThat(row.standard()).endsWith(" " + pickled.port()));
  }

  /** What the table has as the default is, once it is set, what the code has if nothing is set. */
  private static void assertIsDefault(Setting<?> setting, String cell) {
    Matcher code = FIRST_CODE.matcher(cell);
    if (code.matches()) {
      Map<String, String> values = Map.of("graphite.bridge." + setting.key(), code.group(1));
      assertThat((Object) setting.getter().apply(values::get))
          .isEqualTo(setting.getter().apply(GraphiteBridgeConfig.DEFAULT));
    } else if (!OF_THE_MACHINE.contains(setting.key())) {
      assertThat(cell).isEqualTo("empty");
      assertThat(setting.text(GraphiteBridgeConfig.DEFAULT)).isEmpty();
    }
  }

  private static Stream<Setting<?>> settings() {
    return Settings.ROWS.stream().filter(setting -> !REFUSED.contains(setting.key()));
  }

  /** Returns the rows of a document's tables that begin with a key. */
  private static Stream<Row> rows(String document) {
    try {
      return Files.readString(Path.of(document))
          .lines()
          .filter(line -> line.startsWith("| `"))
          .map(SettingsTableTest::row);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Row row(String line) {
    List<String> cells = List.of(line.substring(2).split(" \\| ?"));
    return new Row(cells.get(0).replace("`", ""), cells.subList(1, cells.size()));
  }
}
