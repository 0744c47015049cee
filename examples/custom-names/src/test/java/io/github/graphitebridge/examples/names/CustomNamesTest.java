// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.RouteNameMapper;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.rules.RequestSeriesBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each example's lines, and that the rules generated for them take them. */
@Timeout(60)
class CustomNamesTest {

  @Test
  void lambda_aTag_standsInFrontOfAll() {
    Sent sent =
        Sent.by(
            LambdaNames::mapper,
            registry -> {
              registry.config().commonTags("region", "eu-west");
              Sent.request(registry, "GET", "/products/{id}", 200);
            });

    assertThat(sent.lines())
        .containsExactlyInAnyOrder(
            "eu-west.web-1.shop.products.id.pt 0.012 1700000000",
            "eu-west.web-1.shop.products.id.count 1 1700000000",
            "eu-west.web-1.shop.products.id.status_code.200 1 1700000000",
            "eu-west.web-1.shop.products.id.status_type.2XX 1 1700000000");
    sent.areTakenBy(rules(shop().prefix("eu-west")), "web-1", "all");
  }

  @Test
  void separator_andNoHost_makeEachRouteOneNode() {
    Sent sent =
        Sent.by(
            SeparatorNames.settings(),
            RouteNameMapper::create,
            registry ->
                RequestRecorder.create(registry)
                    .record(
                        new ServedRequest(
                            "GET",
                            "/products/{id}",
                            "/products/7",
                            404,
                            1_500_000,
                            9,
                            null,
                            Map.of())));

    assertThat(sent.lines())
        .containsExactlyInAnyOrder(
            "shop.products_id.pt 0.0015 1700000000",
            "shop.products_id.count 1 1700000000",
            "shop.products_id.size 9 1700000000",
            "shop.products_id.status_code.404 1 1700000000",
            "shop.products_id.status_type.4XX 1 1700000000");
    sent.areTakenBy(rules(shop().host("")), "shop", "shop");
  }

  @Test
  void method_ofAForeignTimer_isANodeBeforeTheRoute() {
    Sent sent =
        Sent.by(
            MethodNames.settings(),
            RouteNameMapper::create,
            registry -> {
              Sent.request(registry, "GET", "/products/{id}", 200);
              Sent.request(registry, "DELETE", "/products/{id}", 404);
            });

    assertThat(sent.lines())
        .containsExactlyInAnyOrder(
            "web-1.shop.GET.products.id.pt 0.012 1700000000",
            "web-1.shop.GET.products.id.count 1 1700000000",
            "web-1.shop.GET.products.id.status_code.200 1 1700000000",
            "web-1.shop.GET.products.id.status_type.2XX 1 1700000000",
            "web-1.shop.DELETE.products.id.pt 0.012 1700000000",
            "web-1.shop.DELETE.products.id.count 1 1700000000",
            "web-1.shop.DELETE.products.id.status_code.404 1 1700000000",
            "web-1.shop.DELETE.products.id.status_type.4XX 1 1700000000");
    sent.areTakenBy(rules(shop()), "web-1", "all");
  }

  @Test
  void tenant_ofTheWholeProcess_isANodeBeforeTheRoute() {
    Sent sent =
        Sent.by(
            TenantNames::mapper,
            registry -> {
              TenantNames.serve("Ac.me & Söhne", registry);
              Sent.request(registry, "GET", "/", 200);
            });

    assertThat(sent.lines())
        .containsExactlyInAnyOrder(
            "web-1.shop.Ac_me___Sohne.root.pt 0.012 1700000000",
            "web-1.shop.Ac_me___Sohne.root.count 1 1700000000",
            "web-1.shop.Ac_me___Sohne.root.status_code.200 1 1700000000",
            "web-1.shop.Ac_me___Sohne.root.status_type.2XX 1 1700000000");
    sent.areTakenBy(rules(shop()), "web-1", "all");
  }

  @Test
  void tenant_thatReadsAsALeaf_isTakenByNoOtherRule() {
    Sent sent =
        Sent.by(
            TenantNames::mapper,
            registry -> {
              TenantNames.serve("status_code", registry);
              Sent.request(registry, "GET", "/count", 200);
            });

    assertThat(sent.lines())
        .contains(
            "web-1.shop.status_code_.count.count 1 1700000000",
            "web-1.shop.status_code_.count.status_code.200 1 1700000000");
    sent.areTakenBy(rules(shop()), "web-1", "all");
  }

  @Test
  void routeRules_someRoutes_goElsewhere() {
    Sent sent =
        Sent.by(
            RouteRules::mapper,
            registry -> {
              Sent.request(registry, "GET", "/api/v2/users/{id}", 200);
              Sent.request(registry, "GET", "/api/v2/orders", 200);
              Sent.request(registry, "GET", "/health", 200);
              Sent.request(registry, "GET", "/api/v1/users", 200);
            });

    assertThat(sent.lines().stream().filter(line -> line.contains(".count ")))
        .containsExactlyInAnyOrder(
            "web-1.shop.api.count 1 1700000000",
            "web-1.shop.api.count 1 1700000000",
            "web-1.shop.internal.alive.count 1 1700000000",
            "web-1.shop.api.v1.users.count 1 1700000000");
    sent.areTakenBy(rules(shop()), "web-1", "all");
  }

  @Test
  void print_eachWay_showsItsLines() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    CustomNames.print(new PrintStream(out, true, StandardCharsets.UTF_8));

    assertThat(out.toString(StandardCharsets.UTF_8).replaceAll(" 1 \\d{10}", " 1 <time>").lines())
        .contains(
            "LambdaNames",
            "  eu-west.web-1.shop.api.v2.users.id.count 1 <time>",
            "SeparatorNames",
            "  shop.api_v2_users_id.count 1 <time>",
            "MethodNames",
            "  web-1.shop.GET.api.v2.users.id.count 1 <time>",
            "TenantNames",
            "  web-1.shop.acme.api.v2.users.id.count 1 <time>",
            "RouteRules",
            "  web-1.shop.api.count 1 <time>");
  }

  private static RequestSeriesBuilder shop() {
    return RequestSeries.builder().group("shop");
  }

  private static AggregationRules rules(RequestSeriesBuilder names) {
    return AggregationRules.of(names.build());
  }
}
