// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.NamingConvention;
import io.micrometer.core.instrument.config.validate.ValidationException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.graphite.GraphiteHierarchicalNamingConvention;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RouteNameMapperTest {
  private static final NamingConvention CONVENTION = new GraphiteHierarchicalNamingConvention();

  private final RouteNameMapper mapper = mapper(plain());

  /** The table of Flask-Graphite's documentation. */
  @ParameterizedTest
  @CsvSource({
    "/foo, foo",
    "/foo/bar/baz, foo.bar.baz",
    "/foo/<int:bar>, foo.bar",
    "/foo/<string:bar>/baz/<int:boo>, foo.bar.baz.boo"
  })
  void route_documentedByFlaskGraphite_asThere(String rule, String route) {
    assertThat(name(mapper, rule)).isEqualTo("web1.g." + route + ".pt");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Javalin
        "/ | root",
        "no-leading | no_leading",
        "/foo/{bar} | foo.bar",
        "/slash/<p> | slash.p",
        "/wild/* | wild.wildcard",
        "* | wildcard",
        "/files/{name}.json | files.name_json",
        "/mix-{a}-{b}/x | mix_a_b.x",
        "/sub/{id}* | sub.id_",
        "/trail/ | trail",
        "/x/{p-with-dash} | x.p_with_dash",
        "/opt/{a?} | opt.a",
        "/re/{a:[0-9]+} | re.a",
        "/re/{d:\\d{4}/\\d{2}}/x | re.d.x",
        "/re/{d:[^/]+\\}/\\{}/x | re.d.x",
        "/sp%20ace | sp_20ace",
        "/a+b | a_b",
        "/dot.ted/a_b-c | dot_ted.a_b_c",
        "/{a}{b} | ab",
        // Spring
        "/foo/{id:\\d+} | foo.id",
        "/** | wildcard",
        "/docs/** | docs.wildcard",
        "/docs/{*rest} | docs.rest",
        "/img/*.png | img.__png",
        // Micronaut
        "/books/{id}{?max,offset} | books.id",
        "/books/{+path} | books.path",
        // Jersey, Quarkus
        "{id: [0-9]+} | id",
        "/item/{ id : .+/x } | item.id",
        // Ktor
        "/foo/{bar?} | foo.bar",
        "/foo/{...} | foo.wildcard",
        "/foo/{path...} | foo.path",
        "/foo/(method:GET) | foo",
        // Vert.x
        "/foo/:bar | foo.bar",
        "/flights/:from-:to | flights.from_to",
        "/api/*>/foo/:bar | api.wildcard.foo.bar",
        "/>/foo | foo",
        "/jobs/{id}:cancel | jobs.id_cancel",
        "/v1/things:batchGet | v1.things_batchGet",
        "/at/10:30 | at.10_30",
        "/a_:b | a__b",
        "/odd/: | odd._",
        // Flask
        "/<string(length=2):lang>/x | lang.x",
        "/files/<path:p> | files.p",
        "/<any(a,b):x> | x",
        "/<any('a>', \"b/)\"):x>/y | x.y",
        "/<regex(\"[a-z]/[0-9]\"):y>/z | y.z",
        "/<regex(\"(?<n>[<>:])\"):y>/z | y.z",
        "/<regex([^>]+):y>/z | y.z",
        "/<don't>/x | don_t.x",
        // What no framework should send
        "//a///b// | a.b",
        "/// | root",
        "/{a/b | _a.b",
        "/<a/b | _a.b",
        "/{} | wildcard",
        "/<> | wildcard",
        "/) | _",
        "/a)b(c | ab_c",
        "/a..b/... | a__b.___",
        "/Crème/brûlée | Creme.brulee",
        "/産品/x | __.x",
        "/℀/x | a_c.x"
      })
  void route_templateOfAnyDialect_nodes(String template, String route) {
    assertThat(name(mapper, template)).isEqualTo("web1.g." + route + ".pt");
  }

  @ParameterizedTest
  @CsvSource({
    "root, root",
    "OTHER, OTHER",
    "NOT_FOUND, NOT_FOUND",
    "REDIRECTION, REDIRECTION",
    "UNKNOWN, UNKNOWN",
    "STATIC, STATIC",
    "PREFLIGHT, PREFLIGHT",
    "/STATIC, STATIC_",
    "/{PREFLIGHT}, PREFLIGHT_",
    "/STATIC/x, STATIC.x",
    "/root, root_",
    "/OTHER/, OTHER_",
    "/{root}, root_",
    "/NOT_FOUND, NOT_FOUND_",
    "/NOT-FOUND, NOT_FOUND_",
    "NOT-FOUND, NOT_FOUND_",
    "/:UNKNOWN, UNKNOWN_",
    "/REDIRECTION)/, REDIRECTION_",
    "/Root, Root",
    "/root/x, root.x",
    "/x/root, x.root",
    "/orders/status_code, orders.status_code_",
    "/status_type, status_type_",
    "/x/{status_code}/y, x.status_code_.y",
    "/x/<status-type>, x.status_type_",
    "/x/status-code/200, x.status_code_.200",
    "/x/Status_Code, x.Status_Code",
    "/status/code, status.code"
  })
  void route_wordsOfOurOwn_onlyFromTheSentinels(String template, String route) {
    assertThat(name(mapper, template)).isEqualTo("web1.g." + route + ".pt");
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_FOUND, not_found",
    "/not_found, not_found_",
    "/Not-Found, not_found_",
    "/ROOT, root_",
    "/, root",
    "/other, other_",
    "/x/Status_Code, x.status_code_",
    "/Foo/{Bar}, foo.bar"
  })
  void route_inLowercase_wordsOfOurOwnOnlyFromTheSentinels(String template, String route) {
    RouteNameMapper lowercase =
        mapper(plain().hostNode("WEB1").metricPrefix("P").suffix("_S").lowercaseMetricNames(true));

    assertThat(name(lowercase, template)).isEqualTo("p.web1.g." + route + ".pt_s");
  }

  @ParameterizedTest
  @CsvSource({
    "_, /foo/<int:bar>, foo_bar",
    "--, /foo/<int:bar>, foo--bar",
    "_, /NOT/FOUND, NOT_FOUND_",
    "_, /status/{code}, status_code_",
    "_, NOT_FOUND, NOT_FOUND",
    "_, /, root"
  })
  void route_otherSeparator_isOneNode(String separator, String template, String route) {
    RouteNameMapper joined = mapper(plain().routeSeparator(separator));

    assertThat(name(joined, template)).isEqualTo("web1.g." + route + ".pt");
  }

  @Test
  void route_otherSeparatorAndTooLong_isOneNodeOf251() {
    RouteNameMapper joined = mapper(plain().routeSeparator("_"));

    assertThat(name(joined, "/segment".repeat(40)))
        .matches("web1\\.g\\.[segmnt_]{242}_[0-9a-f]{8}\\.pt");
  }

  @ParameterizedTest
  @CsvSource({"/a-b/c, a-b.c", "/a(b), a_b_", "/NOT-FOUND, NOT-FOUND"})
  void route_notCleaned_keepsHyphensAndMarksParentheses(String template, String route) {
    RouteNameMapper raw = mapper(plain().cleanMetricName(false));

    assertThat(name(raw, template)).isEqualTo("web1.g." + route + ".pt");
  }

  @ParameterizedTest
  @CsvSource({
    "404, NOT_FOUND",
    "405, NOT_FOUND",
    "301, REDIRECTION",
    "200, UNKNOWN",
    "500, UNKNOWN",
    "'', UNKNOWN",
    "RESET, UNKNOWN"
  })
  void route_missing_isNamedByTheStatus(String status, String route) {
    String expected = "web1.g." + route + ".pt";

    assertThat(name(mapper, Tags.of("status", status))).isEqualTo(expected);
    assertThat(name(mapper, Tags.of("status", status, "route", ""))).isEqualTo(expected);
    assertThat(name(mapper, Tags.of("status", status, "route", "n/a"))).isEqualTo(expected);
    assertThat(name(mapper, Tags.of("status", status, "uri", "UNMATCHED_URI"))).isEqualTo(expected);
  }

  @Test
  void tags_ofOtherDialects_inTheDocumentedOrder() {
    assertThat(name(mapper, Tags.of("uri", "/u", "http.route", "/h"))).isEqualTo("web1.g.u.pt");
    assertThat(name(mapper, Tags.of("http.route", "/h"))).isEqualTo("web1.g.h.pt");
    assertThat(name(mapper, Tags.of("route", "/r", "uri", "/u"))).isEqualTo("web1.g.r.pt");
    assertThat(name(mapper, Tags.of("route", "", "uri", "/u"))).isEqualTo("web1.g.u.pt");
    assertThat(name(mapper, Tags.of("code", "404"))).isEqualTo("web1.g.NOT_FOUND.pt");
    assertThat(name(mapper, Tags.of("http.response.status_code", "302", "code", "")))
        .isEqualTo("web1.g.REDIRECTION.pt");
    assertThat(name(mapper, Tags.of("status", "200", "code", "404")))
        .isEqualTo("web1.g.UNKNOWN.pt");
  }

  @ParameterizedTest
  @CsvSource({
    "pt, 200, pt",
    "count, 200, count",
    "size, 200, size",
    "status_code, 200, status_code.200",
    "status_code, 599, status_code.599",
    "status_code, 600, status_code.UNKNOWN",
    "status_code, 099, status_code.UNKNOWN",
    "status_code, ٢٠٠, status_code.UNKNOWN",
    "status_code, UNKNOWN, status_code.UNKNOWN",
    "status_code, RESET, status_code.UNKNOWN",
    "status_type, 204, status_type.2XX",
    "status_type, 500, status_type.5XX",
    "status_type, -1, status_type.UNKNOWN",
    "db-time, 200, db_time",
    "db.time, 200, db_time",
    "'', 200, _",
    "status-code, 200, status_code_",
    "p)t, 200, pt_",
    "cöunt, 200, count_"
  })
  void leaf_ofAnyName_nodes(String leaf, String status, String nodes) {
    assertThat(name(mapper, leaf, Tags.of("route", "/foo", "status", status)))
        .isEqualTo("web1.g.foo." + nodes);
  }

  @Test
  void leaf_inLowercase_lowersTheStatusToo() {
    RouteNameMapper lowercase = mapper(plain().lowercaseMetricNames(true));
    Tags tags = Tags.of("route", "/foo", "status", "204");

    assertThat(name(lowercase, "status_type", tags)).isEqualTo("web1.g.foo.status_type.2xx");
    assertThat(name(lowercase, "status_code", Tags.of("route", "/foo")))
        .isEqualTo("web1.g.foo.status_code.unknown");
    assertThat(name(lowercase, "PT", tags)).isEqualTo("web1.g.foo.pt_");
  }

  @Test
  void suffix_anyLeaf_isTheEndOfTheName() {
    Tags tags = Tags.of("route", "/foo", "status", "204");

    assertThat(name(mapper(plain().suffix(".jvm")), "pt", tags)).isEqualTo("web1.g.foo.pt.jvm");
    assertThat(name(mapper(plain().suffix("_x")), "status_type", tags))
        .isEqualTo("web1.g.foo.status_type.2XX_x");
    assertThat(name(mapper(plain().suffix("_x")), "l".repeat(300), tags))
        .matches("web1\\.g\\.foo\\.l{240}_[0-9a-f]{8}_x");
  }

  @ParameterizedTest
  @CsvSource({
    "web-1.example.org, true, web-1_example_org.",
    "web-1.example.org, false, web-1.example.org.",
    "fe80::1, true, fe80__1.",
    "'', true, ''",
    "'', false, ''",
    "..., false, _."
  })
  void hostNode_anyName_oneNodeOrItsParts(String host, boolean squash, String nodes) {
    RouteNameMapper hosted = mapper(plain().hostNode(host).fqdnSquash(squash));

    assertThat(name(hosted, "/foo")).isEqualTo(nodes + "g.foo.pt");
  }

  @Test
  void metricPrefixAndGroup_withDotsAndHyphens_keepThem() {
    RouteNameMapper prefixed = mapper(plain().metricPrefix("prod.eu-1").group("shop.web-app"));

    assertThat(name(prefixed, "/foo")).isEqualTo("prod.eu-1.web1.shop.web-app.foo.pt");
    assertThat(prefixed.toHierarchicalName(id("jvm.gc", Meter.Type.COUNTER), CONVENTION))
        .isEqualTo("prod.eu-1.web1.shop.web-app-meters.jvmGc");
  }

  @Test
  void route_tooLongForAName_isCutAndTheLeafStays() {
    String one = name(mapper, "/segment".repeat(300) + "/one");
    String two = name(mapper, "/segment".repeat(300) + "/two");

    assertThat(one)
        .hasSizeLessThanOrEqualTo(1024)
        .matches("web1\\.g\\.segment\\..*_[0-9a-f]{8}\\.pt");
    assertThat(two).hasSameSizeAs(one).isNotEqualTo(one);
  }

  @Test
  void route_longerThanAnyTemplate_staysDifferentBehindTheCut() {
    String one = name(mapper, "/a".repeat(3_000) + "/one");
    String two = name(mapper, "/a".repeat(3_000) + "/two");

    assertThat(CarbonName.isSafe(one)).isTrue();
    assertThat(one).isNotEqualTo(two);
  }

  @Test
  void otherMeter_tags_areMicrometersLayoutUnderTheMeterGroup() {
    Meter.Id id =
        id("http.server.requests", Meter.Type.TIMER, "uri", "/foo/{bar}", "status", "200");

    assertThat(mapper.toHierarchicalName(id, CONVENTION))
        .isEqualTo("web1.g-meters.httpServerRequests.status.200.uri._foo__bar_");
  }

  @Test
  void otherMeter_unsafeName_isMadeSafe() {
    Meter.Id id = id("a b\n", Meter.Type.GAUGE, "k;", "v w.x");

    assertThat(mapper.toHierarchicalName(id, NamingConvention.identity))
        .isEqualTo("web1.g-meters.a_b_.k_.v_w.x");
    assertThat(mapper.toHierarchicalName(id("", Meter.Type.GAUGE), NamingConvention.identity))
        .isEqualTo("web1.g-meters._");
  }

  @Test
  void otherMeter_longName_leavesRoomForWhatTheReporterAppends() {
    Meter.Id id = id("meter", Meter.Type.COUNTER, "k", "v.".repeat(1_000));

    String name = mapper.toHierarchicalName(id, NamingConvention.identity);

    assertThat(CarbonName.isSafe(name + ".mean_rate")).isTrue();
    assertThat(name).startsWith("web1.g-meters.meter.k.v.v.");
  }

  @Test
  void otherMeter_suffix_isNotAppended() {
    assertThat(
            mapper(plain().suffix("_x"))
                .toHierarchicalName(id("jvm.gc", Meter.Type.COUNTER), CONVENTION))
        .isEqualTo("web1.g-meters.jvmGc");
  }

  @ParameterizedTest
  @EnumSource(
      value = Meter.Type.class,
      names = {"GAUGE", "LONG_TASK_TIMER", "OTHER"})
  void otherMeter_runningValueOfARequestMetersName_staysOutOfTheGroup(Meter.Type type) {
    assertThat(mapper.toHierarchicalName(id("http.route.pt", type), CONVENTION))
        .isEqualTo("web1.g-meters.httpRoutePt");
  }

  @Test
  void isRequestMeter_nameWithoutLeafPart_false() {
    assertThat(RouteNameMapper.isRequestMeter(id("http.route", Meter.Type.COUNTER))).isFalse();
    assertThat(RouteNameMapper.isRequestMeter(id("http.routes.x", Meter.Type.COUNTER))).isFalse();
    assertThat(RouteNameMapper.isRequestMeter(id("http.route.x", Meter.Type.COUNTER))).isTrue();
  }

  @Test
  void create_everySettingOfAConfiguration_isUsed() {
    RouteNameMapper created =
        RouteNameMapper.create(
            GraphiteBridgeConfig.builder()
                .metricPrefix("Prod")
                .hostNode("web.1")
                .fqdnSquash(false)
                .group("shop")
                .meterGroup("jvm")
                .suffix("_x")
                .lowercaseMetricNames(true)
                .cleanMetricName(false)
                .routeSeparator("--")
                .build());

    assertThat(name(created, "/a-b/<int:c>")).isEqualTo("prod.web.1.shop.a-b--c.pt_x");
    assertThat(created.toHierarchicalName(id("gc", Meter.Type.COUNTER), CONVENTION))
        .isEqualTo("prod.web.1.jvm.gc");
  }

  @Test
  void create_defaults_hostAndGroup() {
    String host = CarbonName.node(LocalHostName.get());

    assertThat(name(RouteNameMapper.create(GraphiteBridgeConfig.DEFAULT), "/foo"))
        .isEqualTo(host + ".graphite-bridge.foo.pt");
  }

  @Test
  void create_wrongSettings_areRefusedAsTheRegistryRefusesThem() {
    Map<String, String> values =
        Map.of("graphite.bridge.group", "g\n", "graphite.bridge.meterGroup", "m..n");
    GraphiteBridgeConfig config = values::get;

    assertThatThrownBy(() -> RouteNameMapper.create(config))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("graphite.bridge.group was 'g\n' but it must be letters");
  }

  @Test
  void otherMeter_percentileOfARequestMeter_staysOutOfTheGroup() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    Timer.builder("http.route.pt")
        .tag("route", "/foo")
        .publishPercentiles(0.99)
        .serviceLevelObjectives(Duration.ofMillis(1))
        .register(registry);

    assertThat(registry.getMeters())
        .extracting(meter -> mapper.toHierarchicalName(meter.getId(), CONVENTION))
        .containsExactlyInAnyOrder(
            "web1.g.foo.pt",
            "web1.g-meters.httpRoutePtPercentile.phi.0_99.route._foo",
            "web1.g-meters.httpRoutePtHistogram.le.0_001.route._foo");
  }

  private static GraphiteBridgeConfigBuilder plain() {
    return GraphiteBridgeConfig.builder().hostNode("web1").group("g");
  }

  private static RouteNameMapper mapper(GraphiteBridgeConfigBuilder settings) {
    return RouteNameMapper.create(settings.build());
  }

  private static String name(RouteNameMapper mapper, String route) {
    return name(mapper, Tags.of("route", route, "status", "200"));
  }

  private static String name(RouteNameMapper mapper, Tags tags) {
    return name(mapper, "pt", tags);
  }

  private static String name(RouteNameMapper mapper, String leaf, Tags tags) {
    Meter.Id id = new Meter.Id("http.route." + leaf, tags, null, null, Meter.Type.TIMER);
    return mapper.toHierarchicalName(id, CONVENTION);
  }

  private static Meter.Id id(String name, Meter.Type type, String... tags) {
    return new Meter.Id(name, Tags.of(tags), null, null, type);
  }
}
