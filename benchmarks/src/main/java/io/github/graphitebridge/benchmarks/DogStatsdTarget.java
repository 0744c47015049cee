// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClient;

/** DataDog's client with its defaults, but for its own telemetry, and with each event sent. */
final class DogStatsdTarget implements RequestTarget {
  private final StatsDClient client;
  private final String[][] tags;

  DogStatsdTarget(Endpoint endpoint, Slots slots) {
    this.client =
        new NonBlockingStatsDClientBuilder()
            .prefix("http.route")
            .hostname(endpoint.udp().getHostString())
            .port(endpoint.udp().getPort())
            .enableTelemetry(false)
            .enableAggregation(false)
            .originDetectionEnabled(false)
            .build();
    this.tags = new String[slots.size()][];
    for (int slot = 0; slot < tags.length; slot++) {
      tags[slot] = new String[] {"route:" + slots.route(slot), "status:" + slots.status(slot)};
    }
  }

  @Override
  public void record(int slot, long nanos, long bytes) {
    String[] slotTags = tags[slot];
    client.recordHistogramValue("pt", nanos / 1e9, slotTags);
    client.incrementCounter("count", slotTags);
    client.recordHistogramValue("size", bytes, slotTags);
    client.incrementCounter("status_code", slotTags);
    client.incrementCounter("status_type", slotTags);
  }

  @Override
  public int linesPerRequest() {
    return 5;
  }

  @Override
  public void close() {
    client.close();
  }
}
