// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.MergeCounts;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import java.util.Map;
import java.util.Optional;

/** This project, as its plugin uses it: one request object each time, the look-up included. */
final class BridgeTarget implements RequestTarget {
  private final BridgeRegistry bridge;
  private final Slots slots;
  private final RequestRecorder recorder;

  BridgeTarget(Endpoint endpoint, Slots slots) {
    this(endpoint, slots, MergeCounts.UNDER_PRESSURE);
  }

  BridgeTarget(Endpoint endpoint, Slots slots, MergeCounts mergeCounts) {
    this.bridge = BridgeRegistry.open(endpoint, slots, mergeCounts);
    this.slots = slots;
    GraphiteBridgeMeterRegistry registry = bridge.registry();
    this.recorder = RequestRecorder.builder(registry).maxRoutes(slots.routes()).build();
  }

  @Override
  public void record(int slot, long nanos, long bytes) {
    String route = slots.route(slot);
    recorder.record(
        new ServedRequest("GET", route, route, slots.status(slot), nanos, bytes, null, Map.of()));
  }

  @Override
  public int linesPerRequest() {
    return 5;
  }

  @Override
  public Optional<CarbonSender> sender() {
    return Optional.of(bridge.sender());
  }

  @Override
  public void close() {
    bridge.close();
  }
}
