// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static java.util.Objects.requireNonNull;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeConfigBuilder;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestHooks;
import io.github.graphitebridge.request.RequestRecorder;
import io.javalin.config.JavalinState;
import io.javalin.http.Context;
import io.javalin.plugin.Plugin;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A Javalin plugin that records time, count, size and status of every request per route.
 *
 * <pre>{@code
 * Javalin.create(config -> config.registerPlugin(new GraphitePlugin(graphite -> {
 *     graphite.settings.host("carbon.internal").group("shop");
 * })));
 * }</pre>
 *
 * <p>It records each request once, with what went out on the wire: plain, asynchronous and
 * server-sent responses, static files, errors, redirects. An answer that breaks off counts with the
 * status that was being sent and with the bytes written. Its status is 499 if the client had left
 * before. The plugin does not record WebSocket upgrades, nor what Jetty itself refuses.
 *
 * <p>{@link io.github.graphitebridge.request.ServedRequest#failure() ServedRequest.failure} is the
 * first exception of the request, even if an exception mapper handled it. A handler or its future
 * may have thrown it, Javalin if no route matches, or the writing of the answer. A request whose
 * future timed out has none.
 *
 * <p>Unless the user gives a registry, the plugin opens its own when the server starts. In a
 * foreign server it opens it at the first request. It closes it with the server, or when the JVM
 * exits. A carbon that is down neither delays nor fails the start. A fault in the plugin or in a
 * hook never changes a response.
 *
 * <p>Needs Javalin 7.2 or newer; the constructor fails on an older one.
 *
 * <p>Thread-safety: one thread sets it up, like every plugin. Then it is safe for any number of
 * requests.
 *
 * @since 0.1
 */
public final class GraphitePlugin extends Plugin<GraphitePlugin.Config> {

  /** Creates a plugin that sends to a carbon-aggregator on this host. */
  public GraphitePlugin() {
    this(null);
  }

  /**
   * Creates a plugin.
   *
   * @param userConfig changes the defaults, or null
   * @throws IllegalStateException if Javalin is older than 7.2
   */
  public GraphitePlugin(@Nullable Consumer<Config> userConfig) {
    super(userConfig, new Config());
    RequiredJavalin.check();
  }

  /**
   * Checks the configuration; opens nothing.
   *
   * @throws io.micrometer.core.instrument.config.validate.ValidationException if a setting is wrong
   * @throws IllegalArgumentException if a setting would be ignored because a registry is given
   */
  @Override
  public void onInitialize(JavalinState state) {
    pluginConfig.check();
  }

  /** Adds the plugin before and after the application's requests; opens nothing. */
  @Override
  public void onStart(JavalinState state) {
    FaultLog faults = new FaultLog();
    Recording recording = pluginConfig.recording(faults);
    new RequestObserver(recording, new MatchedRoute(state), pluginConfig, faults).install(state);
    state.events.serverStarting(recording::serverStarting);
    state.events.serverStopping(recording::serverStopping);
    state.events.serverStopped(recording::close);
    state.events.serverStartFailed(recording::close);
    state.events.serverStopFailed(recording::close);
  }

  /**
   * The configuration: public fields, as in Javalin's own plugins.
   *
   * @since 0.1
   */
  public static final class Config {

    // With a given registry all other settings would be ignored: they belong to the registry.
    private static final List<String> PLUGIN_SETTINGS = List.of("maxRoutes", "methodNode");

    /** The settings of the plugin's own registry, initially the defaults. */
    public final GraphiteBridgeConfigBuilder settings = GraphiteBridgeConfig.builder();

    /**
     * A registry that replaces the plugin's own; null by default. It stays open when the server
     * stops. With it only the settings {@code maxRoutes} and {@code methodNode} are allowed. The
     * latter tags the meters with the method, for a registry that also has it set.
     */
    public @Nullable MeterRegistry registry;

    /**
     * The hooks that record each request, in this order; initially the five of {@link
     * RequestHooks#DEFAULTS}. Add, remove or replace hooks.
     */
    public List<RequestHook> hooks = new ArrayList<>(RequestHooks.DEFAULTS);

    /**
     * Gives the route that a request counts under. By default, and if it returns null, that is the
     * template of the matched route. An empty text means no route; {@code STATIC} and {@code
     * PREFLIGHT} keep their meaning. It is called after the response, and before the handler if a
     * hook needs the route then. {@code Context::path} makes every path a route, up to {@code
     * maxRoutes}, like Flask-Graphite's {@code METRIC_URL_RULE_ATTRIBUTE}.
     */
    public @Nullable Function<? super Context, ? extends @Nullable String> route;

    /**
     * Selects requests that are not recorded; none by default. It is called once per request, after
     * the response, so it can read the status. The hooks' set-up steps have run by then.
     */
    public Predicate<? super Context> skip = ctx -> false;

    /**
     * Selects requests without a processing time, because they wait for an event, like a long poll.
     * They still count, with status and size. By default these are event streams ({@code
     * text/event-stream}) and upgrades (101). To add others: {@code graphite.untimed =
     * graphite.untimed.or(ctx -> ctx.path().equals("/poll"))}. It is called once per request, after
     * the response.
     */
    public Predicate<Context> untimed = ctx -> WireResponse.of(ctx).isStream();

    private Config() {}

    private void check() {
      requireNonNull(hooks, "hooks")
          .forEach(hook -> requireNonNull(requireNonNull(hook, "hook").name(), "name of a hook"));
      requireNonNull(skip, "skip");
      requireNonNull(untimed, "untimed");
      Set<String> ignored = new TreeSet<>(settings.keys());
      PLUGIN_SETTINGS.forEach(ignored::remove);
      if (registry != null && !ignored.isEmpty()) {
        throw new IllegalArgumentException(
            "settings."
                + String.join(", settings.", ignored)
                + " would be ignored, because a registry is given: set it there, or leave out the"
                + " registry. Allowed beside a registry are only settings."
                + String.join(", settings.", PLUGIN_SETTINGS));
      }
      settings.build();
    }

    private Recording recording(FaultLog faults) {
      GraphiteBridgeConfig valid = settings.build();
      List<RequestHook> fixed = List.copyOf(hooks);
      Function<MeterRegistry, RequestRecorder> recorders =
          open ->
              RequestRecorder.builder(open)
                  .hooks(fixed)
                  .maxRoutes(valid.maxRoutes())
                  .methodTag(valid.methodNode())
                  .build();
      return registry == null
          ? Recording.own(
              () -> new GraphiteBridgeMeterRegistry(valid, Clock.SYSTEM), recorders, faults)
          : Recording.given(registry, recorders, faults);
    }
  }
}
