// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

final class RulesCheckTest {
  private static final RequestSeries SERIES = RequestSeries.builder().group("shop").build();
  private static final String FINE = GraphiteFile.AGGREGATOR.text(SERIES);

  private static final List<String> STATUS_LEAVES =
      List.of(
          "status_code.200",
          "status_code.404",
          "status_code.500",
          "status_code.UNKNOWN",
          "status_type.2XX",
          "status_type.4XX",
          "status_type.5XX",
          "status_type.UNKNOWN");

  @Test
  void lines_ofShippedRules_tellEachNameItsOutputsAndTheirRules() {
    assertThat(check(FINE).lines())
        .hasSize(5 + 2 + 2 + 2 + 10 + 4)
        .startsWith(
            "web-1.shop.a.count",
            "  -> web-1.shop.a.count  by  "
                + "<host>.shop.<route>.count (60) = sum <host>.shop.<<route>>.count",
            "  -> all.shop.a.count  by  "
                + "all.shop.<route>.count (60) = sum <host>.shop.<<route>>.count",
            "web-1.shop.a.status_code.200");
  }

  @Test
  void warnings_nothingWrong_areNone() {
    assertThat(check(FINE).warnings()).isEmpty();
  }

  @Test
  void warnings_noRuleForALeaf_tellThatPointsOverwriteOneAnother() {
    RulesCheck check = check(without("size"));

    assertThat(check.warnings())
        .containsExactly(
            "web-1.shop.a.size: no rule takes it; its points of a period overwrite each"
                + " other");
    assertThat(check.lines()).contains("  -> web-1.shop.a.size  unchanged");
  }

  @Test
  void warnings_outputsOfOtherNamesOnly_tellThatPointsGoOnAsWell() {
    assertThat(check(without("<host>.shop.<route>.pt (")).warnings())
        .containsExactly(
            "web-1.shop.a.pt: no rule has an output of this name; the single points go on too"
                + " (FORWARD_ALL), and overwrite each other");
  }

  @Test
  void warnings_twoRulesOfOneOutput_tellThatItIsCountedTwice() {
    String rule = "<h>.shop.<r>.count (60) = sum <h>.shop.<<r>>.count";

    assertThat(check(FINE + rule).warnings())
        .containsExactly(
            "web-1.shop.a.count: counted twice in web-1.shop.a.count, by  "
                + "<host>.shop.<route>.count (60) = sum <host>.shop.<<route>>.count  and  "
                + rule);
  }

  @Test
  void warnings_twoLeavesOfOneOutput_tellThatARequestIsCountedTwice() {
    String rule = "all.shop.<r>.count (60) = sum <h>.shop.<<r>>.status_code.<c>";

    assertThat(check(FINE + rule).warnings())
        .containsExactly(
            "web-1.shop.a.status_code.200: counted twice in all.shop.a.count, by  "
                + "all.shop.<route>.count (60) = sum <host>.shop.<<route>>.count  and  "
                + rule);
  }

  @Test
  void warnings_oneRuleForEveryStatus_tellWhatItDoesToAnotherRoute() {
    String rule = "<h>.shop.<r>.status_<k>.<v> (60) = sum <h>.shop.<<r>>.status_<k>.<v>";
    String rules = without("status_") + rule;

    assertThat(check(rules).warnings()).isEmpty();
    assertThat(
            new RulesCheck(AggregationRules.parse(rules), SERIES)
                .requests(List.of("a", "reports.status_page"))
                .warnings())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("web-1.shop.reports.status_page.count: counted twice");
  }

  @ParameterizedTest
  @FieldSource("STATUS_LEAVES")
  void warnings_rulesThatNameStatuses_tellOfTheOneThatIsMissing(String missing) {
    StringBuilder rules = new StringBuilder(without("status_"));
    for (String leaf : STATUS_LEAVES) {
      if (!leaf.equals(missing)) {
        rules.append("<h>.shop.<r>.%1$s (60) = sum <h>.shop.<<r>>.%1$s\n".formatted(leaf));
      }
    }

    assertThat(check(rules.toString()).warnings())
        .singleElement()
        .asString()
        .startsWith("web-1.shop.a." + missing + ": no rule takes it");
  }

