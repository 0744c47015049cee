// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * The five default hooks as one, which updates their meters together where the registry can.
 *
 * <p>Thread-safety: as safe as they are.
 */
final class DefaultHooks implements RequestHook {

  private final BoundHook[] hooks;

  private DefaultHooks(MeterRegistry registry) {
    this.hooks = BoundHook.all(RequestHooks.DEFAULTS, registry);
  }

  /** Returns the same hooks; if the five come first, in their order, as one. */
  static List<RequestHook> together(List<RequestHook> hooks, MeterRegistry registry) {
    int five = RequestHooks.DEFAULTS.size();
    if (!(registry instanceof RequestMeters.Registry)
        || hooks.size() < five
        || !hooks.subList(0, five).equals(RequestHooks.DEFAULTS)) {
      return hooks;
    }
    List<RequestHook> together = new ArrayList<>(hooks.subList(five, hooks.size()));
    together.add(0, new DefaultHooks(registry));
    return together;
  }

  @Override
  public void record(ServedRequest request, RouteMeters meters) {
    long nanos = request.durationNanos();
    long bytes = request.responseSize();
    // What is unknown registers no meter.
    RequestMeters together = nanos >= 0 && bytes >= 0 ? meters.together() : null;
    if (together != null) {
      together.record(nanos, bytes);
      return;
    }
    for (BoundHook hook : hooks) {
      hook.record(request, meters);
    }
  }

  @Override
  public String name() {
    return RequestHooks.class.getName();
  }
}
