// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * This project behind another framework's request timer, tagged as Spring's is, which it takes
 * apart into four points. There is no size: such frameworks record none.
 */
final class ForeignTimerTarget implements RequestTarget {
  private final BridgeRegistry bridge;
  private final Slots slots;
  private final Timer[] kept;

  /**
   * Opens a registry.
   *
   * @param keeps whether the timers are kept, or looked up for each request as Spring does
   */
  ForeignTimerTarget(Endpoint endpoint, Slots slots, boolean keeps) {
    this.bridge = BridgeRegistry.open(endpoint, slots);
    this.slots = slots;
    this.kept = new Timer[keeps ? slots.size() : 0];
    for (int slot = 0; slot < kept.length; slot++) {
      kept[slot] = lookUp(slot);
    }
  }

  @Override
  public void record(int slot, long nanos, long bytes) {
    Timer timer = kept.length > 0 ? kept[slot] : lookUp(slot);
    timer.record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public int linesPerRequest() {
    return 4;
  }

  @Override
  public Optional<CarbonSender> sender() {
    return Optional.of(bridge.sender());
  }

  @Override
  public void close() {
    bridge.close();
  }

  private Timer lookUp(int slot) {
    MeterRegistry registry = bridge.registry();
    int status = slots.status(slot);
    return Timer.builder("http.server.requests")
        .tag("method", "GET")
        .tag("uri", slots.route(slot))
        .tag("status", status == 200 ? "200" : status == 404 ? "404" : "500")
        .tag("outcome", status == 200 ? "SUCCESS" : "ERROR")
        .tag("exception", "none")
        .register(registry);
  }
}
