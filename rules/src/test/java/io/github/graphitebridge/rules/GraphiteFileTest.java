// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.AggregationRules.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GraphiteFileTest {
  private static final Pattern AGGREGATE =
      Pattern.compile("(?s)aggregate\\n +(\\S+)\\n(.*?)\\n    ;");

  private static final Pattern COMPUTE = Pattern.compile("compute (\\S+) write to\\n +(\\S+)");
  private static final Pattern ARCHIVE = Pattern.compile("(\\d+)([smh]):(\\d+)([dy])");
  private static final Pattern SECTION =
      Pattern.compile("pattern = (.*)\\n(?:.*\\n){1,2}.*= (\\S+)");

  /** Sets of options that between them have each of the names' parts in each of its forms. */
  private static final String OPTIONS =
      """
      --group shop
      --prefix eu.prod --group shop.web --suffix _v2
      --host web.example --suffix .v2.x
      --host=
      --host= --prefix 2024 --group 7 --meter-group stepped
      --interval 10 --times p75,p80,p90,p999,min --sizes=
      --times= --sizes p50,max
      --prefix eu --suffix .x --counts failures,re-tries
      """;

  static List<String> options() {
    List<String> options = new ArrayList<>(OPTIONS.lines().toList());
    options.add("");
    return options;
  }

  @ParameterizedTest
  @MethodSource("options")
  void aggregator_checkedAsTheNamesAre_isFine(String options) {
    RequestSeries series = series(options);
    AggregationRules rules = AggregationRules.parse(GraphiteFile.AGGREGATOR.text(series));

    RulesCheck check =
        new RulesCheck(rules, series).requests(List.of("a", "b.c", "d.status_x.f")).foreignRules();

    assertThat(check.warnings()).isEmpty();
    assertThat(rules.rules()).isEqualTo(AggregationRules.of(series).rules());
  }

  @Test
  void aggregator_countsOfOnesOwn_areSummedAsRequestsAre() {
    assertThat(GraphiteFile.AGGREGATOR.text(series("--group shop --counts failures,retries")))
        .endsWith(
            """

            # your own counters
            <host>.shop.<route>.failures (60) = sum <host>.shop.<<route>>.failures
            all.shop.<route>.failures (60) = sum <host>.shop.<<route>>.failures
            <host>.shop.<route>.retries (60) = sum <host>.shop.<<route>>.retries
            all.shop.<route>.retries (60) = sum <host>.shop.<<route>>.retries
            """);
  }

  @ParameterizedTest
  @MethodSource("options")
  void relay_pointsOfOneName_goToOneAggregatorWhateverTheirHost(String options) {
    RequestSeries series = series(options);
    AggregationRules rules = AggregationRules.parse(GraphiteFile.RELAY.text(series));

    for (String name : names(series)) {
      List<AggregationRules.Match> matches = rules.matches(name);
      assertThat(matches).hasSize(series.hasHost() ? 1 : 0);
      if (series.hasHost()) {
        String host = series.hostOr("web-1");
        assertThat(name).contains(host + ".");
        assertThat(matches.get(0).output()).isEqualTo(name.replaceFirst(host + "\\.", ""));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void cRelay_ofEachName_makesWhatTheAggregatorMakes(String options) {
    RequestSeries series = series(options + " --units us");
    AggregationRules rules = AggregationRules.of(series);

    for (String name : names(series)) {
      assertThat(relayed(series, name)).isEqualTo(aggregated(rules, name));
    }
  }

  @Test
  void cRelay_timesInSeconds_leavesTheirPercentilesOut() {
    String text = GraphiteFile.C_RELAY.text(series("--sizes p95"));

    assertThat(text).contains("size.p95").contains("pt.max").doesNotContain("pt.p");
  }

  @Test
  void cRelay_lateness_isWhatItWaitsAfterTheInterval() {
    assertThat(GraphiteFile.C_RELAY.text(series("--interval 10 --late 40")))
        .contains("every 10 seconds\n    expire after 50 seconds\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'', web-1.graphite-bridge.a.count, sum",
    "'', graphite-bridge.a.b.status_code.200, sum",
    "'', all.graphite-bridge.a.status_type.2XX, sum",
    "'', web-1.graphite-bridge.a.pt, average",
    "'', web-1.graphite-bridge.a.pt.p99, max",
    "'', web-1.graphite-bridge.a.pt.min, min",
    "'', web-1.graphite-bridge-meters.logback.count, last",
    "'', web-1.graphite-bridge-meters.jobs.p999, max",
    "'', web-1.graphite-bridge-meters.jobs.min, min",
    "'', web-1.graphite-bridges.a.count, average",
    "'', web-1.graphite-bridge.a.failures, average",
    "'--counts failures,retries', web-1.graphite-bridge.a.failures, sum",
    "'--counts failures,retries', all.graphite-bridge.a.b.retries, sum",
    "'--counts failures,retries', web-1.graphite-bridge-meters.a.failures, average",
    "--counts failures --suffix .x, web-1.graphite-bridge.a.failures.x, sum",
    "--prefix eu.prod --suffix .x, eu.prod.web-1.graphite-bridge.a.count.x, sum",
    "--prefix eu.prod --suffix .x, eu.prod.web-1.graphite-bridge.a.pt.p99.x, max",
    "--prefix eu.prod --suffix .x, eu.prod.web-1.graphite-bridge-meters.a.p99, max",
    "--prefix eu.prod --suffix .x, eu.prod.web-1.graphite-bridge-meters.a.count, last",
    "--prefix eu.prod, us.prod.web-1.graphite-bridge.a.count, average",
    "--prefix eu.prod, euXprod.web-1.graphite-bridge.a.count, average",
    "--prefix eu --host=, eu.graphite-bridge.a.count, sum",
    "--prefix eu --host=, eu.b.graphite-bridge.a.count, average",
    "--group g --meter-group stepped, web-1.stepped.a.count, last",
    "--group g --meter-group stepped, web-1.stepped.a.max, max",
  })
  void storageAggregation_ofName_isByWhatItIs(String options, String name, String method) {
    String text = GraphiteFile.STORAGE_AGGREGATION.text(series(options));

    assertThat(firstFound(text, name)).isEqualTo(method);
  }

  @ParameterizedTest
  @CsvSource({
    "60, '60s:7d,5m:60d,1h:2y'",
    "10, '10s:7d,5m:60d,1h:2y'",
    "300, '300s:60d,1h:2y'",
    "240, '240s:60d,1h:2y'",
    "3600, 3600s:2y",
    "86400, 86400s:2y",
    "7, '7s:7d,301s:60d,3612s:2y'",
    "120, '120s:7d,360s:60d,1h:2y'",
    "149, '149s:7d,447s:60d,4023s:2y'",
    "1000, '1000s:60d,4000s:2y'",
  })
  void storageSchemas_ofInterval_haveStepsThatDivideTheNext(int seconds, String retentions) {
    String text = GraphiteFile.STORAGE_SCHEMAS.text(series("--interval " + seconds));

    assertThat(text)
        .contains(
            "pattern = (^|\\.)graphite-bridge(-meters)?\\.\nretentions = " + retentions + "\n");
  }

  @Test
  void storageSchemas_ofAnyInterval_areWhatWhisperTakesAndNotLarge() {
    for (int seconds = 1; seconds <= 86_400; seconds++) {
      String text = GraphiteFile.STORAGE_SCHEMAS.text(series("--interval " + seconds));
      String retentions = text.split("retentions = ", -1)[2].lines().findFirst().orElseThrow();
      long points = 0;
      long finer = 0;
      for (String archive : retentions.split(",", -1)) {
        Matcher parts = ARCHIVE.matcher(archive);
        assertThat(parts.matches()).as(archive).isTrue();
        long step = seconds(parts.group(1), parts.group(2));
        assertThat(finer == 0 ? step == seconds : step > finer && step % finer == 0)
            .as(retentions)
            .isTrue();
        finer = step;
        points += seconds(parts.group(3), parts.group(4)) / step;
      }
      assertThat(points * 12).as(retentions).isLessThan(8_000_000);
    }
  }

  @ParameterizedTest
  @MethodSource("options")
  void fragment_beforeASitesRules_addsOurs(String options) {
    RequestSeries series = series(options);
    String site = "<env>.jobs.<j>.runs (10) = sum <env>.jobs.<<j>>.run\n";

    AggregationRules merged =
        AggregationRules.parse(GraphiteFile.AGGREGATOR.fragment(series) + site);

    assertThat(merged.toString()).isEqualTo(AggregationRules.of(series) + site);
  }

  @ParameterizedTest
  @EnumSource(names = {"STORAGE_SCHEMAS", "STORAGE_AGGREGATION"})
  void fragment_besideOthers_hasSectionsOfItsOwn(GraphiteFile file) {
    String all =
        file.fragment(series("--group shop"))
            + file.fragment(series("--prefix eu --group shop"))
            + file.fragment(series(""))
            + file.text(series(""));

    assertThat(all.lines().filter(line -> line.startsWith("["))).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--prefix eu --host= --suffix .x --interval 7 --counts a"})
  void text_ofAnyFile_isOfLinesThatEndAndFit(String options) {
    for (GraphiteFile file : GraphiteFile.values()) {
      assertThat(file.text(series(options))).endsWith("\n").doesNotContain("\r").isASCII();
    }
  }

  @ParameterizedTest
  @EnumSource
  void text_inALocaleOfOtherDigits_isTheSame(GraphiteFile file) {
    String text = file.text(series("--interval 10"));
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    try {
      assertThat(file.text(series("--interval 10"))).isEqualTo(text);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static RequestSeries series(String options) {
    return CommandOptions.parse(
            "generate",
            List.of(options.strip().split(" +", -1)).stream()
                .filter(word -> !word.isEmpty())
                .toList())
        .series();
  }

  /** Returns the names of all points of a request. */
  private static List<String> names(RequestSeries series) {
    String start = series.branch(series.hostOr("web-1")) + ".b.status_x.c";
    return series.points(start, "200", series.suffix).stream()
        .map(RequestSeries.Point::name)
        .toList();
  }

  private static long seconds(String number, String unit) {
    int length =
        switch (unit) {
          case "s" -> 1;
          case "m" -> 60;
          case "h" -> 3_600;
          case "d" -> 86_400;
          default -> 365 * 86_400;
        };
    return Long.parseLong(number) * length;
  }

  /** Returns the outputs of a name with their methods, as carbon-c-relay has them. */
  private static Map<String, String> relayed(RequestSeries series, String name) {
    Map<String, String> outputs = new TreeMap<>();
    Matcher aggregate = AGGREGATE.matcher(GraphiteFile.C_RELAY.text(series));
    while (aggregate.find()) {
      Matcher input = Pattern.compile(aggregate.group(1)).matcher(name);
      if (input.find()) {
        Matcher compute = COMPUTE.matcher(aggregate.group(2));
        while (compute.find()) {
          String output = input.replaceFirst(compute.group(2).replace('\\', '$'));
          String method = compute.group(1).replace("average", "avg").replace("percentile", "p");
          assertThat(outputs.put(output, method)).as("twice: " + output).isNull();
        }
      }
    }
    return outputs;
  }

  /** The same by carbon-aggregator's rules, but for what the relay does not know. */
  private static Map<String, String> aggregated(AggregationRules rules, String name) {
    Map<String, String> outputs = new TreeMap<>();
    for (Match match : rules.matches(name)) {
      outputs.put(match.output(), match.rule().method().toString());
    }
    outputs.values().removeIf("p999"::equals);
    return outputs;
  }

  private static String firstFound(String text, String name) {
    Matcher section = SECTION.matcher(text);
    while (section.find()) {
      if (Pattern.compile(section.group(1)).matcher(name).find()) {
        return section.group(2);
      }
    }
    return "";
  }
}
