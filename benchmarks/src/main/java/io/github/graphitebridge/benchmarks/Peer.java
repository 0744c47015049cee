// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.graphite.GraphiteConfig;
import io.micrometer.graphite.GraphiteMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;
import io.micrometer.statsd.StatsdProtocol;
import java.io.IOException;
import java.util.Map;

/**
 * What is compared. {@code KEPT} has its meters at hand, {@code LOOKED_UP} finds them by builder
 * for each request, as code without an index of its own does.
 */
public enum Peer {
  /** The bare loop, which chooses a request and records nothing. */
  NOTHING((endpoint, slots) -> new NothingTarget()),
  /** This project's hooks and registry. */
  BRIDGE(BridgeTarget::new),
  /** This project behind a request timer of another framework, at hand. */
  BRIDGE_FOREIGN_KEPT((endpoint, slots) -> new ForeignTimerTarget(endpoint, slots, true)),
  /** The same, looked up for each request. */
  BRIDGE_FOREIGN_LOOKED_UP((endpoint, slots) -> new ForeignTimerTarget(endpoint, slots, false)),
  /** Micrometer's own floor: figures in memory. */
  SIMPLE_KEPT((endpoint, slots) -> simple(slots, true)),
  /** The same, looked up. */
  SIMPLE_LOOKED_UP((endpoint, slots) -> simple(slots, false)),
  /** Micrometer's StatsD over TCP. */
  STATSD_TCP_KEPT((endpoint, slots) -> statsd(endpoint, slots, StatsdProtocol.TCP, true)),
  /** The same, looked up. */
  STATSD_TCP_LOOKED_UP((endpoint, slots) -> statsd(endpoint, slots, StatsdProtocol.TCP, false)),
  /** Micrometer's StatsD over UDP. */
  STATSD_UDP_KEPT((endpoint, slots) -> statsd(endpoint, slots, StatsdProtocol.UDP, true)),
  /** The same, looked up. */
  STATSD_UDP_LOOKED_UP((endpoint, slots) -> statsd(endpoint, slots, StatsdProtocol.UDP, false)),
  /** Micrometer's Graphite registry, which adds up. */
  GRAPHITE_KEPT((endpoint, slots) -> graphite(endpoint, slots, true)),
  /** The same, looked up. */
  GRAPHITE_LOOKED_UP((endpoint, slots) -> graphite(endpoint, slots, false)),
  /** Micrometer's Prometheus registry, which adds up. */
  PROMETHEUS_KEPT((endpoint, slots) -> prometheus(slots, true)),
  /** The same, looked up. */
  PROMETHEUS_LOOKED_UP((endpoint, slots) -> prometheus(slots, false)),
  /** DataDog's client. */
  DOGSTATSD(DogStatsdTarget::new),
  /** Dropwizard's sender on the request's thread. */
  DROPWIZARD(DropwizardTarget::new);

  private interface Opener {
    RequestTarget open(Endpoint endpoint, Slots slots) throws IOException;
  }

  private final Opener opener;

  Peer(Opener opener) {
    this.opener = opener;
  }

  RequestTarget open(Endpoint endpoint, Slots slots) throws IOException {
    return opener.open(endpoint, slots);
  }

  private static RequestTarget simple(Slots slots, boolean keeps) {
    return new MicrometerTarget(new SimpleMeterRegistry(), slots, 0, keeps);
  }

  private static RequestTarget prometheus(Slots slots, boolean keeps) {
    return new MicrometerTarget(
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT), slots, 0, keeps);
  }

  private static RequestTarget graphite(Endpoint endpoint, Slots slots, boolean keeps) {
    Map<String, String> settings =
        Map.of("graphite.port", Integer.toString(endpoint.tcp().getPort()));
    GraphiteConfig config = settings::get;
    return new MicrometerTarget(new GraphiteMeterRegistry(config, Clock.SYSTEM), slots, 0, keeps);
  }

  private static RequestTarget statsd(
      Endpoint endpoint, Slots slots, StatsdProtocol protocol, boolean keeps) {
    return new MicrometerTarget(statsd(endpoint, protocol), slots, 5, keeps);
  }

  /** Returns Micrometer's StatsD registry with its defaults. */
  static StatsdMeterRegistry statsd(Endpoint endpoint, StatsdProtocol protocol) {
    boolean udp = protocol == StatsdProtocol.UDP;
    int port = (udp ? endpoint.udp() : endpoint.tcp()).getPort();
    Map<String, String> settings =
        Map.of("statsd.port", Integer.toString(port), "statsd.protocol", protocol.name());
    StatsdConfig config = settings::get;
    return new StatsdMeterRegistry(config, Clock.SYSTEM);
  }
}
