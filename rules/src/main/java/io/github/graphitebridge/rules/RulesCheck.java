// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import io.github.graphitebridge.rules.AggregationRules.Match;
import io.github.graphitebridge.rules.RequestSeries.Point;
import io.github.graphitebridge.rules.RulesText.BadLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks what rules do with the points of requests, and with other points. */
final class RulesCheck {
  /** The host in the names if the rules match any host. */
  private static final String SOME_HOST = "web-1";

  /** Several forms of hosts: a rule may name one, or match only some characters. */
  private static final List<String> HOSTS = List.of(SOME_HOST, "db_2", "x");

  /** Names of other applications without the leaf, of one to four nodes. */
  private static final List<String> OTHERS =
      List.of(
          "other-app", "web-2.other-app", "web-2.other-app.requests", "dc.web-2.other-app.jobs");

  private static final List<String> STEPPED =
      List.of(
          "cacheGets.result.hit." + Leaf.COUNT.word(),
          "jobs.kind." + Leaf.PT.word(),
          "executorPool." + Leaf.SIZE.word());

  /** One of each class that some site has its own rules for, and the one that is no number. */
  private static final List<String> STATUSES = List.of("200", "404", "500", "UNKNOWN");

  private final AggregationRules rules;
  private final List<BadLine> badLines;
  private final RequestSeries series;
  private final List<String> lines = new ArrayList<>();

  /** By the rule with the fault, or the leaf without a rule, and the kind of fault. */
  private final Map<List<Object>, String> warnings = new LinkedHashMap<>();

  /** Warnings about rules that match no point of a request. */
  private final Map<List<Object>, String> ofOthers = new LinkedHashMap<>();

  /** The rules that match a point of a request. */
  private final Set<AggregationRule> ours = new HashSet<>();

  RulesCheck(AggregationRules rules, RequestSeries series) {
    this(new RulesText(rules, List.of()), series);
  }

  RulesCheck(RulesText text, RequestSeries series) {
    this.rules = text.rules();
    this.badLines = text.badLines();
    this.series = series;
  }

  /**
   * Checks the points of requests to each route, on several hosts and with several statuses. It
   * describes those of the first.
   */
  RulesCheck requests(List<String> routes) {
    points(series.hostOr(SOME_HOST), routes.get(0), STATUSES.get(0)).forEach(this::describe);
    for (String route : routes) {
      for (String host : series.isAnyHost() ? HOSTS : List.of(series.hostOr(SOME_HOST))) {
        for (String status : STATUSES) {
          request(points(host, route, status));
        }
      }
    }
    return this;
  }

  private List<Point> points(String host, String route, String status) {
    return series.points(series.branch(host) + '.' + route, status, series.suffix);
  }

  private void request(List<Point> points) {
    Map<String, Match> outputs = new LinkedHashMap<>();
    for (Point point : points) {
      List<Match> matches = rules.matches(point.name());
      checkTaken(point, matches);
      badLines.forEach(line -> checkLost(point, line));
      for (Match match : matches) {
        ours.add(match.rule());
        checkOnce(point, match, outputs.put(match.output(), match));
        checkMethod(point, match.rule());
        checkWord(point, match);
        checkPeriod(match.rule());
      }
    }
  }

  /** Checks names of other meters and the unusable lines. Call it after {@link #requests}. */
  RulesCheck foreignRules() {
    for (BadLine line : badLines) {
      ofOthers.put(List.of(line), line + "; carbon starts, and check ignores the line");
    }
    for (String stepped : STEPPED) {
      warnOf(
          series.meterBranch(series.hostOr(SOME_HOST)) + '.' + stepped,
          true,
          "is a meter that is reported once per step, not a request");
    }
    OTHERS.forEach(this::warnOfOther);
    if (!series.prefix.isEmpty()) {
      OTHERS.forEach(other -> warnOfOther(series.prefix + '.' + other));
    }
    return this;
  }

  /** Returns each name, and below it the series that its points go to. */
  List<String> lines() {
    return lines;
  }