  @Test
  void warnings_rulesOfOneHost_tellOfTheOthers() {
    RequestSeries one = RequestSeries.builder().group("shop").host("web-1").build();

    assertThat(check(GraphiteFile.AGGREGATOR.text(one)).warnings())
        .hasSize(5)
        .allMatch(warning -> warning.startsWith("db_2.shop.a."))
        .allMatch(warning -> warning.contains("no rule takes it"));
  }

  @Test
  void warnings_rulesOfSomeCharactersInAHost_tellOfTheHostThatHasOthers() {
    assertThat(check(FINE.replace("<host>.shop.<<", "(?!x)<host>.shop.<<")).warnings())
        .hasSize(5)
        .allMatch(warning -> warning.startsWith("x.shop.a."));
  }

  @Test
  void warnings_ofSeveralRoutes_areEachFaultOnce() {
    String rules = without("size").replace("count (60) = sum", "count (60) = avg");

    List<String> warnings =
        new RulesCheck(AggregationRules.parse(rules), SERIES)
            .requests(List.of("a", "b.c", "d"))
            .warnings();

    assertThat(warnings).hasSize(3).allMatch(warning -> warning.startsWith("web-1.shop.a."));
  }

  @Test
  void warnings_faultOfALaterRouteBesideOneOfTheFirst_tellOfBoth() {
    String rule = "<h>.shop.<r>.b (60) = sum <h>.shop.<<r>>.b.count\n";
    String twice = "all.shop.<r>.b.pt (60) = avg <h>.shop.<<r>>.b.pt\n";

    assertThat(
            new RulesCheck(AggregationRules.parse(without("size") + rule + twice), SERIES)
                .requests(List.of("a", "a.b"))
                .warnings())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("web-1.shop.a.b.pt: counted twice in all.shop.a.b.pt");
  }

  @Test
  void warnings_percentileMadeByAnotherMethod_tellsOfTheWord() {
    assertThat(check(FINE.replace("= p99", "= avg")).warnings())
        .hasSize(2)
        .first()
        .asString()
        .isEqualTo(
            "web-1.shop.a.pt:  <host>.shop.<route>.pt.p99 (60) = avg <host>.shop.<<route>>.pt"
                + "  computes a series called p99 by another method");
  }

  @Test
  void warnings_percentileMadeByAnotherMethodBeforeASuffix_tellsOfTheWord() {
    RequestSeries series = RequestSeries.builder().group("shop").suffix(".v2").build();
    String rules = GraphiteFile.AGGREGATOR.text(series).replace("= max", "= p99");

    assertThat(
            new RulesCheck(AggregationRules.parse(rules), series).requests(List.of("a")).warnings())
        .hasSize(4)
        .allMatch(warning -> warning.endsWith("computes a series called max by another method"));
  }

  @Test
  void warnings_wrongMethodOfACount_tellWhy() {
    String of = "<host>.shop.<route>.count (60) = %s <host>.shop.<<route>>.count";

    assertThat(check(FINE.replace(of.formatted("sum"), of.formatted("avg"))).warnings())
        .containsExactly(
            "web-1.shop.a.count:  " + of.formatted("avg") + "  averages what must be summed");
    assertThat(check(FINE.replace(of.formatted("sum"), of.formatted("count"))).warnings())
        .containsExactly(
            "web-1.shop.a.count:  "
                + of.formatted("count")
                + "  counts lines, but merged counts are one line: use sum");
    assertThat(check(FINE.replace(of.formatted("sum"), of.formatted("p99"))).warnings())
        .containsExactly(
            "web-1.shop.a.count:  "
                + of.formatted("p99")
                + "  picks one of the values that must be summed");
  }

