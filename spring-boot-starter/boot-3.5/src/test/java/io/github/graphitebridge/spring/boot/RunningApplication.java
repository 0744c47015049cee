// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring.boot;

import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The blank application on a free port, and a client of it. */
final class RunningApplication implements AutoCloseable {
  private final HttpClient client = HttpClient.newHttpClient();
  private final ConfigurableApplicationContext context;

  /**
   * Starts the application.
   *
   * @param carbon where its points go
   * @param beans classes with more of its beans
   * @param properties more of its properties, as {@code key=value}
   */
  RunningApplication(CarbonServer carbon, List<Class<?>> beans, String... properties) {
    List<Class<?>> sources = new ArrayList<>(beans);
    sources.add(BlankApplication.class);
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server.port=0",
                "server.address=127.0.0.1",
                "spring.main.banner-mode=off",
                "logging.level.root=error",
                "logging.level.org.springframework.boot=off",
                "graphite.bridge.host=" + carbon.host(),
                "graphite.bridge.port=" + carbon.port(),
                "graphite.bridge.host-node=web-1"));
    arguments.addAll(List.of(properties));
    context =
        new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
            .run(arguments.stream().map("--"::concat).toArray(String[]::new));
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> begin(String path) {
    return client.sendAsync(request(path), BodyHandlers.ofString());
  }

  /** Waits for the connection to carbon: a close gives up early while carbon was never reached. */
  void awaitConnected() {
    await()
        .atMost(Duration.ofMinutes(1))
        .until(context.getBean(GraphiteBridgeMeterRegistry.class).sender()::isConnected);
  }

  @Override
  public void close() {
    context.close();
  }

  private HttpRequest request(String path) {
    String port = context.getEnvironment().getRequiredProperty("local.server.port");
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }
}
