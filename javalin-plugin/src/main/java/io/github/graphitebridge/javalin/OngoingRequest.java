// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.github.graphitebridge.request.RequestStart;
import io.javalin.http.Context;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * What the plugin remembers of a request from its start to its end.
 *
 * <p>Thread-safety: safe for any number of threads.
 */
final class OngoingRequest {

  // Weak: the context refers to the response, which is the key of this request.
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

  /** Returns the context, as long as Javalin holds it. */
  @Nullable Context context() {
    return context.get();
  }

  /** Returns the raw path, even if the server has recycled the request. */
  String path() {
    return path;
  }

  void started(RequestStart newStart) {
    start = newStart;
  }

  /** Returns the result of the set-up steps; null if none has run. */
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

  /** Returns the body as the handlers left it; null if a handler ended the request's tasks. */
  @Nullable UnwrittenBody body() {
    return body;
  }

  /** Returns true at the first call only. */
  boolean count() {
    return counted.compareAndSet(false, true);
  }
}
