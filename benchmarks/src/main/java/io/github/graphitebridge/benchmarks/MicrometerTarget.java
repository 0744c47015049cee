// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** The same five meters in another registry: kept, or looked up by builder for each request. */
final class MicrometerTarget implements RequestTarget {
  private record Meters(
      Timer time, Counter count, DistributionSummary size, Counter code, Counter type) {
    void record(long nanos, long bytes) {
      time.record(nanos, TimeUnit.NANOSECONDS);
      count.increment();
      size.record((double) bytes);
      code.increment();
      type.increment();
    }
  }

  private final MeterRegistry registry;
  private final Slots slots;
  private final int linesPerRequest;
  private final Meters[] kept;

  /**
   * Takes over a registry.
   *
   * @param linesPerRequest 5 if it sends events, 0 if it adds them up
   * @param keeps whether the meters are kept
   */
  MicrometerTarget(MeterRegistry registry, Slots slots, int linesPerRequest, boolean keeps) {
    this.registry = registry;
    this.slots = slots;
    this.linesPerRequest = linesPerRequest;
    this.kept = new Meters[keeps ? slots.size() : 0];
    for (int slot = 0; slot < kept.length; slot++) {
      kept[slot] = keep(slot);
    }
  }

  @Override
  public void record(int slot, long nanos, long bytes) {
    if (kept.length > 0) {
      kept[slot].record(nanos, bytes);
    } else {
      lookUpAndRecord(slot, nanos, bytes);
    }
  }

  @Override
  public int linesPerRequest() {
    return linesPerRequest;
  }

  @Override
  public void close() {
    registry.close();
  }

  private Meters keep(int slot) {
    Tags tags = tags(slot);
    return new Meters(
        Timer.builder("http.route.pt").tags(tags).register(registry),
        Counter.builder("http.route.count").tags(tags).register(registry),
        DistributionSummary.builder("http.route.size").tags(tags).register(registry),
        Counter.builder("http.route.status_code").tags(tags).register(registry),
        Counter.builder("http.route.status_type").tags(tags).register(registry));
  }

  private void lookUpAndRecord(int slot, long nanos, long bytes) {
    Tags tags = tags(slot);
    Timer.builder("http.route.pt")
        .tags(tags)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
    Counter.builder("http.route.count").tags(tags).register(registry).increment();
    DistributionSummary.builder("http.route.size")
        .tags(tags)
        .register(registry)
        .record((double) bytes);
    Counter.builder("http.route.status_code").tags(tags).register(registry).increment();
    Counter.builder("http.route.status_type").tags(tags).register(registry).increment();
  }

  private Tags tags(int slot) {
    return Tags.of("route", slots.route(slot), "status", Integer.toString(slots.status(slot)));
  }
}
