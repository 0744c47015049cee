// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import com.codahale.metrics.graphite.Graphite;
import com.codahale.metrics.graphite.GraphiteUDP;
import com.codahale.metrics.graphite.PickledGraphite;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.time.Duration;

/** Whose sender, and which of carbon's protocols. */
public enum Wire {
  /** This project, lines over TCP. */
  BRIDGE_PLAINTEXT,
  /** This project, pickles over TCP. */
  BRIDGE_PICKLED,
  /** This project, lines over UDP, of which it sends 1,000 datagrams a second and no more. */
  BRIDGE_UDP,
  /** Dropwizard's {@code Graphite}. */
  DROPWIZARD_PLAINTEXT,
  /** Dropwizard's {@code PickledGraphite}. */
  DROPWIZARD_PICKLED,
  /** Dropwizard's {@code GraphiteUDP}. */
  DROPWIZARD_UDP;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  LinePath open(SinkProcess sink, int block) throws IOException {
    return open(sink, block, PATIENCE);
  }

  /**
   * Opens one with another patience than a benchmark's.
   *
   * @param patience so long without a line at the sink, and what a peer has on the way is lost
   */
  LinePath open(SinkProcess sink, int block, Duration patience) throws IOException {
    CountingSockets sockets = new CountingSockets();
    Endpoint to = sink.endpoint();
    return switch (this) {
      case BRIDGE_PLAINTEXT, BRIDGE_PICKLED, BRIDGE_UDP -> new BridgePath(sink, protocol(), block);
      case DROPWIZARD_PLAINTEXT ->
          new DropwizardPath(sink, new Graphite(to.tcp(), sockets), sockets::bytes, patience);
      case DROPWIZARD_PICKLED ->
          new DropwizardPath(
              sink,
              new PickledGraphite(to.tcp().getHostString(), to.tcp().getPort(), sockets, 100),
              sockets::bytes,
              patience);
      case DROPWIZARD_UDP ->
          new DropwizardPath(sink, new GraphiteUDP(to.udp()), () -> -1, patience);
    };
  }

  private GraphiteProtocol protocol() {
    return GraphiteProtocol.valueOf(name().substring(name().indexOf('_') + 1));
  }
}
