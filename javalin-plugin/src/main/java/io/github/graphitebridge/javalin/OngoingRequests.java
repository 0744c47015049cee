// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The requests that Javalin is serving, by their responses. If the writing of an answer fails,
 * Javalin passes only the response to its router.
 *
 * <p>An attribute would be visible to the application. A request that never ends disappears with
 * its response.
 *
 * <p>Thread-safety: safe for any number of threads.
 */
final class OngoingRequests {

  private final ConcurrentHashMap<Object, OngoingRequest> byResponse = new ConcurrentHashMap<>();
  private final ReferenceQueue<HttpServletResponse> gone = new ReferenceQueue<>();

  /** Adds a request. It replaces an earlier one if the server uses a response again. */
  OngoingRequest add(Context ctx) {
    for (Reference<?> key = gone.poll(); key != null; key = gone.poll()) {
      byResponse.remove(key);
    }
    OngoingRequest request = new OngoingRequest(ctx);
    byResponse.put(new Key(ctx.res(), gone), request);
    return request;
  }

  /** Returns a response's request; null if it was not seen to start, or has been removed. */
  @Nullable OngoingRequest get(HttpServletResponse response) {
    return byResponse.get(new Key(response, null));
  }

  /** Removes a response's request, and returns it as {@link #get} does. */
  @Nullable OngoingRequest remove(HttpServletResponse response) {
    return byResponse.remove(new Key(response, null));
  }

  /** Returns how many there are. */
  int size() {
    return byResponse.size();
  }

  /** A response by identity, not equality. */
  private static final class Key extends WeakReference<HttpServletResponse> {
    private final int hash;

    Key(HttpServletResponse response, @Nullable ReferenceQueue<HttpServletResponse> gone) {
      super(response, gone);
      this.hash = System.identityHashCode(response);
    }

    @Override
    public int hashCode() {
      return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      if (this == other) {
        return true;
      }
      HttpServletResponse response = get();
      return response != null && other instanceof Key key && key.refersTo(response);
    }
  }
}
