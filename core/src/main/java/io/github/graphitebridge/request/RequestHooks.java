// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import io.github.graphitebridge.rules.Leaf;
import io.micrometer.core.instrument.binder.BaseUnits;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The five hooks of Flask-Graphite.
 *
 * @since 0.1
 */
public enum RequestHooks implements RequestHook {

  /** The request's duration in the Timer {@code http.route.pt}; nothing if it is unknown. */
  PROCESSING_TIME(Leaf.PT),

  /** One more request in the Counter {@code http.route.count}. */
  COUNT(Leaf.COUNT),

  /**
   * The size of the response's body in the DistributionSummary {@code http.route.size}, in bytes;
   * nothing if it is unknown.
   */
  RESPONSE_SIZE(Leaf.SIZE),

  /**
   * One more response in the Counter {@code http.route.status_code}, whose status tag tells which.
   */
  STATUS_CODE(Leaf.STATUS_CODE),

  /**
   * One more response in the Counter {@code http.route.status_type}, of whose status tag the first
   * digit tells which.
   */
  STATUS_TYPE(Leaf.STATUS_TYPE);

  /** All five, as Flask-Graphite registers them; immutable. */
  public static final List<RequestHook> DEFAULTS = List.of(values());

  private final String leaf;

  RequestHooks(Leaf leaf) {
    this.leaf = leaf.word();
  }

  // One method, and not one of each hook's: the JIT compiler puts it into the loop over the hooks.
  @Override
  public void record(ServedRequest request, RouteMeters meters) {
    if (this == PROCESSING_TIME) {
      if (request.durationNanos() >= 0) {
        meters.timer(leaf).record(request.durationNanos(), TimeUnit.NANOSECONDS);
      }
    } else if (this == RESPONSE_SIZE) {
      if (request.responseSize() >= 0) {
        meters.summary(leaf, BaseUnits.BYTES).record((double) request.responseSize());
      }
    } else {
      meters.counter(leaf).increment();
    }
  }
}
