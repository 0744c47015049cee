// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.github.graphitebridge.request.RequestStart;
import io.javalin.http.Context;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin keeps of a request between its two ends.
 *
 * <p>Thread-safety: safe for any number of threads.
 */
final class OngoingRequest {

  // Weak: the context leads to the response that this is kept by.
  private final WeakReference<Context> context;
  private final String path;
  private final AtomicBoolean counted = new AtomicBoolean();
  private volatile @Nullable RequestStart start;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable UnwrittenBody body;

  OngoingRequest(Context ctx) {
    this.context = new WeakReference<>(ctx);
    this.path = ctx.path();
  }

  /** Returns the context, as long as Javalin itself holds it. */
  @Nullable Context context() {
    return context.get();
  }

  /** Returns the raw path, also when the server has taken the request back. */
  String path() {
    return path;
  }

  void started(RequestStart newStart) {
    start = newStart;
  }

  /** Returns what the set-up steps have left; null if none has run. */
  @Nullable RequestStart start() {
    return start;
  }

  /**
   * Keeps the first failure: the handler's own. An error mapper or after-handler may throw later.
   */
  void failed(Throwable newFailure) {
    if (failure == null) {
      failure = newFailure;
    }
  }

  /** Returns what the handler threw, or null. */
  @Nullable Throwable failure() {
    return failure;
  }

  void handled(UnwrittenBody newBody) {
    body = newBody;
  }

  /** Returns the body as the handlers left it; null if one of them ended the request's tasks. */
  @Nullable UnwrittenBody body() {
    return body;
  }

  /** Returns true at the first call, and only then. */
  boolean count() {
    return counted.compareAndSet(false, true);
  }
}
