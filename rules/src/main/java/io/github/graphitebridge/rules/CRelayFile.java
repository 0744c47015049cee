// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The file of carbon-c-relay, with an {@code aggregate} for each leaf. */
final class CRelayFile {
  private static final Pattern FIELD = Pattern.compile("<?<([a-z]+)>>?");

  /** The units that are small enough for the relay's percentiles. */
  private static final Set<TimeUnit> FINE = Set.of(TimeUnit.MICROSECONDS, TimeUnit.NANOSECONDS);

  private static final String HEAD =
      """
      # carbon-c-relay in place of carbon-aggregator for Graphite Bridge: one point per request in,
      # one per period out. To run it: carbon-c-relay -f carbon-c-relay.conf
      #
      # Made by "java -jar graphite-bridge-rules.jar generate c-relay". It differs from
      # carbon-aggregator; this was seen with release 3.7.3:
      #
      #   when         A value appears once, "expire after" seconds after its interval began, or up
      #                to one period later. The running interval has no value. A later point is
      #                dropped, and overwrites nothing. So "expire after" is the application's
      #                maxAge plus one period.
      #   percentiles  A percentile is one of the values, of the nearest rank; carbon interpolates
      #                between two. Sorting treats values that differ by less than 1 as equal. So
      #                percentiles of seconds would be wrong, and this file has none unless the unit
      #                is us or ns ("generate c-relay --units us", and durationUnits=MICROSECONDS in
      #                the application). Releases up to 3.9 are the same. There is no p999.
      #   digits       Six decimals.
      #   stop         An orderly stop emits finished intervals, and loses the running one.
      #   protocols    Lines over TCP and UDP, no pickle.

      """;

  private static final String ENDS =
      """
      # Where carbon-cache takes lines.
      cluster cache
          forward
              127.0.0.1:2003
          ;

      # Where Graphite Bridge sends.
      listen
          type linemode
              127.0.0.1:2023 proto tcp
              127.0.0.1:2023 proto udp
          ;

      # Its own metrics, such as carbon.relays.<host>.metricsDropped.
      statistics
          submit every 60 seconds
          send to cache
          stop
          ;

      """;

  private static final String REST =
      """
      # The rest goes on unchanged: meters that are reported once per step, other applications.
      match *
          send to cache
          stop
          ;
      """;

  private CRelayFile() {}

  static String text(RequestSeries series) {
    StringBuilder text = new StringBuilder(HEAD).append(ENDS);
    for (Leaf leaf : Leaf.values()) {
      boolean isCoarse = leaf.isTime() && !FINE.contains(series.durationUnits);
      text.append(aggregate(series, AggregatorFile.rules(series, leaf), isCoarse)).append('\n');
    }
    for (String count : series.counts) {
      text.append(aggregate(series, AggregatorFile.rules(series, count), false)).append('\n');
    }
    return text.append(REST).toString();
  }

  /**
   * Returns the relay's form of carbon-aggregator's rules of one input.
   *
   * @param isCoarse whether values differ by less than the relay can sort
   */
  private static String aggregate(
      RequestSeries series, List<AggregationRule> rules, boolean isCoarse) {
    String input = rules.get(0).input();
    return String.format(
        Locale.ROOT,
        """
        aggregate
                %s
            every %s seconds
            expire after %s seconds
            timestamp at start of bucket
        %s    send to cache
            stop
            ;
        """,
        pattern(input),
        series.intervalSeconds,
        series.lateSeconds + series.intervalSeconds,
        rules.stream()
            .filter(rule -> canMake(rule.method(), isCoarse))
            .map(CRelayFile::compute)
            .collect(Collectors.joining()));
  }

  private static boolean canMake(AggregationMethod method, boolean isCoarse) {
    return method != AggregationMethod.P999 && !(isCoarse && method.isPercentile());
  }

  /** Returns the input with a group for each field. */
  private static String pattern(String input) {
    String groups =
        FIELD
            .matcher(GraphiteFile.regex(input))
            .replaceAll(field -> field.group().startsWith("<<") ? "(.+)" : "([^.]+)");
    return '^' + groups + '$';
  }

  private static String compute(AggregationRule rule) {
    List<String> fields =
        FIELD.matcher(rule.input()).results().map(field -> field.group(1)).toList();
    String output =
        FIELD
            .matcher(rule.output())
            .replaceAll(field -> "\\\\" + (fields.indexOf(field.group(1)) + 1));
    return "    compute " + word(rule.method()) + " write to\n        " + output + "\n";
  }

  private static String word(AggregationMethod method) {
    return switch (method) {
      case AVG -> "average";
      case SUM, MIN, MAX, COUNT -> method.toString();
      default -> "percentile" + method.toString().substring(1);
    };
  }
}
