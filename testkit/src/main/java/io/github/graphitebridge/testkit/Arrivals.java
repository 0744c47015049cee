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
 * What has arrived at a server: the half of {@link CarbonServer} that a test reads. The other half
 * acts on the clients.
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
   * Returns every whole line that has arrived, also those that carbon rejects. So a test on all
   * lines sees garbage at once. Each datapoint of a pickle is a line here. A restart does not clear
   * them.
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
   * Returns what carbon rejected. The test of a correct client expects nothing.
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
   * Returns how many datagrams have been received. Two kinds do not count: an empty one, and the
   * NaN with which Graphite Bridge finds out whether somebody listens. That NaN is not a line
   * either.
   *
   * @return the number since the start or the last {@link #clear()}
   */
  public int datagrams() {
    return journal.datagrams();
  }

  /**
   * Returns the length of the longest datagram, as sent. As in carbon, bytes after the first 8,192
   * are lost, and the line that is cut there may become a wrong point.
   *
   * @return in bytes, since the start or the last {@link #clear()}; 0 if there was none
   */
  public int longestDatagram() {
    return journal.longestDatagram();
  }

  /**
   * Waits until a name has this many points.
   *
   * @param name the whole name
   * @param count the number of points to wait for
   * @return the points of the name, possibly more
   * @throws AssertionError if they have not arrived within the server's timeout; the message tells
   *     what did arrive
   */
  public List<CarbonPoint> await(String name, int count) {
    journal.await(count + " points named " + name, timeout, () -> journal.count(name) >= count);
    return points(name);
  }

  /**
   * Waits until this many whole lines have arrived.
   *
   * @param count the number of lines to wait for
   * @return all lines, possibly more
   * @throws AssertionError if they have not arrived within the server's timeout; the message tells
   *     what did arrive
   */
  public List<String> awaitLines(int count) {
    journal.await(count + " lines", timeout, () -> journal.count() >= count);
    return lines();
  }

  /**
   * Waits until this many connections have been accepted.
   *
   * @param count the number to wait for, since the server was started
   * @throws AssertionError if they have not come within the server's timeout
   */
  public void awaitConnections(int count) {
    journal.await(count + " connections", timeout, () -> journal.connections() >= count);
  }

  /**
   * Calls a listener with each point that carbon accepts from now on.
   *
   * @param listener called on the server's thread, in order of arrival. The server reads nothing
   *     while it runs. It may call the server's methods. An exception is logged
   */
  public void onPoint(Consumer<? super CarbonPoint> listener) {
    journal.onPoint(requireNonNull(listener, "listener"));
  }

  /**
   * Clears lines, points, rejected lines, datagrams and aggregates. Connections and their count
   * stay.
   */
  public void clear() {
    journal.clear();
  }

  /**
   * Returns what Graphite shows: each output series over the points since the last start, and the
   * forwarded points ({@code FORWARD_ALL = True}). Of forwarded points the last one of an interval
   * stays; their interval is that of the first rule.
   *
   * <p>The running interval is included, with what has arrived so far. Unlike in the daemon, no
   * interval becomes too old: a point more than five intervals late is still merged.
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
   * Returns what Graphite shows of one series.
   *
   * @param name the name of an output series or of a forwarded point
   * @return the values by time, as {@link #aggregates()}
   * @throws IllegalStateException if the server was started without rules
   */
  public List<CarbonAggregate> aggregates(String name) {
    return aggregates().stream().filter(aggregate -> aggregate.name().equals(name)).toList();
  }

  /**
   * Returns the value of one series in one interval.
   *
   * @param name the name of an output series or of a forwarded point
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
