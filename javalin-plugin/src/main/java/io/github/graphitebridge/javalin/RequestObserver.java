// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.RequestStart;
import io.github.graphitebridge.request.ServedRequest;
import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.http.servlet.JavalinServletContext;
import io.javalin.http.servlet.SubmitOrder;
import io.javalin.http.servlet.Task;
import io.javalin.http.servlet.TaskInitializer;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Predicate;
import kotlin.Unit;
import org.jspecify.annotations.Nullable;

/**
 * Sees the start and the end of every request of one application. It runs the set-up steps before
 * the first handler, and records after the answer, complete or not. A fault in here goes no
 * further.
 *
 * <p>Thread-safety: safe for any number of threads; start and end may be on different ones.
 */
final class RequestObserver {

  private final OngoingRequests requests = new OngoingRequests();
  private final Recording recording;
  private final MatchedRoute matchedRoute;
  private final @Nullable Function<? super Context, ? extends @Nullable String> route;
  private final Predicate<? super Context> skip;
  private final Predicate<? super Context> untimed;
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
    this.untimed = config.untimed;
    this.faults = faults;
  }

  /**
   * Installs itself around everything that runs at an application's requests. It comes before and
   * after the handlers and is none itself, so {@code ctx.endpoint()} does not change. It comes
   * after the loggers and in the router, because a logger or a body that throws changes the answer.
   */
  void install(JavalinState state) {
    state.httpRequestLoggers =
        new LoggersThenRecord(state.httpRequestLoggers, (ctx, millis) -> answered(ctx, millis));
    List<TaskInitializer<JavalinServletContext>> lifecycle = new ArrayList<>();
    lifecycle.add((submitTask, servlet, ctx, requestUri) -> started(ctx));
    lifecycle.addAll(state.servletRequestLifecycle);
    lifecycle.add(
        (submitTask, servlet, ctx, requestUri) ->
            submitTask.invoke(SubmitOrder.LAST, new Task(false, () -> handled(ctx))));
    state.servletRequestLifecycle = lifecycle;
    FailureRouter.install(state, this);
  }

  private void started(Context ctx) {
    try {
      OngoingRequest request = requests.add(ctx);
      RequestRecorder recorder = recording.recorder();
      if (recorder != null && recorder.hasSetUp()) {
        request.started(recorder.start(ctx.method().name(), request.path(), () -> route(ctx)));
      }
    } catch (Throwable fault) {
      faults.once("The start of a request failed.", fault);
    }
  }

  /** Remembers what a handler threw. */
  void failed(Context ctx, Throwable failure) {
    OngoingRequest request = requests.get(ctx.res());
    if (request != null) {
      request.failed(cause(failure));
    }
  }

  private Unit handled(Context ctx) {
    try {
      OngoingRequest request = requests.get(ctx.res());
      if (request != null) {
        request.handled(UnwrittenBody.of(ctx));
      }
    } catch (Throwable fault) {
      faults.once("Looking at the body of an answer failed.", fault);
    }
    return Unit.INSTANCE;
  }

  /** Records a request whose answer was written, and whose loggers have all run. */
  private void answered(Context ctx, float millis) {
    OngoingRequest request = requests.remove(ctx.res());
    // A servlet that was created before the plugins started has no first step.
    OngoingRequest known = request == null ? new OngoingRequest(ctx) : request;
    if (known.count()) {
      record(known, ctx, millis, null);
    }
  }

  /**
   * Records a request that has lost its answer: the client cancelled a stream, the server recycled
   * the response, and a future failed with it later. Any other failure still gets an answer.
   */
  void unanswered(Context ctx, Throwable failure) {
    if (WireResponse.isTakenBack(ctx)) {
      brokenOff(ctx.res(), failure);
    }
  }

  /** Records a request whose answer could not be written, or whose logger threw. */
  void brokenOff(HttpServletResponse response, Throwable failure) {
    OngoingRequest request = requests.get(response);
    Context ctx = request == null ? null : request.context();
    if (request != null && ctx != null && request.count()) {
      float millis = ctx instanceof JavalinServletContext own ? own.executionTimeMs() : -1;
      record(request, ctx, millis, cause(failure));
    }
  }

  private void record(
      OngoingRequest request, Context ctx, float millis, @Nullable Throwable breakOff) {
    try {
      RequestRecorder recorder = recording.recorder();
      if (recorder != null && !isOne(skip, "skip", ctx)) {
        recorder.record(served(request, ctx, millis, breakOff));
      }
    } catch (Throwable fault) {
      faults.once("Recording a request failed.", fault);
    }
  }

  private ServedRequest served(
      OngoingRequest request, Context ctx, float millis, @Nullable Throwable breakOff) {
    WireResponse response = WireResponse.of(ctx);
    boolean whole = breakOff == null;
    Throwable failure = request.failure();
    RequestStart start = request.start();
    String chosen = chosenRoute(ctx);
    return new ServedRequest(
        ctx.method().name(),
        chosen != null ? chosen : matchedRoute.ofAnswer(ctx, response.status(), failure),
        request.path(),
        response.status(),
        // Javalin's clock starts when it sees the request; -1 if it was not running.
        millis < 0 || isOne(untimed, "untimed", ctx) ? -1 : Math.round(millis * 1e6),
        response.size(request.body(), whole),
        failure == null ? breakOff : failure,
        start == null ? Map.of() : start.attributes());
  }

  private static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }

  private boolean isOne(Predicate<? super Context> predicate, String name, Context ctx) {
    try {
      return predicate.test(ctx);
    } catch (Throwable fault) {
      faults.once("The " + name + " function failed: the request is recorded.", fault);
      return false;
    }
  }

  private String route(Context ctx) {
    String chosen = chosenRoute(ctx);
    return chosen != null ? chosen : matchedRoute.of(ctx);
  }

  private @Nullable String chosenRoute(Context ctx) {
    try {
      return route == null ? null : route.apply(ctx);
    } catch (Throwable fault) {
      faults.once("The route function failed: the matched template takes its place.", fault);
      return null;
    }
  }
}
