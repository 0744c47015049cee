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
 * A Javalin plugin that records time, count, size and status of every request, per route.
 *
 * <pre>{@code
 * Javalin.create(config -> config.registerPlugin(new GraphitePlugin(graphite -> {
 *     graphite.settings.host("carbon.internal").group("shop");
 * })));
 * }</pre>
 *
 * <p>It records what Javalin answers, each request once and by what went out on the wire: plain,
 * asynchronous and server-sent responses, static files, errors, redirects. An answer that breaks
 * off while it is written counts with the status that was being sent, or 499 where the client was
 * gone before, and with the bytes written. Not recorded are WebSocket upgrades and what Jetty
 * itself refuses.
 *
 * <p>A hook sees as {@link io.github.graphitebridge.request.ServedRequest#failure() failure} what
 * was first thrown for the request, out of a future too, whatever an exception mapper made of it:
 * by a handler, by Javalin itself where no route matches, or by the writing of the answer. A
 * request whose future timed out has none.
 *
 * <p>Without a registry of the user's it opens its own as the server starts, or at the first
 * request where the application's servlet stands in a foreign server; and closes it with the
 * server, or as the JVM exits. A carbon that is down neither delays nor fails the start. Nothing
 * that fails in here or in a hook changes a response.
 *
 * <p>Needs Javalin 7.2 or newer, and says so when it is made on an older one.
 *
 * <p>Thread-safety: as every plugin, set up by one thread, then safe for any number of requests.
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
   * @throws IllegalArgumentException if a setting would be ignored beside the given registry
   */
  @Override
  public void onInitialize(JavalinState state) {
    pluginConfig.check();
  }

  /** Puts the plugin at both ends of the application's requests; opens nothing. */
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
   * What a user sets: public fields, as in Javalin's own plugins.
   *
   * @since 0.1
   */
  public static final class Config {

    // Beside a given registry all other settings would be ignored: they are the registry's.
    private static final List<String> PLUGIN_SETTINGS = List.of("maxRoutes", "methodNode");

    /** The settings of the plugin's own registry; all at their defaults at first. */
    public final GraphiteBridgeConfigBuilder settings = GraphiteBridgeConfig.builder();

    /**
     * A registry to record in instead of an own one; null by default. It stays open when the server
     * stops. Of the settings, only {@code maxRoutes} and {@code methodNode} may then be set; the
     * latter tags the meters with the method, for a registry that has it set too.
     */
    public @Nullable MeterRegistry registry;

    /**
     * What is recorded of each request, in this order: the five of {@link RequestHooks#DEFAULTS} at
     * first, to be added to, taken from or replaced.
     */
    public List<RequestHook> hooks = new ArrayList<>(RequestHooks.DEFAULTS);

    /**
     * The route that a request counts under; by default, and where it returns null, the template of
     * the matched route. An empty one stands for none, and {@code STATIC} and {@code PREFLIGHT} for
     * what they say. Asked after the response, and before the handler too if a hook asks then.
     * {@code Context::path} makes every path a route, up to {@code maxRoutes} of them:
     * Flask-Graphite's {@code METRIC_URL_RULE_ATTRIBUTE}.
     */
    public @Nullable Function<? super Context, ? extends @Nullable String> route;

    /**
     * Tells which requests are not recorded; none by default. Asked once a request, after the
     * response, so that it may look at the status; the hooks' set-up steps have run by then.
     */
    public Predicate<? super Context> skip = ctx -> false;

    /**
     * Tells which requests have no processing time, because they wait for something to happen, like
     * a long poll: they count, with status and size. By default those that are answered by a stream
     * of events ({@code text/event-stream}) or upgraded (101). To add others: {@code
     * graphite.untimed = graphite.untimed.or(ctx -> ctx.path().equals("/poll"))}. Asked once a
     * request, after the response.
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
