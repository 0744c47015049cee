// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static java.util.Objects.requireNonNull;

import java.util.function.Predicate;

/**
 * What is recorded of a request: Flask-Graphite's metric hook.
 *
 * <p>A hook that throws changes nothing for the request or for the other hooks: a {@link
 * RequestRecorder} catches it, counts it in {@value RequestRecorder#HOOK_FAILURES} and logs the
 * first one.
 *
 * <p>Thread-safety: one hook serves all requests, so both steps run on many threads at once.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface RequestHook {

  /**
   * Records what this hook measures of a request, or nothing. Runs after the response, for requests
   * that failed too, and has to be quick: the client may still be waiting.
   *
   * @param request what was asked and answered
   * @param meters the meters of the request's route and status
   */
  void record(ServedRequest request, RouteMeters meters);

  /**
   * Runs before the handler: Flask-Graphite's set-up hook. Does nothing by default.
   *
   * <p>What it puts into {@link RequestStart#attributes()} is there in {@link
   * ServedRequest#attributes()}. It runs also for requests that turn out to have no route.
   *
   * @param start what is known of the request so far
   */
  default void before(RequestStart start) {}

  /**
   * Returns the word that stands for this hook where its failures are counted and logged: the name
   * of its class, or of the class that holds the lambda, by default. Read once, by the recorder's
   * builder.
   *
   * @return a name that is the same in every run
   */
  default String name() {
    // What the JVM adds to a lambda's or a hidden class's name differs from run to run.
    String name = getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    int hidden = name.indexOf('/');
    if (lambda >= 0) {
      return name.substring(0, lambda) + ".lambda";
    }
    return hidden < 0 ? name : name.substring(0, hidden);
  }

  /**
   * Returns this hook for some routes only, both of its steps: what a blueprint is in Flask.
   *
   * @param routes tells whether the hook runs for a route, which is empty where none matched; asked
   *     at every request
   * @return a hook that does nothing for the other routes
   */
  default RequestHook forRoutes(Predicate<? super String> routes) {
    return new RoutedHook(this, requireNonNull(routes, "routes"));
  }
}