  @Test
  void warnings_shorterPeriod_tellOfLatePoints() {
    assertThat(check(FINE.replace("size (60)", "size (10)")).warnings())
        .hasSize(2)
        .allMatch(warning -> warning.contains("shorter than the interval of 60 seconds"));
  }

  @Test
  void warnings_longerPeriod_tellOfHoles() {
    assertThat(check(FINE.replace("size (60)", "size (120)")).warnings())
        .hasSize(2)
        .allMatch(warning -> warning.contains("longer than the interval of 60 seconds"));
  }

  @ParameterizedTest
  @CsvSource({
    "<a>.count, other-app.count",
    "<h>.<a>.count, web-2.other-app.count",
    "<h>.<a>.<r>.count, web-2.other-app.requests.count",
    "<d>.<h>.<a>.<r>.count, dc.web-2.other-app.jobs.count",
    "eu.<a>.count, eu.other-app.count",
    "eu.<h>.<a>.count, eu.web-2.other-app.count",
    "eu.<h>.<a>.<r>.count, eu.web-2.other-app.requests.count",
    "eu.<d>.<h>.<a>.<r>.count, eu.dc.web-2.other-app.jobs.count",
    "<h>.<a>.pt, web-2.other-app.pt",
    "<h>.<a>.size, web-2.other-app.size",
    "<h>.<a>.failures, web-2.other-app.failures",
    "<h>.<<x>>.status_code.<c>, web-2.other-app.status_code.200",
    "<h>.<<x>>.status_type.<c>, web-2.other-app.status_type.2XX",
    "eu.<h>.shop-<m>.<<x>>.count, eu.web-1.shop-meters.cacheGets.result.hit.count",
    "eu.<h>.shop-<m>.<<x>>.pt, eu.web-1.shop-meters.jobs.kind.pt",
    "eu.<h>.shop-<m>.<<x>>.size, eu.web-1.shop-meters.executorPool.size",
  })
  void foreignNames_ruleOfTheirForm_isReportedWithTheName(String input, String name) {
    RequestSeries series =
        RequestSeries.builder().prefix("eu").group("shop").counts(List.of("failures")).build();
    AggregationRules rules = AggregationRules.parse("out (60) = sum " + input);

    assertThat(new RulesCheck(rules, series).foreignRules().warnings())
        .anyMatch(warning -> warning.contains("  matches " + name + ", which "));
  }

  @Test
  void warnings_ruleWithoutGroup_tellOfOtherApplicationsAndSteppedMeters() {
    String rule = "<h>.total (60) = sum <h>.<<x>>.count";

    assertThat(check(FINE + rule).warnings())
        .contains(
            rule
                + "  matches web-1.shop-meters.cacheGets.result.hit.count, which is a meter"
                + " that is reported once per step, not a request",
            rule
                + "  matches web-2.other-app.count, which can be any other application's; write the"
                + " group into the rule");
  }

  @Test
  void warnings_groupAsABeginning_tellOfSteppedMeters() {
    assertThat(check(FINE + "<h>.x (60) = sum <h>.shop*.<<r>>.pt").warnings())
        .hasSize(1)
        .first()
        .asString()
        .contains("matches web-1.shop-meters.jobs.kind.pt");
  }

  @Test
  void warnings_rulesOfAnotherPrefix_tellOfEachName() {
    RequestSeries eu = RequestSeries.builder().prefix("eu").group("shop").build();

    assertThat(new RulesCheck(AggregationRules.parse(FINE), eu).requests(List.of("a")).warnings())
        .hasSize(5);
  }

  private static RulesCheck check(String rules) {
    return new RulesCheck(AggregationRules.parse(rules), SERIES)
        .requests(List.of("a"))
        .foreignRules();
  }

  /** Returns the fine rules without those that hold a text. */
  private static String without(String text) {
    StringBuilder rest = new StringBuilder();
    FINE.lines().filter(line -> !line.contains(text)).forEach(line -> rest.append(line + '\n'));
    return rest.toString();
  }
}
