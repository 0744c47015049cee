// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.RequestStart;
import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.RequestLogger;
import io.javalin.http.servlet.JavalinServletContext;
import io.javalin.http.servlet.TaskInitializer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of every request of one application: the set-up steps before its first handler, the
 * record after its response. Whatever fails in here ends here.
 *
 * <p>Thread-safety: safe for any number of threads; the two ends of a request may be on different
 * ones.
 */
final class RequestObserver {

  private static final String START = RequestObserver.class.getName();

  private final Recording recording;
  private final MatchedRoute matchedRoute;
  private final @Nullable Function<? super Context, ? extends @Nullable String> route;
  private final Predicate<? super Context> skip;
  private final FaultLog faults;

  RequestObserver(
      Recording recording,
      MatchedRoute matchedRoute,
      GraphitePlugin.Config config,
      FaultLog faults) {
    this.recording = recording;
    this.matchedRoute = matchedRoute;
    this.route = config.route;
    this.skip = config.skip;
    this.faults = faults;
  }

  /**
   * Stands in front of everything that runs at an application's requests: of its loggers, because
   * one that throws keeps those after it from running, and of its handlers without being one, so
   * that {@code ctx.endpoint()} stays what it was.
   */
  void install(JavalinState state) {
    RequestLogger ended = (ctx, millis) -> ended(ctx, millis);
    state.httpRequestLoggers.add(0, ended);
    List<TaskInitializer<JavalinServletContext>> lifecycle = new ArrayList<>();
    lifecycle.add((submitTask, servlet, ctx, requestUri) -> started(ctx));
    lifecycle.addAll(state.servletRequestLifecycle);
    state.servletRequestLifecycle = lifecycle;
  }

  private void started(Context ctx) {
    try {
      RequestRecorder recorder = recording.recorder();
      if (recorder != null && recorder.hasSetUp()) {
        ctx.req()
            .setAttribute(START, recorder.start(ctx.method().name(), ctx.path(), () -> route(ctx)));
      }
    } catch (Throwable fault) {
      faults.once("The start of a request failed.", fault);
    }
  }

  private void ended(Context ctx, float millis) {
    try {
      RequestRecorder recorder = recording.recorder();
      if (recorder != null && !isSkipped(ctx)) {
        recorder.record(served(ctx, millis));
      }
    } catch (Throwable fault) {
      faults.once("Recording a request failed.", fault);
    }
  }

  private ServedRequest served(Context ctx, float millis) {
    Object start = ctx.req().getAttribute(START);
    return new ServedRequest(
        ctx.method().name(),
        route(ctx),
        ctx.path(),
        ctx.statusCode(),
        // Javalin's clock starts as it sees the request; -1 if it was not running.
        millis < 0 ? -1 : Math.round(millis * 1e6),
        ResponseBody.size(ctx),
        FailureRouter.failure(ctx),
        start instanceof RequestStart started ? started.attributes() : Map.of());
  }

  private boolean isSkipped(Context ctx) {
    try {
      return skip.test(ctx);
    } catch (Throwable fault) {
      faults.once("The skip function failed: the request is recorded.", fault);
      return false;
    }
  }

  private String route(Context ctx) {
    String chosen = null;
    if (route != null) {
      try {
        chosen = route.apply(ctx);
      } catch (Throwable fault) {
        faults.once("The route function failed: the matched template takes its place.", fault);
      }
    }
    return chosen != null ? chosen : matchedRoute.of(ctx);
  }
}
