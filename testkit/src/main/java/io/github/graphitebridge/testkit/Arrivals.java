// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What has arrived at a server: the half of {@link CarbonServer} that a test looks at. The other
 * half is what it does to its clients.
 *
 * <p>Thread-safety: safe for use by several threads.
 */
abstract sealed class Arrivals permits CarbonServer {
  final Journal journal;

  /** How long the {@code await} methods wait. */
  final Duration timeout;

  Arrivals(Journal journal, Duration timeout) {
    this.journal = journal;
    this.timeout = timeout;
  }

  /**
   * Returns every whole line that has arrived, those that carbon rejects included, so that a test
   * on all lines sees garbage at once; of a pickle, each datapoint that stands for a line. A
   * restart does not clear them: it is the client's work that a test looks at.
   *
   * @return the lines without line feed in order of arrival, a new list
   */
  public List<String> lines() {
    return journal.lines();
  }

  /**
   * Returns how many lines {@link #lines()} holds.
   *
   * @return the number of whole lines since the start or the last {@link #clear()}
   */
  public int lineCount() {
    return journal.count();
  }

  /**
   * Returns every point that carbon has accepted, over restarts.
   *
   * @return the points in order of arrival, a new list
   */
  public List<CarbonPoint> points() {
    return journal.points(null);
  }

  /**
   * Returns the points of one name.
   *
   * @param name the whole name
   * @return the points in order of arrival, a new list
   */
  public List<CarbonPoint> points(String name) {
    return journal.points(requireNonNull(name, "name"));
  }

  /**
   * Returns what carbon did not take. A test whose client does no wrong expects none.
   *
   * @return the lines, pickles and datapoints in order of arrival, a new list
   */
  public List<RejectedLine> rejected() {
    return journal.rejected();
  }

  /**
   * Returns how many connections have been accepted since the server was started, over restarts.
   *
   * @return the number of accepted connections
   */
  public int connections() {
    return journal.connections();
  }

  /**
   * Returns how many connections are open now.
   *
   * @return the number of open connections
   */
  public int openConnections() {
    return journal.openConnections();
  }

  /**
   * Returns how many datagrams have been received. Those that are nothing to carbon do not count:
   * an empty one, and the NaN by which a sender of Graphite Bridge learns whether somebody listens,
   * which is not among the lines either.
   *
   * @return the number since the start or the last {@link #clear()}
   */
  public int datagrams() {
    return journal.datagrams();
  }

  /**
   * Returns the length of the longest datagram as it was sent. What is beyond the first 8,192 bytes
   * is lost, as in carbon: the line that is cut there may become a wrong point.
   *
   * @return in bytes, since the start or the last {@link #clear()}; 0 if there was none
   */
  public int longestDatagram() {
    return journal.longestDatagram();
  }

  /**
   * Waits until a name has so many points.
   *
   * @param name the whole name
   * @param count how many points there are to be, at least
   * @return the points of the name, possibly more
   * @throws AssertionError if they have not arrived within the server's timeout; the message tells
   *     what did arrive
   */
  public List<CarbonPoint> await(String name, int count) {
    journal.await(count + " points named " + name, timeout, () -> journal.count(name) >= count);
    return points(name);
  }

  /**
   * Waits until so many whole lines have arrived.
   *
   * @param count how many lines there are to be, at least
   * @return all lines, possibly more
   * @throws AssertionError if they have not arrived within the server's timeout; the message tells
   *     what did arrive
   */
  public List<String> awaitLines(int count) {
    journal.await(count + " lines", timeout, () -> journal.count() >= count);
    return lines();
  }

  /**
   * Waits until so many connections have been accepted.
   *
   * @param count how many there are to be since the server was started, at least
   * @throws AssertionError if they have not come within the server's timeout
   */
  public void awaitConnections(int count) {
    journal.await(count + " connections", timeout, () -> journal.connections() >= count);
  }

  /**
   * Has a listener called with each point that carbon accepts, from now on.
   *
   * @param listener called on the server's thread, in order of arrival: while it runs nothing is
   *     read. It may call the server's faults, and what it throws is logged
   */
  public void onPoint(Consumer<? super CarbonPoint> listener) {
    journal.onPoint(requireNonNull(listener, "listener"));
  }

  /**
   * Forgets lines, points, what was rejected, datagrams and aggregates; connections stay, and their
   * count.
   */
  public void clear() {
    journal.clear();
  }

  /**
   * Returns what stands in Graphite: each output series by its rule over the points since the last
   * start, and the points that go on as they are ({@code FORWARD_ALL = True}), of which the last
   * one of an interval stays. Their interval is that of the first rule.
   *
   * <p>The interval that runs is included, with what has arrived of it. Unlike the daemon, an
   * interval never grows too old: what comes more than five intervals late is still merged.
   *
   * @return the values by time, then name
   * @throws IllegalStateException if the server was started without rules
   */
  public List<CarbonAggregate> aggregates() {
    List<CarbonAggregate> aggregates = new ArrayList<>();
    journal
        .aggregates()
        .forEach(
            (time, values) ->
                values.forEach(
                    (name, value) -> aggregates.add(new CarbonAggregate(time, name, value))));
    return aggregates;
  }

  /**
   * Returns what stands in Graphite for one series.
   *
   * @param name the name of an output series, or of a point that goes on as it is
   * @return the values by time, as {@link #aggregates()}
   * @throws IllegalStateException if the server was started without rules
   */
  public List<CarbonAggregate> aggregates(String name) {
    return aggregates().stream().filter(aggregate -> aggregate.name().equals(name)).toList();
  }

  /**
   * Returns the value of one series in one interval.
   *
   * @param name the name of an output series, or of a point that goes on as it is
   * @param timestampSeconds the begin of the interval, in seconds since 1970
   * @return the value, empty if there is none
   * @throws IllegalStateException if the server was started without rules
   */
  public OptionalDouble aggregate(String name, long timestampSeconds) {
    Double value = table(timestampSeconds).get(name);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /**
   * Returns the values of all series in the interval that begins at a time.
   *
   * @param timestampSeconds the begin of the interval, in seconds since 1970
   * @return the values by name, empty if there is none
   * @throws IllegalStateException if the server was started without rules
   */
  public SortedMap<String, Double> table(long timestampSeconds) {
    return journal.aggregates().getOrDefault(timestampSeconds, new TreeMap<>());
  }
}
