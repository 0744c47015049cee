// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.ExceptionHandler;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.router.Endpoint;
import io.javalin.router.InternalRouter;
import io.javalin.router.ParsedEndpoint;
import io.javalin.security.RouteRole;
import io.javalin.websocket.WsConfig;
import io.javalin.websocket.WsExceptionHandler;
import io.javalin.websocket.WsHandlerType;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's router, which also notes at the request what its handler threw: nothing else in
 * Javalin tells it, for the exception mappers consume it.
 *
 * <p>All else is left to the router it stands in front of. Routes are kept here too, because
 * Javalin lists them from a place that cannot be handed on.
 *
 * <p>Thread-safety: as Javalin's router, whose routes are added before requests come.
 */
final class FailureRouter extends InternalRouter {

  private static final String FAILURE = FailureRouter.class.getName();

  private final InternalRouter router;
  private final JavalinState state;

  private FailureRouter(JavalinState state, InternalRouter router) {
    super(state.wsRouter, state.eventManager, state.router, state.jetty);
    this.state = state;
    this.router = router;
    router.allHttpHandlers().forEach(getHttpPathMatcher()::add);
  }

  /** Puts a new one in front of an application's router. */
  static void install(JavalinState state) {
    state.internalRouter = new FailureRouter(state, state.internalRouter);
  }

  /** Returns what a request's handler threw, or null. */
  static @Nullable Throwable failure(Context ctx) {
    return ctx.req().getAttribute(FAILURE) instanceof Throwable failure ? failure : null;
  }

  @Override
  public void handleHttpException(Context ctx, Throwable failure) {
    note(ctx, failure);
    router.handleHttpException(ctx, failure);
  }

  private static void note(Context ctx, Throwable failure) {
    try {
      // The first is the handler's own; an error mapper or an after-handler may throw later.
      if (failure(ctx) == null) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        ctx.req().setAttribute(FAILURE, cause == null ? failure : cause);
      }
    } catch (RuntimeException e) {
      // The server has taken the request back: it timed out, and nobody asks any more.
    }
  }

  @Override
  public InternalRouter addHttpEndpoint(Endpoint endpoint) {
    router.addHttpEndpoint(endpoint);
    getHttpPathMatcher().add(new ParsedEndpoint(endpoint, state.router));
    return this;
  }

  @Override
  public boolean hasHttpHandlerEntry(HandlerType handlerType, String requestUri) {
    return router.hasHttpHandlerEntry(handlerType, requestUri);
  }

  @Override
  public List<ParsedEndpoint> findHttpHandlerEntries(
      HandlerType handlerType, @Nullable String requestUri) {
    return router.findHttpHandlerEntries(handlerType, requestUri);
  }

  @Override
  public @Nullable ParsedEndpoint findFirstHttpHandlerEntry(
      HandlerType handlerType, String requestUri) {
    return router.findFirstHttpHandlerEntry(handlerType, requestUri);
  }

  @Override
  public InternalRouter addHttpErrorHandler(int status, String contentType, Handler handler) {
    router.addHttpErrorHandler(status, contentType, handler);
    return this;
  }

  @Override
  public void handleHttpError(int statusCode, Context ctx) {
    router.handleHttpError(statusCode, ctx);
  }

  @Override
  public <E extends Exception> InternalRouter addHttpExceptionHandler(
      Class<E> exceptionClass, ExceptionHandler<? super E> exceptionHandler) {
    router.addHttpExceptionHandler(exceptionClass, exceptionHandler);
    return this;
  }

  @Override
  public @Nullable Void handleHttpUnexpectedThrowable(
      HttpServletResponse res, Throwable throwable) {
    return router.handleHttpUnexpectedThrowable(res, throwable);
  }

  @Override
  public <E extends Exception> InternalRouter addWsExceptionHandler(
      Class<E> exceptionClass, WsExceptionHandler<? super E> exceptionHandler) {
    router.addWsExceptionHandler(exceptionClass, exceptionHandler);
    return this;
  }

  @Override
  public InternalRouter addWsHandler(
      WsHandlerType handlerType, String path, Consumer<WsConfig> wsConfig, RouteRole... roles) {
    router.addWsHandler(handlerType, path, wsConfig, roles);
    return this;
  }
}
