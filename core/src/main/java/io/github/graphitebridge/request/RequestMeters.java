// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import org.jspecify.annotations.Nullable;

/**
 * The meters of {@link RequestHooks#DEFAULTS} for one route and status, updated by one call.
 *
 * <p>Thread-safety: any number of threads may record at once.
 *
 * @since 0.1
 */
public interface RequestMeters {

  /**
   * Updates all five for one request.
   *
   * @param durationNanos how long it took, in nanoseconds; 0 or more
   * @param responseSize the bytes of the response's body; 0 or more
   */
  void record(long durationNanos, long responseSize);

  /**
   * A {@link io.micrometer.core.instrument.MeterRegistry} that updates them together in less time
   * than one after another. It is a recorder's choice alone: what is counted stays the same.
   *
   * @since 0.1
   */
  interface Registry {

    /**
     * Returns the meters of a route and status. A recorder asks about once for each, and keeps what
     * it gets.
     *
     * @param meters registers or finds them, by the leaves that the hooks use
     * @return what updates them, or null where they have to be updated one by one: a filter may
     *     have denied one
     */
    @Nullable RequestMeters requestMeters(RouteMeters meters);
  }
}
