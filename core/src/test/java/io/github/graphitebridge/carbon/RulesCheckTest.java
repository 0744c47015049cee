// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RulesCheckTest {
  private static final RequestSeries SERIES = RequestSeries.builder().group("shop").build();
  private static final String FINE = GraphiteFile.AGGREGATOR.text(SERIES);

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
            "web-1.shop.a.size: no rule takes it, so that its points of a period overwrite one"
                + " another");
    assertThat(check.lines()).contains("  -> web-1.shop.a.size  as it is");
  }

  @Test
  void warnings_outputsOfOtherNamesOnly_tellThatPointsGoOnAsWell() {
    assertThat(check(without("<host>.shop.<route>.pt (")).warnings())
        .containsExactly(
            "web-1.shop.a.pt: no rule has an output of this name, so that the single points go on"
                + " as well (FORWARD_ALL) and overwrite one another");
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

  @Test
  void warnings_wrongMethodOfACount_tellWhy() {
    String of = "<host>.shop.<route>.count (60) = %s <host>.shop.<<route>>.count";

    assertThat(check(FINE.replace(of.formatted("sum"), of.formatted("avg"))).warnings())
        .containsExactly(
            "web-1.shop.a.count:  " + of.formatted("avg") + "  averages what has to be summed");
    assertThat(check(FINE.replace(of.formatted("sum"), of.formatted("count"))).warnings())
        .containsExactly(
            "web-1.shop.a.count:  "
                + of.formatted("count")
                + "  counts lines, and counts that were merged are one line: use sum");
    assertThat(check(FINE.replace(of.formatted("sum"), of.formatted("p99"))).warnings())
        .containsExactly(
            "web-1.shop.a.count:  " + of.formatted("p99") + "  picks one of what has to be summed");
  }

  @Test
  void warnings_shorterPeriod_tellOfLatePoints() {
    assertThat(check(FINE.replace("size (60)", "size (10)")).warnings())
        .hasSize(2)
        .allMatch(warning -> warning.contains("shorter than the interval of 60 seconds"));
  }

  @Test
  void warnings_ruleWithoutGroup_tellOfOtherApplicationsAndSteppedMeters() {
    String rule = "<h>.total (60) = sum <h>.<<x>>.count";

    assertThat(check(FINE + rule).warnings())
        .contains(
            rule
                + "  takes web-1.shop-meters.cacheGets.result.hit.count, which is the state of a"
                + " meter that is reported once a step, not a request's",
            rule
                + "  takes web-2.other-app.count, which stands for any other application's; write"
                + " the group into the rule");
  }

  @Test
  void warnings_groupAsABeginning_tellOfSteppedMeters() {
    assertThat(check(FINE + "<h>.x (60) = sum <h>.shop*.<<r>>.pt").warnings())
        .hasSize(1)
        .first()
        .asString()
        .contains("takes web-1.shop-meters.jobs.kind.pt");
  }

  @Test
  void warnings_rulesOfAnotherPrefix_tellOfEachName() {
    RequestSeries eu = RequestSeries.builder().prefix("eu").group("shop").build();

    assertThat(new RulesCheck(AggregationRules.parse(FINE), eu).requests(List.of("a")).warnings())
        .hasSize(5);
  }

  private static RulesCheck check(String rules) {
    return new RulesCheck(AggregationRules.parse(rules), SERIES).requests(List.of("a")).strangers();
  }

  /** Returns the fine rules without those that hold a text. */
  private static String without(String text) {
    StringBuilder rest = new StringBuilder();
    FINE.lines().filter(line -> !line.contains(text)).forEach(line -> rest.append(line + '\n'));
    return rest.toString();
  }
}
