// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The file of carbon-c-relay, with an {@code aggregate} for each leaf. */
final class CRelayFile {
  private static final Pattern FIELD = Pattern.compile("<[a-z]+>");

  private static final String HEAD =
      """
      # carbon-c-relay in the place of carbon-aggregator for Graphite Bridge: many points a request
      # in, one point a period out. To run it: carbon-c-relay -f carbon-c-relay.conf
      #
      # Made by the core jar's AggregationRules, "generate c-relay". What is other than with
      # carbon-aggregator, seen with release 3.7.3:
      #
      #   when         A value comes out once, as long after the beginning of its interval as
      #                "expire after" says, or up to one period later. Nothing of the running
      #                interval comes before. A point that is later is dropped, and overwrites
      #                nothing: so "expire after" is the application's maxAge and a period.
      #   percentiles  They are one of the values, the one of the nearest rank; carbon's lie between
      #                two. Values that differ by less than 1 are not told apart in sorting: the
      #                percentiles of seconds would be wrong, and are left out here unless the unit
      #                is us or ns. There is no p999.
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
    return HEAD
        + ENDS
        + LeafBlock.of(series).stream()
            .flatMap(block -> block.leaves().stream())
            .map(leaf -> aggregate(series, leaf) + "\n")
            .collect(Collectors.joining())
        + REST;
  }

  private static String aggregate(RequestSeries series, RequestLeaf leaf) {
    return """
        aggregate
                %s
            every %d seconds
            expire after %d seconds
            timestamp at start of bucket
        %s    send to cache
            stop
            ;
        """
        .formatted(
            input(series, leaf),
            series.intervalSeconds(),
            series.lateSeconds() + series.intervalSeconds(),
            computes(series, leaf).stream().collect(Collectors.joining()));
  }

  /** Returns a pattern of which group 1 is the host, if any may be, then the route, the status. */
  private static String input(RequestSeries series, RequestLeaf leaf) {
    String node = "([^.]+)";
    String branch = literal(series.branch(series.hostOr("<host>"))).replace("<host>", node);
    String nodes = FIELD.matcher(literal(leaf.nodes())).replaceAll(node);
    return "^" + branch + "\\.(.+)\\." + nodes + literal(series.suffix()) + "$";
  }

  private static List<String> computes(RequestSeries series, RequestLeaf leaf) {
    int route = series.isAnyHost() ? 2 : 1;
    String nodes = FIELD.matcher(leaf.nodes()).replaceAll("\\\\" + (route + 1));
    List<String> scopes =
        series.hasHost() ? List.of(series.hostOr("\\1"), RequestSeries.ALL_HOSTS) : List.of("");
    List<String> computes = new ArrayList<>();
    for (String scope : scopes) {
      String output = series.branch(scope) + ".\\" + route + '.' + nodes;
      computes.add(compute(leaf.own(), output + series.suffix()));
      for (AggregationMethod method : leaf.beside()) {
        if (isRight(series, leaf, method)) {
          computes.add(compute(method, output + '.' + method + series.suffix()));
        }
      }
    }
    return computes;
  }

  /** Returns whether the relay can make it. */
  private static boolean isRight(RequestSeries series, RequestLeaf leaf, AggregationMethod method) {
    if (!method.isPercentile()) {
      return true;
    }
    boolean isFine =
        series.durationUnits() == TimeUnit.MICROSECONDS
            || series.durationUnits() == TimeUnit.NANOSECONDS;
    return method != AggregationMethod.P999 && (isFine || !leaf.nodes().equals("pt"));
  }

  private static String compute(AggregationMethod method, String output) {
    String word =
        switch (method) {
          case AVG -> "average";
          case SUM, MIN, MAX, COUNT -> method.toString();
          default -> "percentile" + method.toString().substring(1);
        };
    return "    compute " + word + " write to\n        " + output + "\n";
  }

  private static String literal(String nodes) {
    return nodes.replace(".", "\\.");
  }
}
