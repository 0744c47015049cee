// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.MergeCounts;

/** A registry of this project with its defaults, and the sender behind it, whose account counts. */
record BridgeRegistry(GraphiteBridgeMeterRegistry registry, CarbonSender sender)
    implements AutoCloseable {

  static BridgeRegistry open(Endpoint endpoint, Slots slots) {
    return open(endpoint, slots, MergeCounts.UNDER_PRESSURE);
  }

  static BridgeRegistry open(Endpoint endpoint, Slots slots, MergeCounts mergeCounts) {
    CarbonSender sender =
        CarbonSender.builder()
            .host(endpoint.tcp().getHostString())
            .port(endpoint.tcp().getPort())
            .mergeCounts(mergeCounts)
            .build();
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder().hostNode("web-1").maxRoutes(slots.routes()).build();
    return new BridgeRegistry(
        GraphiteBridgeMeterRegistry.builder(config).sender(sender).build(), sender);
  }

  @Override
  public void close() {
    registry.close();
    sender.close();
  }
}
