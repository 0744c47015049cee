// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.CarbonName;
import io.github.graphitebridge.rules.Generated;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.NamingConvention;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands between group and leaf where the builder has tags as nodes, or a rule for routes. */
class RouteBranchTest {

  @ParameterizedTest
  @CsvSource({
    "GET, GET.orders.id.pt",
    "'', UNKNOWN.orders.id.pt",
    "status_code, status_code_.orders.id.pt",
    "a.b/c d, a_b_c_d.orders.id.pt",
    "Zoë-1, Zoe_1.orders.id.pt"
  })
  void tagNodes_anyValue_isOneNodeBeforeTheRoute(String value, String nodes) {
    RouteNameMapper tagged = mapper().tagNodes("method").build();

    String name = name(tagged, Tags.of("route", "/orders/{id}", "method", value));

    assertThat(name).isEqualTo("web1.g." + nodes);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /products/{id}, GET.products.id",
    "DELETE, /products/{id}, DELETE.products.id",
    "CONNECT, /, CONNECT.root",
    "QUERY, /a, OTHER.a",
    "get, /a, OTHER.a",
    "'', /a, OTHER.a",
    "status_code, /a, OTHER.a",
    "GET, NOT_FOUND, GET.NOT_FOUND",
    "GET, /NOT_FOUND, GET.NOT_FOUND_",
    "GET, /root, GET.root_",
    "GET, STATIC, GET.STATIC",
    "OPTIONS, PREFLIGHT, OPTIONS.PREFLIGHT",
    "BREW, OTHER, OTHER.OTHER",
    "GET, /GET/status_code, GET.GET.status_code_"
  })
  void methodNode_anyMethod_isOneOfTenNodesBeforeTheRoute(
      String method, String route, String nodes) {
    RouteNameMapper named = methods().build();
    AggregationRules rules = Generated.rules(List.of("--group", "g"));

    String name = name(named, Tags.of("route", route, "method", method));

    assertThat(name).isEqualTo("web1.g." + nodes + ".pt");
    assertThat(rules.matches(name)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"method, GET", "http.request.method, GET", "http.method, GET", "verb, OTHER"})
  void methodNode_tagOfAnyFramework_isRead(String key, String node) {
    assertThat(name(methods().build(), Tags.of("uri", "/a", key, "GET")))
        .isEqualTo("web1.g." + node + ".a.pt");
  }

  @Test
  void methodNode_besideOtherNodes_standsNextToTheRoute() {
    RouteNameMapper tagged = methods().tagNodes("tenant").build();

    assertThat(name(tagged, Tags.of("route", "/a", "method", "PUT", "tenant", "acme")))
        .isEqualTo("web1.g.acme.PUT.a.pt");
    assertThatThrownBy(() -> methods().tagNodes("method").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tagNodes was [method] but the method is a node already, by methodNode");
  }

  private static RouteNameMapperBuilder methods() {
    return RouteNameMapper.builder(plain().methodNode(true).build());
  }

  @Test
  void tagNodes_several_inTheirOrderAndOneDepthForAll() {
    RouteNameMapper tagged =
        RouteNameMapper.builder(plain().routeSeparator("_").build())
            .tagNodes("tenant", "method")
            .build();

    assertThat(name(tagged, Tags.of("route", "/a/b", "method", "GET", "tenant", "acme")))
        .isEqualTo("web1.g.acme.GET.a_b.pt");
    assertThat(name(tagged, Tags.of("status", "404")))
        .isEqualTo("web1.g.UNKNOWN.UNKNOWN.NOT_FOUND.pt");
  }

  @Test
  void tagNodes_inLowercase_areLoweredToo() {
    RouteNameMapper lowercase =
        RouteNameMapper.builder(plain().lowercaseMetricNames(true).build())
            .tagNodes("method")
            .build();

    assertThat(name(lowercase, Tags.of("route", "/a", "method", "GET")))
        .isEqualTo("web1.g.get.a.pt");
    assertThat(name(lowercase, Tags.of("route", "/a"))).isEqualTo("web1.g.unknown.a.pt");
  }

  @Test
  void tagNodes_otherMeter_hasItsTagsAlready() {
    RouteNameMapper tagged = mapper().tagNodes("method").build();
    Meter.Id gauge = new Meter.Id("pool", Tags.of("method", "GET"), null, null, Meter.Type.GAUGE);

    assertThat(tagged.toHierarchicalName(gauge, NamingConvention.identity))
        .isEqualTo("web1.g-meters.pool.method.GET");
  }

  @Test
  void tagNodes_longValues_areCutAndTheLeafStays() {
    RouteNameMapper tagged = mapper().tagNodes("a", "b", "c", "d", "e").build();
    String text = "x".repeat(300);

    String name = name(tagged, Tags.of("a", text, "b", text, "c", text, "d", text, "e", text));

    assertThat(name).startsWith("web1.g." + "x".repeat(242) + "_").endsWith(".pt");
    assertThat(CarbonName.isSafe(name)).isTrue();
  }

  @Test
  void build_wrongTagNodes_saysWhatTheyAre() {
    assertThatThrownBy(() -> mapper().tagNodes("method", " ").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tagNodes was [method,  ] but must be the keys of tags, each once");
    assertThatThrownBy(() -> mapper().tagNodes("method", "method").build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[method, method]");
    assertThatThrownBy(() -> mapper().tagNodes((String) null))
        .isInstanceOf(NullPointerException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v2/users/{id}, api",
    "/api/v1/users, api.v1.users",
    "/health, internal.health__up",
    "/gone, OTHER",
    "/empty, root",
    "NOT_FOUND, NOT_FOUND",
    "OTHER, OTHER"
  })
  void route_ruleOfOnesOwn_takesSomeRoutesToAnother(String template, String route) {
    RouteNameMapper ruled =
        mapper()
            .route(
                own -> {
                  assertThat(own).startsWith("/");
                  return switch (own) {
                    case "/health" -> "/internal/health?\nup";
                    case "/gone" -> "OTHER";
                    case "/empty" -> "";
                    default -> own.startsWith("/api/v2/") ? "/api" : null;
                  };
                })
            .build();

    assertThat(name(ruled, template)).isEqualTo("web1.g." + route + ".pt");
  }

  private static RouteNameMapperBuilder mapper() {
    return RouteNameMapper.builder(plain().build());
  }

  private static GraphiteBridgeConfigBuilder plain() {
    return GraphiteBridgeConfig.builder().hostNode("web1").group("g");
  }

  private static String name(RouteNameMapper mapper, String route) {
    return name(mapper, Tags.of("route", route, "status", "200"));
  }

  private static String name(RouteNameMapper mapper, Tags tags) {
    Meter.Id id = new Meter.Id("http.route.pt", tags, null, null, Meter.Type.TIMER);
    return mapper.toHierarchicalName(id, NamingConvention.identity);
  }
}
