// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop on a free port, and a client of it. */
final class RunningShop implements AutoCloseable {
  /** How long a test waits for what comes at once where the machine is idle. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final ConfigurableApplicationContext context;
  private int sent;

  /**
   * Starts the shop, and waits for its connection to carbon.
   *
   * @param carbonPort a port of 127.0.0.1
   * @param properties more of its properties, as {@code key=value}
   */
  RunningShop(int carbonPort, String... properties) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "server.port=0",
                "spring.main.banner-mode=off",
                "logging.level.root=error",
                // It logs the failure that the tests provoke.
                "logging.level.org.apache.catalina.core.ContainerBase=off",
                "graphite.bridge.host=127.0.0.1",
                "graphite.bridge.port=" + carbonPort));
    arguments.addAll(List.of(properties));
    context =
        new SpringApplicationBuilder(ShopApplication.class)
            .run(arguments.stream().map("--"::concat).toArray(String[]::new));
    // A close gives up early while carbon was never reached.
    await().atMost(PATIENCE).until(registry().sender()::isConnected);
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  GraphiteBridgeMeterRegistry registry() {
    return context.getBean(GraphiteBridgeMeterRegistry.class);
  }

  URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
  }

  /** Sends a request, and returns the points that must come of it. */
  List<String> send(Call call) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(call.path()))
            .method(call.method(), BodyPublishers.noBody())
            .build();
    int status = CLIENT.send(request, BodyHandlers.discarding()).statusCode();
    assertThat(status).as(call.toString()).isEqualTo(call.status());
    return sent(call);
  }

  /** Notes a request that another client has sent, and returns the points that must come of it. */
  List<String> sent(Call call) {
    sent++;
    return call.points();
  }

  /** Waits until Spring has recorded what was sent: the client may be first. */
  void awaitRecorded() {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(recorded()).isEqualTo(sent));
  }

  /** Closes the application as its end does, after all that was sent is recorded. */
  @Override
  public void close() {
    if (context.isActive()) {
      awaitRecorded();
      context.close();
    }
  }

  private long recorded() {
    String name =
        context
            .getEnvironment()
            .getProperty(
                "management.observations.http.server.requests.name", "http.server.requests");
    return registry().find(name).timers().stream().mapToLong(Timer::count).sum();
  }
}
