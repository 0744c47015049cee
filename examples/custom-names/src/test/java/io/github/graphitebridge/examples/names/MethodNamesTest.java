// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.javalin.GraphitePlugin;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.javalin.Javalin;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From requests to a Javalin application to lines with their method. */
@Timeout(60)
class MethodNamesTest {
  private final CarbonServer carbon = CarbonServer.builder().timeout(Sent.PATIENCE).start();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Javalin app = app(carbon).start(0);

  @BeforeEach
  void connect() {
    // Until carbon has answered, counts of one name and second merge into one line.
    await()
        .atMost(Sent.PATIENCE)
        .until(() -> carbon.connections() > 0 && carbon.openConnections() == 0);
  }

  @AfterEach
  void stop() {
    app.stop();
    carbon.close();
  }

  @Test
  void methodNode_ofEachMethod_isATreeOfItsOwn() throws Exception {
    send("GET", "/products/7");
    send("DELETE", "/products/7");
    send("GET", "/");

    assertThat(lines())
        .contains(
            "web-1.shop.GET.products.id.count 1",
            "web-1.shop.GET.products.id.size 9",
            "web-1.shop.GET.products.id.status_code.200 1",
            "web-1.shop.GET.products.id.status_type.2XX 1",
            "web-1.shop.DELETE.products.id.count 1",
            "web-1.shop.DELETE.products.id.status_code.204 1",
            "web-1.shop.GET.root.count 1")
        .anyMatch(
            line -> line.matches("web-1\\.shop\\.GET\\.products\\.id\\.pt \\d{1,2}(\\.\\d+)?"));
  }

  @Test
  void methodNode_whereNoRouteMatches_standsInFrontOfItsWord() throws Exception {
    send("GET", "/nowhere");
    send("BREW", "/products/7");
    send("BEFORE", "/products/7");
    send("HEAD", "/products/7");

    assertThat(statusCodes())
        .containsOnly(
            entry("web-1.shop.GET.NOT_FOUND.status_code.404", 1.0),
            entry("web-1.shop.OTHER.NOT_FOUND.status_code.404", 2.0),
            entry("web-1.shop.HEAD.products.id.status_code.200", 1.0));
  }

  private static Javalin app(CarbonServer carbon) {
    return Javalin.create(
        config -> {
          config.startup.showJavalinBanner = false;
          config.jetty.host = "127.0.0.1";
          config.registerPlugin(
              new GraphitePlugin(
                  graphite -> {
                    graphite.settings.host(carbon.host()).port(carbon.port());
                    graphite.settings.hostNode("web-1").group("shop").methodNode(true);
                  }));
          config.routes.get("/", ctx -> ctx.result("welcome"));
          config.routes.get("/products/{id}", ctx -> ctx.result("product " + ctx.pathParam("id")));
          config.routes.delete("/products/{id}", ctx -> ctx.status(204));
        });
  }

  private void send(String method, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + app.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())).isNotNull();
  }

  /** Returns sums, as two counts of one name and second may be one line. */
  private Map<String, Double> statusCodes() {
    awaitAll();
    return carbon.points().stream()
        .filter(point -> point.name().contains(".status_code."))
        .collect(groupingBy(CarbonPoint::name, summingDouble(CarbonPoint::value)));
  }

  /** Returns name and value of all that was sent. */
  private List<String> lines() {
    awaitAll();
    return carbon.lines().stream().map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
  }

  /** Stops the application, and waits until carbon has read what it sent. */
  private void awaitAll() {
    app.stop();
    carbon.drain();
  }
}
