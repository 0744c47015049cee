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
  PROCESSING_TIME {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {
      if (request.durationNanos() >= 0) {
        meters.timer(Leaf.PT.word()).record(request.durationNanos(), TimeUnit.NANOSECONDS);
      }
    }
  },

  /** One more request in the Counter {@code http.route.count}. */
  COUNT {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {
      meters.counter(Leaf.COUNT.word()).increment();
    }
  },

  /**
   * The size of the response's body in the DistributionSummary {@code http.route.size}, in bytes;
   * nothing if it is unknown.
   */
  RESPONSE_SIZE {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {
      if (request.responseSize() >= 0) {
        meters.summary(Leaf.SIZE.word(), BaseUnits.BYTES).record((double) request.responseSize());
      }
    }
  },

  /**
   * One more response in the Counter {@code http.route.status_code}, whose status tag tells which.
   */
  STATUS_CODE {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {
      meters.counter(Leaf.STATUS_CODE.word()).increment();
    }
  },

  /**
   * One more response in the Counter {@code http.route.status_type}, of whose status tag the first
   * digit tells which.
   */
  STATUS_TYPE {
    @Override
    public void record(ServedRequest request, RouteMeters meters) {
      meters.counter(Leaf.STATUS_TYPE.word()).increment();
    }
  };

  /** All five, as Flask-Graphite registers them; immutable. */
  public static final List<RequestHook> DEFAULTS = List.of(values());
}