  /** Returns each fault of a rule or leaf once, with the first name that shows it. */
  List<String> warnings() {
    return Stream.of(ofOthers, warnings).flatMap(some -> some.values().stream()).toList();
  }

  /** Returns whether nothing is wrong with the application's own series. */
  boolean isFine() {
    return warnings.isEmpty();
  }

  private void describe(Point point) {
    String name = point.name();
    lines.add(name);
    rules
        .matches(name)
        .forEach(match -> lines.add("  -> " + match.output() + "  by  " + match.rule()));
    if (rules.forwards(name)) {
      lines.add("  -> " + name + "  unchanged");
    }
  }

  private void checkTaken(Point point, List<Match> matches) {
    if (matches.isEmpty()) {
      warnings.putIfAbsent(
          List.of(point.leaf(), "taken"),
          point.name() + ": no rule takes it; its points of a period overwrite each other");
    } else if (rules.forwards(point.name())) {
      warnings.putIfAbsent(
          List.of(point.leaf(), "forwarded"),
          point.name()
              + ": no rule has an output of this name; the single points go on too (FORWARD_ALL),"
              + " and overwrite each other");
    }
  }

  private void checkLost(Point point, BadLine line) {
    if (line.matches(point.name())) {
      warnings.putIfAbsent(List.of(line), point.name() + ": matched in line " + line.number());
    }
  }

  private void checkOnce(Point point, Match match, @Nullable Match earlier) {
    if (earlier != null) {
      warnings.putIfAbsent(
          List.of(earlier.rule(), match.rule()),
          point.name()
              + ": counted twice in "
              + match.output()
              + ", by  "
              + earlier.rule()
              + "  and  "
              + match.rule());
    }
  }

  private void checkMethod(Point point, AggregationRule rule) {
    String fault =
        switch (rule.method()) {
          case SUM -> "";
          case AVG -> "averages what must be summed";
          case COUNT -> "counts lines, but merged counts are one line: use sum";
          default -> "picks one of the values that must be summed";
        };
    if (point.addsUp() && !fault.isEmpty()) {
      warnings.putIfAbsent(List.of(rule, "method"), point.name() + ":  " + rule + "  " + fault);
    }
  }

  /** A leaf that adds up may have the name of a method; then its word means nothing. */
  private void checkWord(Point point, Match match) {
    String word = lastNode(match.output());
    boolean isAnothers =
        !point.addsUp()
            && AggregationMethod.isWord(word)
            && !word.equals(match.rule().method().toString());
    if (isAnothers) {
      warnings.putIfAbsent(
          List.of(match.rule(), "word"),
          point.name()
              + ":  "
              + match.rule()
              + "  computes a series called "
              + word
              + " by another method");
    }
  }

  /** Returns the last node of a name, without the suffix. */
  private String lastNode(String name) {
    String suffix = series.suffix;
    String bare = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
    return bare.substring(bare.lastIndexOf('.') + 1);
  }

  private void checkPeriod(AggregationRule rule) {
    int interval = series.intervalSeconds;
    if (rule.intervalSeconds() != interval) {
      String fault =
          rule.intervalSeconds() < interval
              ? "shorter than the interval of "
                  + interval
                  + " seconds; late points may overwrite finished values"
              : "longer than the interval of "
                  + interval
                  + " seconds, the first step of storage-schemas.conf; some steps stay empty";
      warnings.putIfAbsent(
          List.of(rule, "period"),
          rule
              + ": its period is "
              + fault
              + "; set the application's aggregationInterval, and --interval here");
    }
  }

  private void warnOfOther(String branch) {
    for (Point point : series.points(branch, STATUSES.get(0), "")) {
      warnOf(point.name(), false, "can be any other application's; write the group into the rule");
    }
  }

  private void warnOf(String name, boolean isOwn, String why) {
    for (Match match : rules.matches(name)) {
      (isOwn || ours.contains(match.rule()) ? warnings : ofOthers)
          .putIfAbsent(
              List.of(match.rule(), why), match.rule() + "  matches " + name + ", which " + why);
    }
  }
}
