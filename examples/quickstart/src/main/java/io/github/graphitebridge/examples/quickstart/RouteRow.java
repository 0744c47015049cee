// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What carbon made of the requests of one route.
 *
 * @param route the route's part of the series' names
 * @param requests how many there were
 * @param avgSeconds their mean time
 * @param p95Seconds the 95th percentile of their times
 * @param p99Seconds the 99th percentile of their times
 * @param avgBytes the mean size of their responses
 * @param statuses how many had each status code
 */
record RouteRow(
    String route,
    long requests,
    double avgSeconds,
    double p95Seconds,
    double p99Seconds,
    double avgBytes,
    SortedMap<String, Long> statuses) {

  /** Returns the row of a route, read from the values of all series by name. */
  static RouteRow of(String tree, String route, SortedMap<String, Double> series) {
    String name = tree + route;
    String statusCode = name + ".status_code.";
    SortedMap<String, Long> statuses = new TreeMap<>();
    series.forEach(
        (status, count) -> {
          if (status.startsWith(statusCode)) {
            statuses.put(status.substring(statusCode.length()), count.longValue());
          }
        });
    return new RouteRow(
        route,
        series.getOrDefault(name + ".count", 0.0).longValue(),
        series.getOrDefault(name + ".pt", 0.0),
        series.getOrDefault(name + ".pt.p95", 0.0),
        series.getOrDefault(name + ".pt.p99", 0.0),
        series.getOrDefault(name + ".size", 0.0),
        statuses);
  }

  /** Returns both intervals together: of percentiles the higher one, as nothing better is known. */
  RouteRow plus(RouteRow other) {
    SortedMap<String, Long> bothStatuses = new TreeMap<>(statuses);
    other.statuses.forEach((status, count) -> bothStatuses.merge(status, count, Long::sum));
    return new RouteRow(
        route,
        requests + other.requests,
        mean(avgSeconds, requests, other.avgSeconds, other.requests),
        Math.max(p95Seconds, other.p95Seconds),
        Math.max(p99Seconds, other.p99Seconds),
        // A request's size comes with its status, its time with its count.
        mean(avgBytes, answers(), other.avgBytes, other.answers()),
        bothStatuses);
  }

  private static double mean(double one, long weight, double other, long otherWeight) {
    long both = weight + otherWeight;
    return both == 0 ? Math.max(one, other) : (one * weight + other * otherWeight) / both;
  }

  private long answers() {
    return statuses.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns whether the status of each of the requests has arrived: the last of their points. */
  boolean isComplete() {
    return answers() == requests;
  }

  /** Returns the heading of the rows. */
  static String heading() {
    return "  route            requests    avg ms    p99 ms  avg bytes  statuses\n";
  }

  /** Returns the row as a line of text. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "  %-15s %9d %9.1f %9.1f %10.0f  %s%n",
        route,
        requests,
        avgSeconds * 1_000,
        p99Seconds * 1_000,
        avgBytes,
        statuses.entrySet().stream().map(RouteRow::status).collect(Collectors.joining(" ")));
  }

  private static String status(Map.Entry<String, Long> status) {
    return status.getKey() + ":" + status.getValue();
  }
}
