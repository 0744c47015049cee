// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of {@code docs/names.md} say what the code does. */
class NamesTableTest {
  private static final Path PAGE = Path.of("../docs/names.md");

  private final GraphiteBridgeConfig config = GraphiteBridgeConfig.builder().hostNode("").build();
  private final RouteNameMapper mapper = RouteNameMapper.create(config);
  private final ForeignRequests foreign = new ForeignRequests(config);

  @ParameterizedTest
  @MethodSource("templates")
  void route_ofTheTableOfTemplates_isNamedAsThere(List<String> row) {
    assertThat(name(Tags.of("route", row.get(1)))).isEqualTo(row.get(2));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void timer_ofTheTableOfRequests_isNamedAsThere(List<String> row) {
    assertThat(name(Tags.of("uri", row.get(0), "method", row.get(1), "status", row.get(2))))
        .isEqualTo(row.get(3));
  }

  @ParameterizedTest
  @MethodSource("requestsOfKtor")
  void timer_ofTheTableOfKtor_isNamedAsThere(List<String> row) {
    Tags tags = Tags.of("route", row.get(0), "method", row.get(1), "status", row.get(2));

    assertThat(name(tags.and("address", "0.0.0.0:80", "throwable", "n/a"))).isEqualTo(row.get(3));
  }

  @Test
  void page_itsThreeTables_areRead() throws IOException {
    assertThat(List.of(templates().count(), requests().count(), requestsOfKtor().count()))
        .allSatisfy(rows -> assertThat(rows).isGreaterThan(5));
  }

  private String name(Tags tags) {
    Meter.Id timer = new Meter.Id("my.requests", tags, null, null, Meter.Type.TIMER);
    String name = mapper.toHierarchicalName(foreign.derive(timer, "pt"), NamingConvention.identity);
    return name.substring("graphite-bridge.".length(), name.length() - ".pt".length());
  }

  private static Stream<List<String>> templates() throws IOException {
    return rows("## Templates");
  }

  private static Stream<List<String>> requests() throws IOException {
    return rows("## Requests without a template");
  }

  private static Stream<List<String>> requestsOfKtor() throws IOException {
    return rows("### Ktor");
  }

  /** Returns the rows of the table below one of the page's headings. */
  private static Stream<List<String>> rows(String heading) throws IOException {
    String page = Files.readString(PAGE);
    String below = page.substring(page.indexOf("\n" + heading + "\n"));
    return below
        .split("\\n\\|(?:---\\|)+\\n", 2)[1]
        .lines()
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> Stream.of(line.substring(2).split(" \\| ?", -1)).map(NamesTableTest::bare))
        .map(Stream::toList);
  }

  private static String bare(String cell) {
    return cell.replace("`", "");
  }
}
