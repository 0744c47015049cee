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
 * The template of the route that serves a request, or would have served it. Without a route, what
 * served it.
 *
 * <p>Thread-safety: safe for any number of threads once the application has its routes.
 */
final class MatchedRoute {

  private final JavalinState state;

  MatchedRoute(JavalinState state) {
    this.state = state;
  }

  /**
   * Returns the template as it was registered, without the context path; empty if no route matches.
   *
   * <p>Javalin knows it after the handler has run. Otherwise this searches the routes: before the
   * handler, for a request that ended there, and for a HEAD that a route for GET answers.
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
   * Returns the template as {@link #of} does. If no route matches, returns what answered instead:
   * {@link ServedRequest#STATIC} or {@link ServedRequest#PREFLIGHT}.
   *
   * @param status of the answer
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
      // A filter may have answered instead of the file: with a redirect, or a request for a
      // password.
      boolean served = status / 100 == 2 || status == 304 || status == 499;
      return served && failure == null && isFile(ctx) ? ServedRequest.STATIC : "";
    } catch (RuntimeException e) {
      // The server has recycled the request, or a file handler is the application's own.
      return "";
    }
  }

  private static boolean isPreflight(Context ctx) {
    return ctx.method().equals(HandlerType.OPTIONS)
        && ctx.header(Header.ORIGIN) != null
        && ctx.header(Header.ACCESS_CONTROL_REQUEST_METHOD) != null;
  }

  /**
   * Asks the handlers that Javalin asks if no route matches, also the root of a single-page site.
   */
  private boolean isFile(Context ctx) {
    if (!ctx.method().equals(HandlerType.GET) && !ctx.method().equals(HandlerType.HEAD)) {
      return false;
    }
    ResourceHandler files = state.resourceHandler;
    return (files != null && files.canHandle(ctx)) || state.singlePageHandler.canHandle(ctx);
  }
}
