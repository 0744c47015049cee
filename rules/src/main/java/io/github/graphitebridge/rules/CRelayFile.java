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

  /** The units of which a whole one is little enough for the relay's percentiles. */
  private static final Set<TimeUnit> FINE = Set.of(TimeUnit.MICROSECONDS, TimeUnit.NANOSECONDS);

  private static final String HEAD =
      """
      # carbon-c-relay in the place of carbon-aggregator for Graphite Bridge: many points a request
      # in, one point a period out. To run it: carbon-c-relay -f carbon-c-relay.conf
      #
      # Made by "java -jar graphite-bridge-rules.jar generate c-relay". What is other than with
      # carbon-aggregator, seen with release 3.7.3:
      #
      #   when         A value comes out once, as long after the beginning of its interval as
      #                "expire after" says, or up to one period later. Nothing of the running
      #                interval comes before. A point that is later is dropped, and overwrites
      #                nothing: so "expire after" is the application's maxAge and a period.
      #   percentiles  They are one of the values, the one of the nearest rank; carbon's lie between
      #                two. Values that differ by less than 1 are not told apart in sorting: the
      #                percentiles of seconds would be wrong, and are left out here unless the unit
      #                is us or ns ("generate c-relay --units us", and durationUnits=MICROSECONDS in
      #                the application). So it is up to release 3.9. There is no p999.
      #   digits       Six decimals.
      #   its end      In good order it gives out what is over, and loses the running interval.
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

      # Its own: carbon.relays.<host>.metricsDropped and the like.
      statistics
          submit every 60 seconds
          send to cache
          stop
          ;

      """;

  private static final String REST =
      """
      # All else goes on as it is: what is reported once a step, other applications.
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
   * Returns what carbon-aggregator's rules of one input are to the relay.
   *
   * @param isCoarse whether values differ by less than the relay tells apart
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
