// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names the tags of another framework's meters lead to, and which warnings. */
class ForeignTagsTest {
  private static final Duration TIME = Duration.ofMillis(20);
  private static final String TREE = "graphite-bridge.";
  private static final String STEPPED = "graphite-bridge-meters.";

  private final CarbonServer carbon = CarbonServer.start();
  private GraphiteBridgeMeterRegistry registry = open(GraphiteBridgeConfig.builder());

  @AfterEach
  void close() {
    registry.close();
    carbon.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          gateway|routeId=shop,path=/shop/**,status=OK,httpStatusCode=200|shop|200|2XX
          http4k|method=GET,status=200,path=items/{id}|items.id|200|2XX
          armeria|service=com.acme.Shop,http.status=404,method=GET|com_acme_Shop|404|4XX
          mine|path=/a/{b},status=OK,httpStatusCode=9999,http.status=201|a.b|201|2XX
          mine|path=/a,status=OK|a|UNKNOWN|UNKNOWN
          """)
  void timer_withTagsThatAreSet_hasTheirRouteAndStatus(
      String timer, String tags, String route, String status, String type) {
    reopen(
        GraphiteBridgeConfig.builder()
            .requestTimers(timer)
            .routeTags("routeId", "path", "service")
            .statusTags("status", "httpStatusCode", "http.status"));

    registry.timer(timer, tags(tags)).record(TIME);

    assertThat(names(TREE))
        .containsExactlyInAnyOrder(
            route + ".pt",
            route + ".count",
            route + ".status_code." + status,
            route + ".status_type." + type);
  }

  @Test
  void timers_withoutARouteTag_areSteppedWithOneWarningForEachName() throws Exception {
    reopen(
        GraphiteBridgeConfig.builder()
            .requestTimers("spring.cloud.gateway.requests", "my.requests", "never.recorded"));

    List<String> log =
        warnings(
            () -> {
              for (int status = 200; status < 205; status++) {
                timer("spring.cloud.gateway.requests", "routeId=shop,status=" + status);
                timer("my.requests", "status=" + status);
              }
              return null;
            });

    assertThat(log)
        .containsExactly(
            "WARN spring.cloud.gateway.requests has none of the tags route, uri, http.route"
                + " (routeTags): it is reported once per step, not per route. Its tags are"
                + " [tag(routeId=shop), tag(status=200)]. Set routeTags to the tag that names the"
                + " route, let the framework add one, or remove the meter from requestTimers",
            "WARN my.requests has none of the tags route, uri, http.route (routeTags): it is"
                + " reported once per step, not per route. Its tags are [tag(status=200)]. Set"
                + " routeTags to the tag that names the route, let the framework add one, or remove"
                + " the meter from requestTimers");
    assertThat(names(TREE)).isEmpty();
    assertThat(names(STEPPED)).anyMatch(name -> name.startsWith("myRequests.status.204."));
  }

  @Test
  void timer_withoutARouteTagBesideOwnHooks_isNoWarning() throws Exception {
    RequestRecorder.create(registry);

    List<String> log = warnings(() -> timer("http.server.requests", "status=200"));

    assertThat(log).isEmpty();
  }

  @Test
  void timers_ofMoreThanMaxRoutes_countUnderOtherWithOneWarning() throws Exception {
    reopen(GraphiteBridgeConfig.builder().maxRoutes(2));

    List<String> log =
        warnings(
            () -> {
              for (String route : List.of("/a", "/b", "/c", "/d", "/a")) {
                timer("http.server.requests", "uri=" + route + ",status=200");
              }
              return null;
            });

    assertThat(log)
        .containsExactly(
            "WARN More than 2 routes (maxRoutes) in the timers of a framework: further ones count"
                + " under the route OTHER. The first is /c. Is every route a template, not a raw"
                + " path?");
    assertThat(routes()).containsExactly("OTHER", "a", "b");
  }

  @Test
  void timers_withPathsAndMethodsOfClients_leaveOnlyTheSentinels() throws Exception {
    reopen(GraphiteBridgeConfig.builder().maxRoutes(1));

    List<String> log =
        warnings(
            () -> {
              for (int i = 0; i < 300; i++) {
                String path = "/z" + i + "{a" + i + "}";
                timer("http.server.requests", "method=GET,status=405,uri=" + path);
                timer("http.server.requests", "method=OPTIONS,status=200,uri=" + path);
                timer("http.server.requests", "method=M" + i + ",status=301,uri=" + path);
                ktor(path, 404);
              }
              ktor("/(authenticate jwt)/items/{id}", 404);
              return null;
            });

    assertThat(log).isEmpty();
    assertThat(routes()).containsExactly("NOT_FOUND", "REDIRECTION", "UNKNOWN", "items.id");
  }

  @Test
  void timers_ofKtorForARouteThatHasServed_keepItForFailures() {
    ktor("/fresh", 500);
    ktor("/orders", 200);
    ktor("/orders", 500);

    assertThat(names(TREE)).contains("orders.status_code.500", "UNKNOWN.status_code.500");
  }

  @ParameterizedTest
  @ValueSource(strings = {"vertx.http.server.active.requests", "jetty.connections", "my.http.x"})
  void meters_withMethodsOfClients_areFoldedToTheNineAndOther(String meter) {
    for (int i = 0; i < 300; i++) {
      registry.counter(meter, "method", "M" + i).increment();
      registry.timer(meter + ".time", "http.request.method", "get" + i).record(TIME);
    }
    registry.counter(meter, "method", "PATCH").increment();

    assertThat(registry.get(meter).tag("method", "OTHER").counter().count()).isEqualTo(300);
    assertThat(registry.getMeters().stream().filter(m -> m.getId().getName().startsWith(meter)))
        .hasSize(3);
    assertThat(names(STEPPED)).anyMatch(name -> name.endsWith(".method.PATCH.count"));
  }

  @Test
  void meters_whoseMethodIsOneOfAClass_keepIt() {
    registry.timer("method.timed", "class", "Shop", "method", "placeOrder").record(TIME);
    registry.counter("grpc.server.requests.received", "method", "PlaceOrder").increment();

    assertThat(names(STEPPED))
        .contains(
            "methodTimed.class.Shop.method.placeOrder.max",
            "grpcServerRequestsReceived.method.PlaceOrder.count");
  }

  private static List<String> warnings(Callable<?> step) throws Exception {
    return CapturedLog.withoutSenders(step).stream()
        .filter(line -> line.startsWith("WARN "))
        .toList();
  }

  private void ktor(String route, int status) {
    timer(
        "http.server.requests",
        "address=0.0.0.0:80,method=GET,throwable=n/a,route=" + route + ",status=" + status);
  }

  private Object timer(String name, String tags) {
    registry.timer(name, tags(tags)).record(TIME);
    return name;
  }

  private static List<Tag> tags(String text) {
    return Arrays.stream(text.split(",", -1))
        .map(tag -> tag.split("=", 2))
        .map(tag -> Tag.of(tag[0], tag[1]))
        .toList();
  }

  private void reopen(GraphiteBridgeConfigBuilder settings) {
    registry.close();
    registry = open(settings);
  }

  private GraphiteBridgeMeterRegistry open(GraphiteBridgeConfigBuilder settings) {
    return Connected.of(
        new GraphiteBridgeMeterRegistry(
            settings.host(carbon.host()).port(carbon.port()).hostNode("").build(), Clock.SYSTEM));
  }

  private Set<String> routes() {
    return names(TREE).stream()
        .filter(name -> name.endsWith(".count"))
        .map(name -> name.substring(0, name.length() - ".count".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Closes the registry, and returns the names below a branch that arrived until then. */
  private Set<String> names(String branch) {
    registry.close();
    carbon.awaitLines((int) registry.sender().lines());
    return carbon.lines().stream()
        .filter(line -> line.startsWith(branch))
        .map(line -> line.substring(branch.length(), line.indexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
