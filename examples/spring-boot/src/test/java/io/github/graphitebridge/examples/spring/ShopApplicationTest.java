// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.graphite.GraphiteMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.web.client.RestClient;

@Timeout(120)
final class ShopApplicationTest {
  private static final String TREE = "web-1.graphite-bridge.";
  private static final String METERS = "web-1.graphite-bridge-meters.";

  private final CarbonServer carbon = CarbonServer.builder().timeout(RunningShop.PATIENCE).start();

  @AfterEach
  void stop() {
    carbon.close();
  }

  @Test
  void requests_ofEveryKind_areThePointsOfTheirRoutes() throws Exception {
    List<String> expected;

    try (RunningShop shop = start()) {
      expected = sendAll(shop);
    }

    assertThat(requestPoints()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(carbon.rejected()).isEmpty();
  }

  @Test
  void shop_notToldOtherwise_listensOnThisMachineAlone() {
    try (RunningShop shop = start()) {
      assertThat(shop.context().getEnvironment().getProperty("server.address"))
          .isEqualTo("127.0.0.1");
    }
  }

  @Test
  void otherMeters_clientTimersWithARouteIncluded_areInTheGroupOfMeters() throws Exception {
    List<String> expected;

    try (RunningShop shop = start()) {
      RestClient client =
          RestClient.builder()
              .baseUrl(shop.uri("").toString())
              .observationRegistry(shop.context().getBean(ObservationRegistry.class))
              .build();
      client.get().uri("/products/{client}", 1).retrieve().toBodilessEntity();
      expected = shop.sent(new Call("GET", "/products/1", 200, "products.id"));
    }

    assertThat(names())
        .anyMatch(name -> name.startsWith(METERS + "httpClientRequests."))
        .anyMatch(name -> name.startsWith(METERS + "httpServerRequestsActive."))
        .anyMatch(name -> name.startsWith(METERS + "jvmMemoryUsed."))
        .anyMatch(name -> name.startsWith(METERS + "logbackEvents."))
        .anyMatch(name -> name.startsWith(METERS + "processUptime"));
    assertThat(requestPoints()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void percentilesObjectivesAndCommonTags_byBootsProperties_changeNoPoint() throws Exception {
    List<String> expected;

    try (RunningShop shop =
        start(
            "management.metrics.distribution.percentiles.http.server.requests=0.5,0.99",
            "management.metrics.distribution.percentiles-histogram.http.server.requests=true",
            "management.metrics.distribution.slo.http.server.requests=10ms,100ms",
            "management.metrics.tags.region=eu",
            "management.observations.key-values.stage=production")) {
      expected = sendAll(shop);
      shop.awaitRecorded();
      assertThat(shop.registry().get("http.server.requests").timers())
          .allSatisfy(timer -> assertThat(timer.getId().getTag("region")).isEqualTo("eu"))
          .allSatisfy(timer -> assertThat(timer.getId().getTag("stage")).isEqualTo("production"))
          .allSatisfy(
              timer -> {
                assertThat(timer.takeSnapshot().histogramCounts()).isNotEmpty();
                assertThat(timer.takeSnapshot().percentileValues()).hasSize(2);
              });
      assertThat(shop.registry().get("graphite.bridge.points").tag("region", "eu").meters())
          .isNotEmpty();
    }

    assertThat(requestPoints()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(names()).noneMatch(name -> name.startsWith(METERS + "httpServerRequests."));
  }

  @Test
  void requestTimer_byAnotherName_becomesPointsIfTheSettingNamesIt() throws Exception {
    List<String> expected = new ArrayList<>();

    try (RunningShop shop =
        start(
            "management.observations.http.server.requests.name=shop.requests",
            "graphite.bridge.request-timers=shop.requests",
            "spring.web.resources.add-mappings=false")) {
      expected.addAll(shop.send(new Call("GET", "/products/1", 200, "products.id")));
      // No static files: so there is no route that a path without one could count under.
      expected.addAll(shop.send(new Call("GET", "/no/where", 404, "NOT_FOUND")));
    }

    assertThat(requestPoints()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void registries_inTheContext_areTheOneBeanAndNoneOfBootsOwn() throws Exception {
    try (CarbonServer stock = CarbonServer.builder().timeout(RunningShop.PATIENCE).start()) {

      try (RunningShop shop =
          start(
              "management.graphite.metrics.export.host=" + stock.host(),
              "management.graphite.metrics.export.port=" + stock.port(),
              "management.graphite.metrics.export.protocol=plaintext")) {
        shop.send(Call.ALL.get(0));
        assertThat(shop.context().getBeansOfType(MeterRegistry.class).values())
            .hasOnlyElementsOfType(GraphiteBridgeMeterRegistry.class)
            .hasSize(1);
        assertThat(shop.context().getBeansOfType(GraphiteMeterRegistry.class)).hasSize(1);
      }

      // One of Boot's own would have reported at the close at the latest.
      stock.drain();
      assertThat(stock.connections()).isZero();
    }
  }

  @Test
  void close_ofTheContext_sendsWhatWaits() throws Exception {
    List<String> expected;

    try (RunningShop shop = start("graphite.bridge.flush-interval=10s")) {
      expected = sendAll(shop);
      shop.registry().counter("orders.placed").increment(3);
    }

    assertThat(requestPoints()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(carbon.points(METERS + "ordersPlaced.count"))
        .extracting(CarbonPoint::value)
        .containsExactly(3.0);
  }

  @Test
  void start_withAWrongSetting_failsWithItsKeyAndWhatIsAllowed() {
    assertThatThrownBy(
            () ->
                start(
                    "graphite.bridge.max-age=a while",
                    "logging.level.org.springframework.boot=off"))
        .hasRootCauseInstanceOf(ValidationException.class)
        .rootCause()
        .hasMessageContaining("graphite.bridge.maxAge")
        .hasMessageContaining("a while")
        .hasMessageContaining("must be");
  }

  private RunningShop start(String... properties) {
    return new RunningShop(carbon.port(), properties);
  }

  private static List<String> sendAll(RunningShop shop) throws IOException, InterruptedException {
    List<String> points = new ArrayList<>();
    for (Call call : Call.ALL) {
      points.addAll(shop.send(call));
    }
    return points;
  }

  /** Returns what arrived in the tree of requests, without times. Nothing is on its way then. */
  private List<String> requestPoints() {
    carbon.drain();
    return carbon.points().stream()
        .filter(point -> point.name().startsWith(TREE))
        .map(ShopApplicationTest::withoutTimes)
        .toList();
  }

  private List<String> names() {
    carbon.drain();
    return carbon.points().stream().map(CarbonPoint::name).toList();
  }

  private static String withoutTimes(CarbonPoint point) {
    String[] fields = point.line().split(" ", -1);
    return fields[0] + " " + (fields[0].endsWith(".pt") ? "*" : fields[1]);
  }
}
