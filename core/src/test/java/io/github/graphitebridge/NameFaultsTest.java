// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a registry sends when the application's mapper is wrong. */
class NameFaultsTest {
  private static final HierarchicalNameMapper WITHOUT_TAGS =
      (id, convention) -> "app." + id.getName();

  /** How a meter of each kind is registered with some tags, and given something to report. */
  private static final List<Named<Registration>> KINDS =
      List.of(
          Named.of(
              "counter",
              (registry, tags) -> {
                Counter counter = Counter.builder("x").tags(tags).register(registry);
                counter.increment();
                return counter;
              }),
          Named.of(
              "gauge",
              (registry, tags) -> Gauge.builder("x", () -> 1).tags(tags).register(registry)),
          Named.of(
              "timeGauge",
              (registry, tags) ->
                  TimeGauge.builder("x", () -> 1, TimeUnit.SECONDS).tags(tags).register(registry)),
          Named.of(
              "timer",
              (registry, tags) -> {
                Timer timer = Timer.builder("x").tags(tags).register(registry);
                timer.record(Duration.ofSeconds(1));
                return timer;
              }),
          Named.of(
              "summary",
              (registry, tags) -> {
                DistributionSummary summary =
                    DistributionSummary.builder("x").tags(tags).register(registry);
                summary.record(1);
                return summary;
              }),
          Named.of(
              "functionCounter",
              (registry, tags) ->
                  FunctionCounter.builder("x", NameFaultsTest.class, type -> 1)
                      .tags(tags)
                      .register(registry)),
          Named.of(
              "functionTimer",
              (registry, tags) ->
                  FunctionTimer.builder(
                          "x", NameFaultsTest.class, type -> 1, type -> 1, TimeUnit.SECONDS)
                      .tags(tags)
                      .register(registry)),
          Named.of(
              "longTaskTimer",
              (registry, tags) -> LongTaskTimer.builder("x").tags(tags).register(registry)),
          Named.of(
              "custom",
              (registry, tags) ->
                  Meter.builder(
                          "x",
                          Meter.Type.OTHER,
                          List.of(new Measurement(() -> 1.0, Statistic.VALUE)))
                      .tags(tags)
                      .register(registry)));

  private final CarbonServer carbon = CarbonServer.start();

  /** Registers a meter of one kind. */
  private interface Registration {
    Meter with(MeterRegistry registry, Tags tags);
  }

  @AfterEach
  void stop() {
    carbon.close();
    assertThat(carbon.rejected()).isEmpty();
  }

  static List<Named<Function<Meter.Id, String>>> nothings() {
    return List.of(
        Named.of(
            "throws",
            id -> {
              throw new IllegalStateException("no name for " + id.getName());
            }),
        Named.of(
            "fails",
            id -> {
              throw new StackOverflowError("no name for " + id.getName());
            }),
        Named.of("null", id -> null),
        Named.of("empty", id -> ""),
        Named.of("blank", id -> " \t\n"));
  }

  @ParameterizedTest
  @MethodSource("nothings")
  void mapper_givesNothing_everyMeterHasItsDefaultName(Function<Meter.Id, String> nothing) {
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> nothing.apply(id));

    RequestRecorder.create(registry).record(request("/products/{id}"));
    registry.counter("jobs.done", "queue", "mail").increment();
    registry.counter("orders.placed", "kind", "web").increment();
    registry.close();

