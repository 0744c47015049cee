// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request that has been answered, with what the hooks measure of it.
 *
 * <p>Thread-safety: a value; the attributes are read by the thread that records.
 *
 * @param method the HTTP method, as the client sent it: it may be any word, so a hook that makes a
 *     tag of it has to bound it first, with {@link #knownMethod}
 * @param route the template of the matched route ({@code /foo/{bar}}), never the raw path; where no
 *     route matched, {@link #STATIC}, {@link #PREFLIGHT} or empty, which null is taken for
 * @param path the raw path; null is taken for empty, as of {@code OPTIONS *}
 * @param status the status of the response; anything outside 100 to 599 is taken as unknown
 * @param durationNanos how long the request took, in nanoseconds; negative if that is unknown, or
 *     no processing time, as of a stream of events
 * @param responseSize the bytes of the response's body before compression, 0 for none, -1 if
 *     unknown
 * @param failure what the handler or the writing of its answer threw, or null
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

  /** The route of a static file: {@value}. The route of that spelling has a slash. */
  public static final String STATIC = "STATIC";

  /** The route of a CORS preflight that no route answers: {@value}. */
  public static final String PREFLIGHT = "PREFLIGHT";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

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

  /**
   * Returns a method that is fit for a tag or a name.
   *
   * @param method any word
   * @return the method if it is one of the nine of HTTP, else {@code OTHER}
   */
  public static String knownMethod(String method) {
    return METHODS.contains(method) ? method : "OTHER";
  }
}
