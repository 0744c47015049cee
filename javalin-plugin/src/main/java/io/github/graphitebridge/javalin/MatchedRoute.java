// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.staticfiles.ResourceHandler;
import io.javalin.router.Endpoint;
import io.javalin.router.ParsedEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * The template of the route that serves a request, or would have served it; and what served it
 * where there is none.
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
    String path = endpoint.path;
    boolean word = path.equals(ServedRequest.STATIC) || path.equals(ServedRequest.PREFLIGHT);
    return path.isEmpty() || word ? "/" + path : path;
  }

  /**
   * Returns the template as {@link #of} does, and where no route matches what else has answered:
   * {@link ServedRequest#STATIC} or {@link ServedRequest#PREFLIGHT}.
   *
   * @param status the answer's
   * @param failure what a handler threw, or null
   */
  String ofAnswer(Context ctx, int status, @Nullable Throwable failure) {
    String template = of(ctx);
    if (!template.isEmpty()) {
      return template;
    }
    try {
      if (isPreflight(ctx)) {
        return status == 404 || status == 405 ? "" : ServedRequest.PREFLIGHT;
      }
      // A filter may have answered in the file's place: it redirects, or asks for a password.
      boolean served = status / 100 == 2 || status == 304 || status == 499;
      return served && failure == null && isFile(ctx) ? ServedRequest.STATIC : "";
    } catch (RuntimeException e) {
      // The server has taken the request back, or a handler of files is the application's own.
      return "";
    }
  }

  private static boolean isPreflight(Context ctx) {
    return ctx.method().equals(HandlerType.OPTIONS)
        && ctx.header(Header.ORIGIN) != null
        && ctx.header(Header.ACCESS_CONTROL_REQUEST_METHOD) != null;
  }

  /** Asks those whom Javalin asks where no route matches, the root of a single-page site too. */
  private boolean isFile(Context ctx) {
    if (!ctx.method().equals(HandlerType.GET) && !ctx.method().equals(HandlerType.HEAD)) {
      return false;
    }
    ResourceHandler files = state.resourceHandler;
    return (files != null && files.canHandle(ctx)) || state.singlePageHandler.canHandle(ctx);
  }
}
