// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import io.github.graphitebridge.carbon.AggregationRules.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What rules make of the points of one request, and what they would spoil. */
final class RulesCheck {
  /** The names' host where the rules are for any. */
  static final String SOME_HOST = "web-1";

  /** Names of other applications, in front of the leaf: of one, two and three nodes. */
  private static final List<String> OTHERS =
      List.of(
          "other-app", "web-2.other-app", "web-2.other-app.requests", "dc.web-2.other-app.jobs");

  private static final List<String> STEPPED =
      List.of("cacheGets.result.hit.count", "jobs.kind.pt", "executorPool.size", "jobs.p99");

  private final AggregationRules rules;
  private final RequestSeries series;
  private final List<String> lines = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();

  RulesCheck(AggregationRules rules, RequestSeries series) {
    this.rules = rules;
    this.series = series;
  }

  /**
   * Looks at the points of a request to each of some routes, and tells of those to the first. Where
   * that one has a fault, the others have it too.
   */
  RulesCheck requests(List<String> routes) {
    RequestName.of(series, routes.get(0)).forEach(name -> describe(name.text()));
    for (String route : routes) {
      if (warnings.isEmpty()) {
        request(route);
      }
    }
    return this;
  }

  private void request(String route) {
    Map<String, Match> outputs = new LinkedHashMap<>();
    for (RequestName name : RequestName.of(series, route)) {
      List<Match> matches = rules.matches(name.text());
      checkTaken(name, matches);
      for (Match match : matches) {
        checkOnce(name, match, outputs.put(match.output(), match));
        checkMethod(name, match);
        checkPeriod(match.rule());
      }
    }
  }

  /** Looks at names that are no request's. */
  RulesCheck strangers() {
    for (String stepped : STEPPED) {
      String name = series.meterBranch(series.hostOr(SOME_HOST)) + '.' + stepped;
      warnOf(name, "is the state of a meter that is reported once a step, not a request's");
    }
    for (String other : OTHERS) {
      for (RequestName name : RequestName.of("", other, "")) {
        warnOf(name.text(), "stands for any other application's; write the group into the rule");
      }
    }
    return this;
  }

  /** Returns each name, and below it what comes of its points. */
  List<String> lines() {
    return lines;
  }

  /** Returns what is wrong, each once. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  private void describe(String name) {
    lines.add(name);
    rules
        .matches(name)
        .forEach(match -> lines.add("  -> " + match.output() + "  by  " + match.rule()));
    if (rules.forwards(name)) {
      lines.add("  -> " + name + "  as it is");
    }
  }

  private void checkTaken(RequestName name, List<Match> matches) {
    if (matches.isEmpty()) {
      warnings.add(
          name.text() + ": no rule takes it, so that its points of a period overwrite one another");
    } else if (rules.forwards(name.text())) {
      warnings.add(
          name.text()
              + ": no rule has an output of this name, so that the single points go on as well"
              + " (FORWARD_ALL) and overwrite one another");
    }
  }

  private void checkOnce(RequestName name, Match match, @Nullable Match earlier) {
    if (earlier != null) {
      warnings.add(
          "%s: counted twice in %s, by  %s  and  %s"
              .formatted(name.text(), match.output(), earlier.rule(), match.rule()));
    }
  }

  private void checkMethod(RequestName name, Match match) {
    String fault =
        switch (match.rule().method()) {
          case SUM -> "";
          case AVG -> "averages what has to be summed";
          case COUNT -> "counts lines, and counts that were merged are one line: use sum";
          default -> "picks one of what has to be summed";
        };
    if (name.isCount() && !fault.isEmpty()) {
      warnings.add(name.text() + ":  " + match.rule() + "  " + fault);
    }
  }

  private void checkPeriod(AggregationRule rule) {
    if (rule.intervalSeconds() < series.intervalSeconds()) {
      warnings.add(
          "%s: its period is shorter than the interval of %d seconds, so that late points may"
                  .formatted(rule, series.intervalSeconds())
              + " overwrite finished values; set the application's aggregationInterval, and"
              + " --interval here");
    }
  }

  private void warnOf(String name, String why) {
    rules
        .matches(name)
        .forEach(match -> warnings.add(match.rule() + "  takes " + name + ", which " + why));
  }
}
