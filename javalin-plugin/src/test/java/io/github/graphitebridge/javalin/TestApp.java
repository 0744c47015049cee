// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.ServedRequest;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A running application with the plugin, and a client of it. */
final class TestApp implements AutoCloseable {

  /** How long a test waits for what comes at once where the machine is idle. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  final Javalin javalin;
  private final String url;

  private TestApp(Javalin javalin, String url) {
    this.javalin = javalin;
    this.url = url;
  }

  static TestApp start(
      Consumer<GraphitePlugin.Config> plugin, Consumer<JavalinConfig> application) {
    Javalin javalin = create(plugin, application).start(0);
    return new TestApp(javalin, "http://127.0.0.1:" + javalin.port());
  }

  /** On virtual threads where the JVM has them. */
  static Javalin create(
      Consumer<GraphitePlugin.Config> plugin, Consumer<JavalinConfig> application) {
    return Javalin.create(
        config -> {
          config.startup.showJavalinBanner = false;
          config.jetty.host = "127.0.0.1";
          config.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
          config.registerPlugin(new GraphitePlugin(plugin));
          application.accept(config);
        });
  }

  HttpResponse<String> get(String path, String... headers) {
    return send("GET", path, headers);
  }

  HttpResponse<String> send(String method, String path, String... headers) {
    return call(url, method, path, headers);
  }

  static HttpResponse<String> call(String url, String method, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    javalin.stop();
  }

  /** A hook that keeps what it is given, and the configuration to use it. */
  static final class Recorded implements Consumer<GraphitePlugin.Config> {

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final BlockingQueue<ServedRequest> requests = new LinkedBlockingQueue<>();

    RequestHook hook() {
      return (request, meters) -> requests.add(request);
    }

    @Override
    public void accept(GraphitePlugin.Config graphite) {
      graphite.registry = registry;
      graphite.hooks = List.of(hook());
    }

    /** Waits for a request: the client may have its response before it is recorded. */
    ServedRequest next() {
      try {
        ServedRequest request = requests.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(request).as("a recorded request").isNotNull();
        return request;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError(e);
      }
    }

    /** Waits for a request and returns its line. */
    String nextLine() {
      return line(next());
    }
  }

  /** Returns a request's route, status, size and failure. */
  static String line(ServedRequest request) {
    return String.join(
        " ",
        request.route().isEmpty() ? "-" : request.route(),
        Integer.toString(request.status()),
        Long.toString(request.responseSize()),
        request.failure() == null ? "-" : request.failure().getClass().getSimpleName());
  }
}
