// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the dashboard's panels have to show of the series in Graphite, by the panels' titles: the
 * values by the name in the legend and by the second.
 *
 * <p>Zeros are left out: they stand where a route had no request as well.
 */
final class DashboardFigures {
  private static final int INTERVAL = ExpectedSeries.INTERVAL_SECONDS;
  private static final String METERS = Exchange.STEPPED_GROUP + "\\.graphiteBridge";

  private final Map<String, NavigableMap<Long, Double>> series;
  private final String host;
  private final Predicate<String> isChosen;

  /**
   * Creates the figures of one choice.
   *
   * @param series of all hosts, without a metric prefix
   * @param isChosen whether a route is
   */
  DashboardFigures(
      Map<String, NavigableMap<Long, Double>> series, String host, Predicate<String> isChosen) {
    this.series = series;
    this.host = host;
    this.isChosen = isChosen;
  }

  /** Returns the figures of a panel's target. */
  Map<String, NavigableMap<Long, Double>> of(String title, String refId) {
    if (title.endsWith("s per route") && refId.equals("B")) {
      return Map.of(); // The others of more than twenty routes.
    }
    return switch (title) {
      case "Requests" -> total("count");
      case "1XX", "2XX", "3XX", "4XX", "5XX" -> total("status_type\\." + title);
      case "Calls per route" -> routes("count", DashboardFigures::perSecond);
      case "Status codes per route" -> routes("status_code\\.(\\d+)", DashboardFigures::perSecond);
      case "Processing time per route: mean" -> routes("pt", value -> value);
      case "Processing time per route: p95" -> routes("pt\\.p95", value -> value);
      case "Processing time per route: p99" -> routes("pt\\.p99", value -> value);
      case "Response size per route: mean" -> routes("size", value -> value);
      case "Response size per route: largest" -> routes("size\\.max", value -> value);
      case "Points" ->
          refId.equals("A")
              ? growth("Points\\.reason\\.none\\.state\\.(recorded)\\.count")
              : growth("Points\\.reason\\.none\\.state\\.(sent)\\.count");
      case "Dropped points" -> growth("Points\\.reason\\.(\\w+)\\.state\\.dropped\\.count");
      case "Carbon reads" -> hosts("Acknowledging", "");
      case "Waiting points" ->
          refId.equals("A") ? hosts("BacklogSize", " backlog") : hosts("QueueSize", " queue");
      case "Age of the oldest line that waits" -> hosts("BacklogAge", "");
      case "Bytes sent" -> growth("Bytes\\.count");
      default -> throw new AssertionError("a panel without an expectation: " + title);
    };
  }

  private static double perSecond(double count) {
    return count / INTERVAL;
  }

  private Map<String, NavigableMap<Long, Double>> total(String leaf) {
    NavigableMap<Long, Double> sum = new TreeMap<>();
    routes(leaf, value -> value)
        .values()
        .forEach(values -> values.forEach((at, value) -> sum.merge(at, value, Double::sum)));
    return sum.isEmpty() ? Map.of() : Map.of("the only one", sum);
  }

  private Map<String, NavigableMap<Long, Double>> routes(String leaf, DoubleUnaryOperator unit) {
    Pattern name = Pattern.compile(host + "\\." + Exchange.GROUP + "\\.(.+)\\." + leaf);
    Map<String, NavigableMap<Long, Double>> shown = new TreeMap<>();
    series.forEach(
        (path, values) -> {
          Matcher matcher = name.matcher(path);
          if (matcher.matches() && isChosen.test(matcher.group(1))) {
            shown.put(legend(matcher), converted(values, unit));
          }
        });
    return shown;
  }

  private Map<String, NavigableMap<Long, Double>> hosts(String meter, String word) {
    Map<String, NavigableMap<Long, Double>> shown = new TreeMap<>();
    Pattern name = Pattern.compile("([^.]+)\\." + METERS + meter);
    series.forEach(
        (path, values) -> {
          Matcher matcher = name.matcher(path);
          if (matcher.matches()) {
            shown.put(matcher.group(1) + word, converted(values, value -> value));
          }
        });
    return shown;
  }

  /** Of running counters: what each interval added, a second. */
  private Map<String, NavigableMap<Long, Double>> growth(String meter) {
    Pattern name = Pattern.compile("([^.]+)\\." + METERS + meter);
    Map<String, NavigableMap<Long, Double>> shown = new TreeMap<>();
    series.forEach(
        (path, values) -> {
          Matcher matcher = name.matcher(path);
          if (matcher.matches()) {
            NavigableMap<Long, Double> rates = new TreeMap<>();
            values
                .tailMap(values.firstKey(), false)
                .forEach(
                    (at, value) ->
                        rates.put(at, perSecond(value - values.lowerEntry(at).getValue())));
            shown.put(legend(matcher), converted(rates, rate -> rate));
          }
        });
    return shown;
  }

  private static String legend(Matcher matcher) {
    return matcher.group(1) + (matcher.groupCount() > 1 ? " " + matcher.group(2) : "");
  }

  private static NavigableMap<Long, Double> converted(
      NavigableMap<Long, Double> values, DoubleUnaryOperator unit) {
    NavigableMap<Long, Double> converted = new TreeMap<>();
    values.forEach((at, value) -> converted.put(at, unit.applyAsDouble(value)));
    converted.values().removeIf(value -> value == 0);
    return converted;
  }
}
