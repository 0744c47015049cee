// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.SeriesGroup;
import io.github.graphitebridge.request.RequestMeters;
import io.github.graphitebridge.request.RouteMeters;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the default hooks, whose points go into the queue together: five claims of it would
 * be the larger part of what a request costs its thread.
 *
 * <p>Thread-safety: safe.
 */
final class PushedRequest implements RequestMeters {
  private final Clock clock;
  private final PushedTimer time;
  private final PushedSummary size;
  private final PushedCounter count;
  private final PushedCounter code;
  private final PushedCounter type;
  private final SeriesGroup points;

  private PushedRequest(
      CarbonSender sender,
      Clock clock,
      PushedTimer time,
      PushedSummary size,
      List<PushedCounter> counts) {
    this.clock = clock;
    this.time = time;
    this.size = size;
    this.count = counts.get(0);
    this.code = counts.get(1);
    this.type = counts.get(2);
    this.points =
        sender.group(
            List.of(time.series(), size.series()),
            counts.stream().map(PushedCounter::series).toList());
  }

  /** Returns those of a route and status; null where one makes no point, or not that one alone. */
  static @Nullable RequestMeters of(RouteMeters meters, CarbonSender sender, Clock clock) {
    if (meters.timer("pt") instanceof PushedTimer time
        && meters.counter("count") instanceof PushedCounter count
        && meters.summary("size", BaseUnits.BYTES) instanceof PushedSummary size
        && meters.counter("status_code") instanceof PushedCounter code
        && meters.counter("status_type") instanceof PushedCounter type
        && time.canKeep()
        && size.canKeep()) {
      return new PushedRequest(sender, clock, time, size, List.of(count, code, type));
    }
    return null;
  }

  @Override
  public void record(long durationNanos, long responseSize) {
    // The counts first: they are kept also where a clock of the application's own throws.
    count.keep();
    code.keep();
    type.keep();
    double timeValue = time.keep(durationNanos);
    double sizeValue = size.keep((double) responseSize);
    points.record(timeValue, sizeValue, clock.wallTime() / 1000);
  }
}
