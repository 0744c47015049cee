// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import io.github.graphitebridge.rules.AggregationRules.Match;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What rules make of the points of requests, and what they would spoil. */
final class RulesCheck {
  /** The names' host where the rules are for any. */
  static final String SOME_HOST = "web-1";

  /** Hosts of other forms too: a rule may name one, or take some characters only. */
  private static final List<String> HOSTS = List.of(SOME_HOST, "db_2", "x");

  /** Names of other applications, in front of the leaf: of one, two, three and four nodes. */
  private static final List<String> OTHERS =
      List.of(
          "other-app", "web-2.other-app", "web-2.other-app.requests", "dc.web-2.other-app.jobs");

  private static final List<String> STEPPED =
      List.of("cacheGets.result.hit.count", "jobs.kind.pt", "executorPool.size");

  private final AggregationRules rules;
  private final RequestSeries series;
  private final List<String> lines = new ArrayList<>();

  /** By what they are of: the rule that has the fault or the leaf that lacks a rule, and which. */
  private final Map<List<Object>, String> warnings = new LinkedHashMap<>();

  RulesCheck(AggregationRules rules, RequestSeries series) {
    this.rules = rules;
    this.series = series;
  }

  /**
   * Looks at the points of requests to each of some routes, on several hosts and of several
   * statuses, and tells of those of the first.
   */
  RulesCheck requests(List<String> routes) {
    RequestName.of(series, routes.get(0)).forEach(name -> describe(name.text()));
    for (String route : routes) {
      for (String host : series.isAnyHost() ? HOSTS : List.of(series.hostOr(SOME_HOST))) {
        for (String status : RequestName.STATUSES) {
          request(RequestName.of(series, host, route, status));
        }
      }
    }
    return this;
  }

  private void request(List<RequestName> names) {
    Map<String, Match> outputs = new LinkedHashMap<>();
    for (RequestName name : names) {
      List<Match> matches = rules.matches(name.text());
      checkTaken(name, matches);
      for (Match match : matches) {
        checkOnce(name, match, outputs.put(match.output(), match));
        checkMethod(name, match.rule());
        checkWord(name, match);
        checkPeriod(match.rule());
      }
    }
  }

  /** Looks at names that are no request's. */
  RulesCheck strangers() {
    for (String stepped : STEPPED) {
      warnOf(
          series.meterBranch(series.hostOr(SOME_HOST)) + '.' + stepped,
          "is the state of a meter that is reported once a step, not a request's");
    }
    OTHERS.forEach(this::warnOfOther);
    if (!series.prefix().isEmpty()) {
      OTHERS.forEach(other -> warnOfOther(series.prefix() + '.' + other));
    }
    return this;
  }

  /** Returns each name, and below it what comes of its points. */
  List<String> lines() {
    return lines;
  }

  /**
   * Returns what is wrong, each fault of a rule or leaf once, with the first name that shows it.
   */
  List<String> warnings() {
    return List.copyOf(warnings.values());
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
      warnings.putIfAbsent(
          List.of(name.leaf(), "taken"),
          name.text() + ": no rule takes it, so that its points of a period overwrite one another");
    } else if (rules.forwards(name.text())) {
      warnings.putIfAbsent(
          List.of(name.leaf(), "forwarded"),
          name.text()
              + ": no rule has an output of this name, so that the single points go on as well"
              + " (FORWARD_ALL) and overwrite one another");
    }
  }

  private void checkOnce(RequestName name, Match match, @Nullable Match earlier) {
    if (earlier != null) {
      warnings.putIfAbsent(
          List.of(earlier.rule(), match.rule()),
          "%s: counted twice in %s, by  %s  and  %s"
              .formatted(name.text(), match.output(), earlier.rule(), match.rule()));
    }
  }

  private void checkMethod(RequestName name, AggregationRule rule) {
    String fault =
        switch (rule.method()) {
          case SUM -> "";
          case AVG -> "averages what has to be summed";
          case COUNT -> "counts lines, and counts that were merged are one line: use sum";
          default -> "picks one of what has to be summed";
        };
    if (name.isCount() && !fault.isEmpty()) {
      warnings.putIfAbsent(List.of(rule, "method"), name.text() + ":  " + rule + "  " + fault);
    }
  }

  /** Of a count the word "count" tells nothing: its own name ends in it. */
  private void checkWord(RequestName name, Match match) {
    String word = series.lastNode(match.output());
    boolean isAnothers =
        !name.isCount()
            && AggregationMethod.isWord(word)
            && !word.equals(match.rule().method().toString());
    if (isAnothers) {
      warnings.putIfAbsent(
          List.of(match.rule(), "word"),
          "%s:  %s  makes a series called %s by another method"
              .formatted(name.text(), match.rule(), word));
    }
  }

  private void checkPeriod(AggregationRule rule) {
    int interval = series.intervalSeconds();
    if (rule.intervalSeconds() != interval) {
      warnings.putIfAbsent(
          List.of(rule, "period"),
          rule.intervalSeconds() < interval
              ? "%s: its period is shorter than the interval of %d seconds, so that late points may"
                      .formatted(rule, interval)
                  + " overwrite finished values; set the application's aggregationInterval, and"
                  + " --interval here"
              : "%s: its period is longer than the interval of %d seconds, which is the first step"
                      .formatted(rule, interval)
                  + " of storage-schemas.conf, so that steps stay empty; set the"
                  + " application's aggregationInterval, and --interval here");
    }
  }

  private void warnOfOther(String branch) {
    for (RequestName name : RequestName.ofOther(branch, series)) {
      warnOf(name.text(), "stands for any other application's; write the group into the rule");
    }
  }

  private void warnOf(String name, String why) {
    for (Match match : rules.matches(name)) {
      warnings.putIfAbsent(
          List.of(match.rule(), why), match.rule() + "  takes " + name + ", which " + why);
    }
  }
}
