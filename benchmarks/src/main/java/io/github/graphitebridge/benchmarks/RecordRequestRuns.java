// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;

/** Which of {@link RecordRequest}'s many combinations are run. */
final class RecordRequestRuns {
  private static final String EVERY_PEER =
      Arrays.stream(Peer.values()).map(Peer::name).collect(Collectors.joining(","));

  /** This project, the floor, and what other frameworks' users get. */
  private static final String CLOSEST = "BRIDGE,SIMPLE_KEPT,BRIDGE_FOREIGN_KEPT";

  private RecordRequestRuns() {}

  /** Runs every peer with 10 routes, and the closest with more routes and threads. */
  static void answer(boolean quick, List<String> options)
      throws CommandLineOptionException, RunnerException {
    JmhRuns runs = new JmhRuns(quick, options);
    if (quick) {
      runs.run(RecordRequest.class, "fullSpeed", 1, "peer", "BRIDGE,STATSD_UDP_KEPT");
      runs.run(RecordRequest.class, "bursts", 2, "peer", "BRIDGE");
      return;
    }
    runs.run(RecordRequest.class, "fullSpeed", 1, "peer", EVERY_PEER);
    runs.run(RecordRequest.class, "bursts", 1, "peer", EVERY_PEER);
    runs.run(RecordRequest.class, "fullSpeed", 2, "peer", CLOSEST + ",STATSD_UDP_KEPT,DROPWIZARD");
    runs.run(RecordRequest.class, "fullSpeed", 1, "peer", CLOSEST, "routes", "1000,10000");
    runs.run(
        RecordRequest.class, "fullSpeed", 1, "peer", CLOSEST, "routes", "10000", "access", "ZIPF");
    runs.run(RecordRequest.class, "overload", 1, "peer", "BRIDGE,DOGSTATSD,STATSD_UDP_KEPT");
  }
}