    assertThat(lines())
        .contains(
            "web.shop.products.id.count 1",
            "web.shop.products.id.status_code.200 1",
            "web.shop.orders.placed.kind.web.count 1",
            "web.shop-meters.jobsDone.queue.mail.count 1")
        .allMatch(line -> line.startsWith("web.shop.") || line.startsWith("web.shop-meters."));
  }

  static List<Arguments> unsafeNames() {
    return List.of(
        arguments("a b.c", "a_b.c"),
        arguments("a\nb 5 1700000000\nc", "a_b_5_1700000000_c"),
        arguments(".a..b.", "a.b"),
        arguments("a".repeat(252) + ".b", "a".repeat(242) + "_b1305fc0.b"),
        arguments("abcdefg.".repeat(200), "abcdefg.".repeat(126) + "abcdefg_ca4b221e"),
        arguments("größe.数", "gro_e._"),
        arguments("../../etc/passwd", "_._etc_passwd"),
        arguments("a;host=b", "a_host_b"),
        arguments("...", "_"));
  }

  @ParameterizedTest
  @MethodSource("unsafeNames")
  void mapper_givesUnsafeName_itIsMadeSafe(String unsafe, String safe) {
    GraphiteBridgeMeterRegistry registry =
        registry((id, convention) -> id.getName().startsWith("graphite.") ? "own" : unsafe);

    registry.counter("http.route.count", "route", "/a", "status", "200").increment();
    registry.counter("orders.placed").increment();
    registry.gauge("stepped", 7);
    registry.close();

    assertThat(lines()).contains(safe + " 1", safe + " 7");
    assertThat(faults(registry, "unsafe")).isEqualTo(3);
    assertThat(faults(registry, "failed")).isZero();
  }

  static List<Named<Registration>> kinds() {
    return KINDS;
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void mapper_dropsTags_steppedMetersStayApart(Registration kind) {
    GraphiteBridgeMeterRegistry registry = registry(WITHOUT_TAGS);

    kind.with(registry, Tags.of("k", "1"));
    kind.with(registry, Tags.of("k", "2"));
    registry.close();

    assertThat(lines())
        .anyMatch(line -> line.matches("app\\.x(\\.[a-z0-9_]+)? [0-9.]+"))
        .anyMatch(line -> line.startsWith("app.x.k.2"))
        .noneMatch(line -> line.startsWith("app.x.k.1") && !line.contains("statistic"))
        .doesNotHaveDuplicates();
    assertThat(faults(registry, "collided")).isPositive();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void remove_oneOfTwoThatCollide_leavesTheOtherReporting(Registration kind) {
    GraphiteBridgeMeterRegistry registry = registry(WITHOUT_TAGS);
    Meter first = kind.with(registry, Tags.of("k", "1"));
    kind.with(registry, Tags.of("k", "2"));
    GraphiteBridgeMeterRegistry mirrored = registry(WITHOUT_TAGS);
    kind.with(mirrored, Tags.of("k", "1"));
    Meter second = kind.with(mirrored, Tags.of("k", "2"));

    registry.remove(first);
    mirrored.remove(second);

    assertThat(xs(registry)).isNotEmpty().allMatch(name -> name.contains("app.x.k.2"));
    assertThat(xs(mirrored)).isNotEmpty().noneMatch(name -> name.contains("k.2"));
    registry.close();
    mirrored.close();
  }

  @Test
  void multiGauge_mapperDropsTags_rowsStayApartAndChange() {
    GraphiteBridgeMeterRegistry registry = registry(WITHOUT_TAGS);
    MultiGauge rows = MultiGauge.builder("x").register(registry);

    rows.register(List.of(row("a", 1), row("b", 2)), true);
    rows.register(List.of(row("b", 3), row("c", 4)), true);
    registry.close();

    List<String> lines = lines().stream().filter(line -> line.startsWith("app.x")).toList();
    assertThat(lines)
        .hasSize(2)
        .anyMatch(line -> line.endsWith(" 3"))
        .anyMatch(line -> line.endsWith(" 4"));
  }

  @Test
  void mapper_wrongInEveryWay_isLoggedOncePerWay() {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    GraphiteBridgeMeterRegistry registry;
    try {
      registry =
          registry(
              (id, convention) ->
                  switch (id.getName()) {
                    case "thrown" -> throw new IllegalStateException("no name");
                    case "unsafe" -> "a b";
                    case "same" -> "same";
                    default -> id.getName() + '.' + id.getTagsAsIterable().hashCode();
                  });
      for (String name : List.of("thrown", "unsafe", "same")) {
        for (String tag : List.of("1", "2", "3")) {
          assertThatCode(() -> registry.counter(name, "k", tag)).doesNotThrowAnyException();
        }
      }
    } finally {
      System.setErr(before);
    }

    assertThat(log.toString(StandardCharsets.UTF_8).lines().filter(NameFaultsTest::isWarning))
        .hasSize(3)
        .anyMatch(line -> line.contains("failed for MeterId{name='thrown', tags=[tag(k=1)]}"))
        .anyMatch(line -> line.contains("unsafe name for MeterId{name='unsafe', tags=[tag(k=1)]}"))
        .anyMatch(line -> line.contains("MeterId{name='unsafe', tags=[tag(k=2)]} is another"));
    assertThat(faults(registry, "failed")).isEqualTo(3);
    assertThat(faults(registry, "unsafe")).isEqualTo(3);
    assertThat(faults(registry, "collided")).isEqualTo(4);
    registry.close();
  }

  @Test
  void mapper_needsATagOfAllRealMeters_hasNoFaultForTheLogsExample() {
    GraphiteBridgeMeterRegistry registry =
        registry(
            (id, convention) -> {
              String tenant = id.getName().startsWith("http.") ? id.getTag("tenant") : "none";
              return tenant.concat(".").concat(id.getName());
            });

    registry.counter("http.route.count", "route", "/a", "tenant", "acme").increment();
    registry.close();

    assertThat(lines()).contains("acme.http.route.count 1");
    assertThat(faults(registry, "failed")).isZero();
  }

  @Test
  void routeNameMapper_pushedPerEvent_standsUnderTheGroupWithItsTagNodes() {
    RouteNameMapper mapper = RouteNameMapper.builder(mill()).tagNodes("tenant", "method").build();
    GraphiteBridgeMeterRegistry registry = registry(mapper);
    registry.config().commonTags("tenant", "acme");

    registry.counter("orders.placed", "kind", "web").increment();
    registry.counter("http.route.count", "route", "/a", "status", "200").increment();
    registry.close();

    assertThat(lines())
        .contains("mill.acme.orders.placed.kind.web.count 1", "mill.acme.UNKNOWN.a.count 1");
  }

  @Test
  void routeRule_throws_givesTheDefaultName() {
    RouteNameMapper mapper =
        RouteNameMapper.builder(mill())
            .route(
                route -> {
                  throw new IllegalStateException("no rule for " + route);
                })
            .build();
    GraphiteBridgeMeterRegistry registry = registry(mapper);

    RequestRecorder.create(registry).record(request("/products/{id}"));
    registry.close();

    assertThat(lines()).contains("web.shop.products.id.count 1");
    assertThat(faults(registry, "failed")).isEqualTo(5);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void remove_asksTheMapperNothing(Registration kind) {
    AtomicInteger asked = new AtomicInteger();
    GraphiteBridgeMeterRegistry registry =
        registry(
            (id, convention) -> {
              asked.incrementAndGet();
              return id.getName() + "." + id.getTagsAsIterable().hashCode();
            });
    Meter meter = kind.with(registry, Tags.of("k", "1"));
    int before = asked.get();

    registry.remove(meter);
    registry.close();

    assertThat(asked).hasValue(before);
  }

  /** Other tests' threads may log at the same time. */
  private static boolean isWarning(String line) {
    return line.contains("WARN") && line.contains("MeterId{");
  }

  private GraphiteBridgeMeterRegistry registry(HierarchicalNameMapper mapper) {
    GraphiteBridgeConfig config = Connected.to(carbon).hostNode("web").group("shop").build();
    return Connected.of(
        GraphiteBridgeMeterRegistry.builder(config)
            .clock(Clock.SYSTEM)
            .mapper(mapper)
            .pushPerEvent(id -> id.getName().startsWith("orders."))
            .build());
  }

  /** Returns name and value of what has arrived once the registries have closed. */
  private List<String> lines() {
    carbon.drain();
    return carbon.lines().stream().map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
  }

  /** Returns what is reported under the name of the meters {@code x}. */
  private static List<String> xs(GraphiteBridgeMeterRegistry registry) {
    return registry.getDropwizardRegistry().getNames().stream()
        .filter(name -> name.startsWith("app.x"))
        .toList();
  }

  private static MultiGauge.Row<?> row(String key, double value) {
    return MultiGauge.Row.of(Tags.of("k", key), () -> value);
  }

  private static GraphiteBridgeConfig mill() {
    return GraphiteBridgeConfig.builder().hostNode("").group("mill").build();
  }

  private static ServedRequest request(String route) {
    return new ServedRequest("GET", route, route, 200, 1_000_000, 10, null, Map.of());
  }

  private static double faults(GraphiteBridgeMeterRegistry registry, String reason) {
    return registry
        .get("graphite.bridge.name.faults")
        .tag("reason", reason)
        .functionCounter()
        .count();
  }
}
