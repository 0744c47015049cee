// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.rules.GraphiteFile;
import io.github.graphitebridge.rules.RequestSeries;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fragments in front of a site's own files, on real daemons: the site's series are created as
 * before, and ours are right.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExistingGraphiteIT {
  private static final int INTERVAL_SECONDS = 2;

  private static final RequestSeries SERIES =
      RequestSeries.builder().prefix("eu").group("shop").intervalSeconds(INTERVAL_SECONDS).build();

  private static final String SITE_SCHEMAS =
      """
      [carbon]
      pattern = ^carbon\\.
      retentions = 60:90d

      [jobs]
      pattern = ^jobs\\.
      retentions = 10s:1d

      [default]
      pattern = .*
      retentions = 30s:2d,5m:30d
      """;

  private static final String SITE_AGGREGATION =
      """
      [counts]
      pattern = \\.count$
      xFilesFactor = 0.25
      aggregationMethod = last

      [default]
      pattern = .*
      xFilesFactor = 0.75
      aggregationMethod = min
      """;

  private static final String SITE_RULES =
      """
      # The site's.
      jobs.<name>.runs (2) = sum jobs.<name>.<worker>.run
      """;

  private static final String WHOLE = "2s:7d,300s:60d,3600s:730d";

  /** Of some of the series, at the end. */
  private static final Map<String, Double> VALUES =
      Map.of(
          "eu.web-1.shop.a.count", 2.0,
          "eu.all.shop.a.count", 2.0,
          "eu.web-1.shop.a.pt", 0.5,
          "eu.all.shop.a.pt.max", 0.75,
          "eu.web-1.shop-meters.orders.count", 7.0,
          "jobs.nightly.runs", 2.0,
          "jobs.nightly.count", 5.0,
          "other.web-9.requests", 3.0);

  private Path whisper;
  private Graphite graphite;
  private Map<String, NavigableMap<Long, Double>> shown = Map.of();

  @BeforeAll
  void sendAndWait(@TempDir Path folder) throws Exception {
    Path conf = Files.createDirectory(folder.resolve("conf"));
    Path rules = merge(conf, GraphiteFile.AGGREGATOR, SITE_RULES);
    merge(conf, GraphiteFile.STORAGE_SCHEMAS, SITE_SCHEMAS);
    merge(conf, GraphiteFile.STORAGE_AGGREGATION, SITE_AGGREGATION);
    whisper = folder.resolve("graphite/whisper");
    graphite = new Graphite(folder.resolve("graphite"));
    // 60 is what start.sh would replace: the files stay as they are.
    graphite.start(Map.of("AGGREGATION_RULES", rules.toString(), "INTERVAL", "60"));
    long second = System.currentTimeMillis() / 1000;
    send(
        second,
        "eu.web-1.shop.a.count 1",
        "eu.web-1.shop.a.count 1",
        "eu.web-1.shop.a.pt 0.25",
        "eu.web-1.shop.a.pt 0.75",
        "eu.web-1.shop-meters.orders.count 7",
        "jobs.nightly.one.run 1",
        "jobs.nightly.two.run 1",
        "jobs.nightly.count 5",
        "other.web-9.requests 3");
    try {
      await()
          .atMost(Graphite.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () -> {
                shown = graphite.render(second - 60);
                return last(shown).entrySet().containsAll(VALUES.entrySet()) && shown.size() >= 18;
              });
    } catch (ConditionTimeoutException e) {
      // The tests say what is missing.
    }
  }

  @AfterAll
  void stop() throws Exception {
    graphite.stop();
  }

  @Test
  void series_ofTheSite_areCreatedAsBefore() throws IOException {
    assertThat(created("jobs.nightly.runs")).isEqualTo("10s:1d min 0.75");
    assertThat(created("jobs.nightly.one.run")).isEqualTo("10s:1d min 0.75");
    assertThat(created("jobs.nightly.count")).isEqualTo("10s:1d last 0.25");
    assertThat(created("other.web-9.requests")).isEqualTo("30s:2d,300s:30d min 0.75");
  }

  @Test
  void series_ofRequests_areCreatedAsTheFragmentsSay() throws IOException {
    assertThat(created("eu.web-1.shop.a.count")).isEqualTo(WHOLE + " sum 0.0");
    assertThat(created("eu.all.shop.a.count")).isEqualTo(WHOLE + " sum 0.0");
    assertThat(created("eu.web-1.shop.a.pt")).isEqualTo(WHOLE + " average 0.0");
    assertThat(created("eu.all.shop.a.pt.p99")).isEqualTo(WHOLE + " max 0.0");
    assertThat(created("eu.web-1.shop-meters.orders.count")).isEqualTo(WHOLE + " last 0.0");
  }

  @Test
  void values_ofBoth_areRight() {
    assertThat(last(shown)).as(graphite::log).containsAllEntriesOf(VALUES).hasSize(18);
  }

  private static Map<String, Double> last(Map<String, NavigableMap<Long, Double>> series) {
    Map<String, Double> values = new TreeMap<>();
    series.forEach((name, points) -> values.put(name, points.lastEntry().getValue()));
    return values;
  }

  private Path merge(Path conf, GraphiteFile file, String site) throws IOException {
    return Files.writeString(conf.resolve(file.fileName()), file.fragment(SERIES) + site);
  }

  private void send(long second, String... points) throws IOException {
    String lines =
        Stream.of(points).map(point -> point + " " + second + "\n").collect(Collectors.joining());
    Daemons.send(graphite.aggregatorPort(), lines);
  }

  /** Returns the archives, method and xFilesFactor in the head of a series' file. */
  private String created(String name) throws IOException {
    Path file = whisper.resolve(name.replace('.', '/') + ".wsp");
    ByteBuffer head = ByteBuffer.wrap(Files.readAllBytes(file), 0, 16 + 12 * 5);
    List<String> methods = List.of("", "average", "sum", "last", "max", "min");
    String method = methods.get(head.getInt());
    head.getInt();
    float filled = head.getFloat();
    Map<Integer, Integer> archives = new LinkedHashMap<>();
    for (int count = head.getInt(); count > 0; count--) {
      head.getInt();
      archives.put(head.getInt(), head.getInt());
    }
    StringBuilder text = new StringBuilder();
    archives.forEach(
        (step, points) ->
            text.append(text.length() == 0 ? "" : ",")
                .append(step)
                .append("s:")
                .append(step * points / 86_400)
                .append('d'));
    return text + " " + method + " " + filled;
  }
}
