// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/**
 * Hooks bound to a {@link MeterRegistry}, of whatever kind: a served request becomes updates of
 * meters.
 *
 * <pre>{@code
 * RequestRecorder recorder = RequestRecorder.create(registry);
 * recorder.record(
 *     new ServedRequest("GET", "/orders/{id}", "/orders/7", 200, nanos, bytes, null, Map.of()));
 * }</pre>
 *
 * <p>All meters carry the tags {@code route} and {@code status}, and {@code method} if {@link
 * RequestRecorderBuilder#methodTag} asks for it. A request without a route counts under {@code
 * NOT_FOUND} (404 and 405), {@code REDIRECTION} (3xx) or {@code UNKNOWN} (the rest), or under
 * {@link ServedRequest#STATIC} or {@link ServedRequest#PREFLIGHT} where the server says so. A real
 * route starts with a slash, and one registered without gets it here. A status outside 100 to 599
 * is {@code UNKNOWN}. Once there are as many routes as the recorder holds, further ones count under
 * {@code OTHER}, so the totals stay right; one warning says so.
 *
 * <p>Thread-safety: safe for any number of threads. Recording a route and status that were seen
 * before takes no lock and allocates nothing of its own.
 *
 * @since 0.1
 */
public final class RequestRecorder {

  /**
   * The Counter of the hooks' failures, tagged {@code hook} with {@link RequestHook#name()}; there
   * is none until the first failure. Alert on any increase: a hook that fails records nothing.
   */
  public static final String HOOK_FAILURES = "graphite.bridge.hook.failures";

  /**
   * The Gauge of how many hooks record each request. It is there before the first one, so that a
   * registry that knows the requests from elsewhere too can tell who counts them.
   */
  public static final String HOOKS = "graphite.bridge.hooks";

  private final BoundHook[] hooks;
  private final boolean setUp;
  private final Routes routes;

  RequestRecorder(
      MeterRegistry registry, List<RequestHook> hooks, int maxRoutes, boolean methodTag) {
    this.hooks = BoundHook.all(hooks, registry);
    this.setUp = hooks.stream().anyMatch(BoundHook::maySetUp);
    this.routes = new Routes(registry, maxRoutes, methodTag);
    announce(registry, hooks.size());
  }

  /** A second recorder leaves the gauge as it is. */
  private static void announce(MeterRegistry registry, int hooks) {
    try {
      if (hooks > 0 && registry.find(HOOKS).gauge() == null) {
        Gauge.builder(HOOKS, () -> hooks)
            .description("Hooks that record each request")
            .register(registry);
      }
    } catch (Throwable ignored) {
      // A registry that refuses it will refuse the hooks' meters too, which is counted and logged.
    }
  }

  /**
   * Returns a recorder with the default hooks and 1000 routes.
   *
   * @param registry where the meters are registered
   * @return a recorder
   */
  public static RequestRecorder create(MeterRegistry registry) {
    return builder(registry).build();
  }

  /**
   * Returns a builder of a recorder.
   *
   * @param registry where the meters are registered
   * @return a builder with the default hooks
   */
  public static RequestRecorderBuilder builder(MeterRegistry registry) {
    return new RequestRecorderBuilder(requireNonNull(registry, "registry"));
  }

  /**
   * Tells whether {@link #start} has anything to do, so that a server can leave it out otherwise.
   * It has not while all hooks are ones of {@link RequestHooks}; a user's hook may have a set-up
   * step.
   *
   * @return whether a hook may have a set-up step
   */
  public boolean hasSetUp() {
    return setUp;
  }

  /**
   * Runs the set-up steps of the hooks, in their order, before the request's handler. Never throws
   * because of a hook.
   *
   * @param method the HTTP method as the client sent it
   * @param path the raw path; null is taken for empty
   * @param route looks up the template of the route that will serve the request, empty where none
   *     matches; called at most once, and only if a hook asks; a failure of it is that hook's
   * @return the request's start, whose attributes belong into its {@link ServedRequest}
   */
  public RequestStart start(String method, String path, Supplier<String> route) {
    RequestStart start = new RequestStart(method, path, route, routes);
    for (BoundHook hook : hooks) {
      hook.before(start);
    }
    return start;
  }

  /**
   * Runs the hooks for a request that has been answered, in their order. Never throws, whatever a
   * hook, the registry or a meter filter does.
   *
   * @param request what was asked and answered
   */
  public void record(ServedRequest request) {
    RouteMeters meters = routes.meters(request.route(), request.method(), request.status());
    for (BoundHook hook : hooks) {
      hook.record(request, meters);
    }
  }
}
