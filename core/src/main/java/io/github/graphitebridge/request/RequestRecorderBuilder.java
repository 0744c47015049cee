// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/**
 * A builder of a {@link RequestRecorder}; made by {@link RequestRecorder#builder}.
 *
 * <p>Thread-safety: none; for one thread.
 *
 * @since 0.1
 */
public final class RequestRecorderBuilder {

  /** The routes that a recorder tells apart if nothing else is set: {@value}. */
  public static final int DEFAULT_MAX_ROUTES = 1000;

  private final MeterRegistry registry;
  private List<RequestHook> hooks = RequestHooks.DEFAULTS;
  private int maxRoutes = DEFAULT_MAX_ROUTES;
  private boolean methodTag;

  RequestRecorderBuilder(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * Sets the hooks, in place of those that were there.
   *
   * @param newHooks the hooks in the order in which they run; {@link RequestHooks#DEFAULTS} by
   *     default, none to record nothing
   * @return this builder
   */
  @CanIgnoreReturnValue
  public RequestRecorderBuilder hooks(List<? extends RequestHook> newHooks) {
    hooks = List.copyOf(newHooks);
    return this;
  }

  /**
   * Adds a hook after those that are there.
   *
   * @param hook the hook
   * @return this builder
   */
  @CanIgnoreReturnValue
  public RequestRecorderBuilder addHook(RequestHook hook) {
    List<RequestHook> more = new ArrayList<>(hooks);
    more.add(requireNonNull(hook, "hook"));
    hooks = more;
    return this;
  }

  /**
   * Sets how many routes are told apart; further ones count under {@code OTHER}. Requests without a
   * route do not count against it.
   *
   * @param routes at least 1; {@value #DEFAULT_MAX_ROUTES} by default
   * @return this builder
   * @throws IllegalArgumentException if it is less than 1
   */
  @CanIgnoreReturnValue
  public RequestRecorderBuilder maxRoutes(int routes) {
    if (routes < 1) {
      throw new IllegalArgumentException("maxRoutes is " + routes + ", allowed is 1 or more");
    }
    maxRoutes = routes;
    return this;
  }

  /**
   * Sets whether the meters carry the request's method in the tag {@code method}, for names with
   * {@code methodNode}.
   *
   * @param tagged false by default; true tags one of the nine methods of HTTP, or {@code OTHER}
   * @return this builder
   */
  @CanIgnoreReturnValue
  public RequestRecorderBuilder methodTag(boolean tagged) {
    methodTag = tagged;
    return this;
  }

  /**
   * Returns the recorder. Before the first request {@link RequestRecorder#HOOKS} alone is
   * registered.
   *
   * @return a recorder
   */
  public RequestRecorder build() {
    return new RequestRecorder(registry, hooks, maxRoutes, methodTag);
  }
}
