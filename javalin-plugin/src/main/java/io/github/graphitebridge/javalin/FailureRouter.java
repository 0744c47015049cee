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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The application's router, which also reports failures. Exception mappers consume what a handler
 * threw, and no request logger runs after an answer that could not be written.
 *
 * <p>It passes everything else to the router behind it. It keeps the routes too, because Javalin
 * lists them from a field that cannot be shared.
 *
 * <p>Thread-safety: as Javalin's router; routes are added before requests come.
 */
final class FailureRouter extends InternalRouter {

  private final InternalRouter router;
  private final JavalinState state;
  private final RequestObserver observer;

  private FailureRouter(JavalinState state, InternalRouter router, RequestObserver observer) {
    super(state.wsRouter, state.eventManager, state.router, state.jetty);
    this.state = state;
    this.router = router;
    this.observer = observer;
    router.allHttpHandlers().forEach(getHttpPathMatcher()::add);
  }

  /** Replaces an application's router by a new one in front of it. */
  static void install(JavalinState state, RequestObserver observer) {
    state.internalRouter = new FailureRouter(state, state.internalRouter, observer);
  }

  @Override
  public void handleHttpException(Context ctx, Throwable failure) {
    observer.failed(ctx, failure);
    try {
      router.handleHttpException(ctx, failure);
    } catch (RuntimeException e) {
      observer.unanswered(ctx, failure);
      throw e;
    }
  }

  /** Javalin calls this before it answers: the status may still change. */
  @Override
  public @Nullable Void handleHttpUnexpectedThrowable(
      HttpServletResponse res, Throwable throwable) {
    try {
      return router.handleHttpUnexpectedThrowable(res, throwable);
    } finally {
      observer.brokenOff(res, throwable);
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
