// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.router.ParsedEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The template of the route that serves a request, or would have served it.
 *
 * <p>Thread-safety: safe for any number of threads once the application has its routes.
 */
final class MatchedRoute {

  private final JavalinState state;

  MatchedRoute(JavalinState state) {
    this.state = state;
  }

  /**
   * Returns the template as it was registered, without the context path; empty where no route
   * matches.
   *
   * <p>Javalin knows it once the handler has run. It is looked up where none has: before the
   * handler, for a request that was ended there, and for a HEAD that a GET's route answers. That
   * costs a walk through the routes.
   */
  String of(Context ctx) {
    Endpoint matched = ctx.endpoints().matchedHttpEndpoint();
    // A client may name as its method one of Javalin's own kinds of handler, such as BEFORE.
    if (matched != null && matched.method.isHttpMethod()) {
      return template(matched);
    }
    return ctx.method().isHttpMethod() ? lookedUp(ctx) : "";
  }

  private String lookedUp(Context ctx) {
    String path = ctx.path();
    String contextPath = ctx.contextPath();
    String uri = path.startsWith(contextPath) ? path.substring(contextPath.length()) : path;
    ParsedEndpoint found = find(ctx.method(), uri);
    if (found == null && ctx.method().equals(HandlerType.HEAD)) {
      found = find(HandlerType.GET, uri);
    }
    return found == null ? "" : template(found.endpoint);
  }

  private @Nullable ParsedEndpoint find(HandlerType method, String uri) {
    return state.internalRouter.findFirstHttpHandlerEntry(method, uri);
  }

  private static String template(Endpoint endpoint) {
    return endpoint.path.isEmpty() ? "/" : endpoint.path;
  }
}
