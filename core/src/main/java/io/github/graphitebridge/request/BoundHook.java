// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A hook whose faults end here: nothing that it, the registry or a meter filter throws reaches the
 * request, errors included.
 *
 * <p>Thread-safety: as safe as its hook.
 */
final class BoundHook {

  private static final Logger LOG =
      LoggerFactory.getLogger("io.github.graphitebridge.request.RequestRecorder");

  /** How deep hooks may record requests within one another: each level runs all hooks again. */
  private static final int DEEPEST = 3;

  /** How many hooks this thread is in; an array, which holds nothing of the application. */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private final RequestHook hook;

  /** Whether it is one of ours, which records no request. */
  private final boolean own;

  private final String name;
  private final MeterRegistry registry;
  private final AtomicBoolean logged = new AtomicBoolean();

  // Registered at the first failure. Two threads may both do it: they get one and the same counter.
  private volatile @Nullable Counter failures;

  BoundHook(RequestHook hook, MeterRegistry registry) {
    this.hook = hook;
    this.own = !maySetUp(hook);
    this.name = requireNonNull(hook.name(), "name of a hook");
    this.registry = registry;
  }

  /** Returns one for each hook, in their order. */
  static BoundHook[] all(List<RequestHook> hooks, MeterRegistry registry) {
    return hooks.stream().map(hook -> new BoundHook(hook, registry)).toArray(BoundHook[]::new);
  }

  /** Tells whether a hook may have a set-up step; our own have none, of others it is unknown. */
  static boolean maySetUp(RequestHook hook) {
    return hook instanceof RoutedHook routed
        ? maySetUp(routed.hook())
        : !(hook instanceof RequestHooks);
  }

  void before(RequestStart start) {
    run(() -> hook.before(start));
  }

  void record(ServedRequest request, RouteMeters meters) {
    if (own) {
      try {
        hook.record(request, meters);
      } catch (Throwable failure) {
        failed(failure);
      }
    } else {
      run(() -> hook.record(request, meters));
    }
  }

  /** Runs a hook of the application, which may record a request, but not without an end. */
  private void run(Runnable step) {
    try {
      int[] depth = DEPTH.get();
      if (depth[0] >= DEEPEST) {
        throw new IllegalStateException("hooks record requests within one another without an end");
      }
      depth[0]++;
      try {
        step.run();
      } finally {
        depth[0]--;
      }
    } catch (Throwable failure) {
      failed(failure);
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    try {
      countAndLog(failure);
    } catch (Throwable ignored) {
      // A registry that refuses even this counter, or a failure that cannot be printed.
    }
  }

  private void countAndLog(Throwable failure) {
    try {
      counter().increment();
    } finally {
      if (!logged.getAndSet(true)) {
        LOG.warn(
            "Hook {} failed; the other hooks still run. From now on its failures are only counted,"
                + " in {}.",
            name,
            RequestRecorder.HOOK_FAILURES,
            failure);
      }
    }
  }

  private Counter counter() {
    Counter counter = failures;
    if (counter == null) {
      counter = Counter.builder(RequestRecorder.HOOK_FAILURES).tag("hook", name).register(registry);
      failures = counter;
    }
    return counter;
  }
}
