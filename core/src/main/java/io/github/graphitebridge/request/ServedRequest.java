// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request that has been answered, with what the hooks measure of it.
 *
 * <p>Thread-safety: a value; the attributes are read by the thread that records.
 *
 * @param method the HTTP method, as the client sent it: it may be any word, so a hook that makes a
 *     tag of it has to bound it first
 * @param route the template of the matched route ({@code /foo/{bar}}), never the raw path; empty
 *     where no route matched, which null is taken for
 * @param path the raw path; null is taken for empty, as of {@code OPTIONS *}
 * @param status the status of the response; anything outside 100 to 599 is taken as unknown
 * @param durationNanos how long the request took, in nanoseconds; negative if unknown
 * @param responseSize the bytes of the response's body before compression, 0 for none, -1 if
 *     unknown
 * @param failure what the handler threw, or null
 * @param attributes what the hooks' set-up steps have left, by name; empty if nothing
 * @since 0.1
 */
public record ServedRequest(
    String method,
    String route,
    String path,
    int status,
    long durationNanos,
    long responseSize,
    @Nullable Throwable failure,
    Map<String, Object> attributes) {

  /**
   * Creates a request.
   *
   * @throws NullPointerException if the method or the attributes are null
   */
  public ServedRequest {
    requireNonNull(method, "method");
    route = requireNonNullElse(route, "");
    path = requireNonNullElse(path, "");
    requireNonNull(attributes, "attributes");
  }
}
