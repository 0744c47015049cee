// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.BlackHole;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What each setting does, beside what its default does, on the wire or in what can be seen of it; a
 * test a setting, which begins with its key.
 */
class SettingEffectsTest {
  private static final long NOW = 1_700_000_000L;

  /** Refused whatever their value; {@code GraphiteBridgeConfigTest} shows it. */
  private static final Set<String> REFUSED = Set.of("graphiteTagsEnabled", "tagsAsPrefix");

  private final CarbonServer carbon = CarbonServer.builder().receiveBuffer(4096).start();
  private final MockClock clock = new MockClock();
  private final CapturedLog log = new CapturedLog();
  private GraphiteBridgeMeterRegistry registry;

  SettingEffectsTest() {
    clock.addSeconds(NOW - clock.wallTime() / 1000);
  }

  @AfterEach
  void close() {
    registry.close();
    log.close();
    carbon.close();
  }

  @Test
  void everySetting_hasItsTest() {
    registry = open("enabled", "false");
    Set<String> tested =
        Arrays.stream(SettingEffectsTest.class.getDeclaredMethods())
            .map(method -> method.getName().replaceFirst("_.*", ""))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(Settings.KEYS).filteredOn(Predicate.not(REFUSED::contains)).isSubsetOf(tested);
  }

  @Test
  void enabled_false_nothingIsSentNorCounted() {
    registry = open("enabled", "false");
    request("/a");

    registry.close();

    assertThat(registry.sender().recorded()).isZero();
    assertThat(carbon.connections()).isZero();
  }

  @Test
  void host_anotherOne_isWherePointsGo() {
    registry = open("host", "carbon.invalid", "closeTimeout", "100ms");
    request("/a");

    await().until(() -> !log.warnings(carbon.port()).isEmpty());
    assertThat(log.warnings(carbon.port()).get(0)).contains("carbon.invalid:");
    assertThat(carbon.connections()).isZero();
  }

  @Test
  void port_another_isWherePointsGo() {
    try (CarbonServer other = CarbonServer.start()) {
      registry = open("port", Integer.toString(other.port()), "closeTimeout", "100ms");
      request("/a");

      other.awaitLines(4);
      assertThat(carbon.lineCount()).isZero();
    }
  }

  @Test
  void protocol_pickledAndUdp_areSpoken() {
    registry =
        open("protocol", "PICKLED", "port", Integer.toString(carbon.picklePort()), "group", "p");
    request("/a");
    GraphiteBridgeMeterRegistry datagrams = open("protocol", "UDP", "group", "u");
    request(datagrams, "/a");

    carbon.await("web.p.a.count", 1);
    carbon.await("web.u.a.count", 1);
    assertThat(carbon.datagrams()).isPositive();
    datagrams.close();
  }

  @Test
  void metricPrefix_standsInFront() {
    assertNames("/a", "web.graphite-bridge.a.count");
    assertNames("/a", "prod.eu.web.graphite-bridge.a.count", "metricPrefix", "prod.eu");
  }

  @Test
  void methodNode_true_isANodeBeforeTheRoute() {
    assertNames("/a", "web.graphite-bridge.a.count");
    assertNames("/a", "web.graphite-bridge.OTHER.a.count", "methodNode", "true");
  }

  @Test
  void hostNode_another_takesTheHostsPlaceAndEmptyLeavesItOut() {
    assertNames("/a", "shop-1.graphite-bridge.a.count", "hostNode", "shop-1");
    assertNames("/a", "graphite-bridge.a.count", "hostNode", "");
  }

  @Test
  void fqdnSquash_false_makesNodesOfTheHostsParts() {
    assertNames("/a", "web_1_shop.graphite-bridge.a.count", "hostNode", "web.1.shop");
    assertNames(
        "/a",
        "web.1.shop.graphite-bridge.a.count",
        "hostNode",
        "web.1.shop",
        "fqdnSquash",
        "false");
  }

  @Test
  void group_another_standsBetweenHostAndRoute() {
    assertNames("/a", "web.shop.eu.a.count", "group", "shop.eu");
  }

  @Test
  void meterGroup_another_takesTheSteppedMeters() {
    assertThat(report("group", "shop")).contains("web.shop-meters.users 7");
    assertThat(report("group", "shop", "meterGroup", "runtime.jvm"))
        .contains("web.runtime.jvm.users 7");
  }

  @Test
  void suffix_isAppendedToRequestMeters() {
    assertNames("/a", "web.graphite-bridge.a.count.raw", "suffix", ".raw");
  }

  @Test
  void lowercaseMetricNames_true_lowersWholeNames() {
    assertNames("/Ab", "WEB.graphite-bridge.Ab.count", "hostNode", "WEB");
    assertNames(
        "/Ab", "web.graphite-bridge.ab.count", "hostNode", "WEB", "lowercaseMetricNames", "true");
  }

  @Test
  void cleanMetricName_false_keepsHyphens() {
    assertNames("/a-b", "web.graphite-bridge.a_b.count");
    assertNames("/a-b", "web.graphite-bridge.a-b.count", "cleanMetricName", "false");
  }

  @Test
  void routeSeparator_another_joinsTheSegments() {
    assertNames("/a/{b}", "web.graphite-bridge.a.b.count");
    assertNames("/a/{b}", "web.graphite-bridge.a_b.count", "routeSeparator", "_");
  }

  @Test
  void maxRoutes_moreThanThat_countUnderOther() {
    registry = open("maxRoutes", "2");
    request("/a");
    request("/b");
    request("/c");

    assertThat(counts()).containsExactly("a.count", "b.count", "OTHER.count");
  }

  @Test
  void requestTimers_others_areConvertedInsteadOfTheDefaults() {
    registry = open("requestTimers", "my.requests,your.requests");
    registry.timer("my.requests", "uri", "/a", "status", "200").record(Duration.ofMillis(1));
    request("/b");

    assertThat(counts()).containsExactly("a.count");
  }

  @Test
  void responseSizes_others_areTheSizesOfTheirRoutes() {
    registry = open("responseSizes", "my.sizes");
    registry.summary("my.sizes", "uri", "/a", "status", "200").record(9);

    carbon.await("web.graphite-bridge.a.size", 1);
  }

  @Test
  void routeTags_others_nameTheRouteInTheDefaultsPlace() {
    registry = open("routeTags", "path,id");
    Duration time = Duration.ofMillis(1);
    registry.timer("http.server.requests", "id", "/a", "uri", "/b", "status", "200").record(time);

    assertThat(counts()).containsExactly("a.count");
  }

  @Test
  void statusTags_others_nameTheStatusInTheDefaultsPlace() {
    registry = open("statusTags", "result,answer");
    registry
        .timer("http.server.requests", "uri", "/a", "answer", "404", "status", "200")
        .record(Duration.ofMillis(1));

    carbon.await("web.graphite-bridge.a.status_code.404", 1);
  }

  @Test
  void durationUnits_milliseconds_isTheUnitOfTimes() {
    registry = Connected.of(open("durationUnits", "MILLISECONDS"));
    request("/a");
    registry.timer("jobs").record(Duration.ofMillis(1500));
    List<String> lines = linesAfterClose();

    assertThat(lines)
        .contains("web.graphite-bridge.a.pt 20", "web.graphite-bridge-meters.jobs.max 1500");
  }

  @Test
  void rateUnits_minutes_isTheUnitOfRates() {
    assertThat(report()).contains("web.graphite-bridge-meters.jobs.mean_rate 0.1");
    assertThat(report("rateUnits", "MINUTES"))
        .contains("web.graphite-bridge-meters.jobs.mean_rate 6");
  }

  @Test
  void step_ofASecond_reportsEachSecond() {
    registry = open("step", "1s");
    // A gauge has its value from the start; a counter may be reported before its increment.
    Gauge.builder("users", () -> 7).register(registry);

    assertThat(carbon.await("web.graphite-bridge-meters.users", 2))
        .extracting(CarbonPoint::value)
        .containsOnly(7.0);
  }

  @Test
  void autoreconnect_false_endsWithTheConnection() {
    registry = open("autoreconnect", "false", "acknowledge", "false");
    request("/a");
    carbon.await("web.graphite-bridge.a.count", 1);

    carbon.disconnect();
    await().until(() -> !registry.sender().isConnected());
    await().until(() -> log.text().contains("autoreconnect is false"));

    assertThat(registry.sender().unacknowledged()).isPositive();
  }

  @Test
  void connectTimeout_isHowLongAConnectMayTake() throws Exception {
    try (BlackHole hole = new BlackHole()) {
      registry = open("connectTimeout", "1500ms", "port", Integer.toString(hole.port()));

      await().until(() -> !log.warnings(hole.port()).isEmpty());
      assertThat(log.warnings(hole.port()).get(0)).contains("no connection within PT1.5S");
    }
  }

  @Test
  void writeTimeout_isHowLongCarbonMayTakeNoByte() {
    registry =
        Connected.of(open("writeTimeout", "150ms", "sendBuffer", "4096", "closeTimeout", "100ms"));
    carbon.stall();
    requests(registry, 20_000);

    await().until(() -> !log.warnings(carbon.port()).isEmpty());
    assertThat(log.warnings(carbon.port()).get(0)).contains("carbon took no byte for PT0.15S");
  }

  @Test
  void flushInterval_isHowLongAPointWaits() {
    registry = open("flushInterval", "5s", "acknowledge", "false");
    // A sender that was idle for a second, or begins a connection, would send a point at once.
    request("/first");
    carbon.awaitLines(4);
    await().until(() -> registry.sender().waiting() == 0);
    request("/a");

    await()
        .during(Duration.ofMillis(500))
        .until(() -> carbon.lineCount() == 4 && registry.sender().waiting() == 4);
    GraphiteBridgeMeterRegistry usual = open();
    request(usual, "/b");
    carbon.await("web.graphite-bridge.b.count", 1);
    usual.close();
  }

  @Test
  void queueCapacity_moreThanThatAtOnce_isRefused() {
    // Logging a line takes so long that the ring is not emptied meanwhile.
    registry = open("queueCapacity", "1024", "dryrun", "true");
    GraphiteBridgeMeterRegistry usual = open("dryrun", "true");

    requests(registry, 15_000);
    requests(usual, 15_000);

    assertThat(registry.sender().dropped(DropReason.QUEUE_FULL)).isPositive();
    assertThat(usual.sender().dropped(DropReason.QUEUE_FULL)).isZero();
    usual.close();
  }

  @Test
  void backlogCapacity_moreLinesThanThat_dropTheOldestSamples() {
    carbon.stop();
    registry = open("backlogCapacity", "50", "closeTimeout", "100ms");
    requests(registry, 200);

    // Three of the 50 lines are the merged counts.
    CarbonSender sender = registry.sender();
    await().until(() -> sender.queueSize() == 0 && sender.dropped(DropReason.BACKLOG_FULL) == 153);
    await().until(() -> sender.backlogSize() == 50);
  }

  @Test
  void aggregationInterval_isWhatMaxAgeIsFourTimesOf() {
    assertTooOldAfter(Duration.ofSeconds(241));
    assertTooOldAfter(Duration.ofSeconds(41), "aggregationInterval", "10s");
  }

  @Test
  void mergeCounts_always_countsOfASecondAreOneLine() {
    registry = open("mergeCounts", "ALWAYS");
    requests(registry, 1000);
    assertThat(carbon.await("web.graphite-bridge.a.pt", 1000)).hasSize(1000);
    assertThat(carbon.points("web.graphite-bridge.a.count")).isEmpty();

    clock.addSeconds(1);

    assertThat(carbon.await("web.graphite-bridge.a.count", 1))
        .extracting(CarbonPoint::value)
        .containsExactly(1000.0);
  }

  @Test
  void maxAge_isTheAgeFromWhichAPointIsDropped() {
    assertTooOldAfter(Duration.ofSeconds(8), "aggregationInterval", "10s", "maxAge", "7s");
  }

  @Test
  void sendBuffer_isWhatTheKernelTakesForACarbonThatDoesNotRead() {
    registry = open("sendBuffer", "4096", "closeTimeout", "100ms", "writeTimeout", "30s");
    GraphiteBridgeMeterRegistry usual = open("closeTimeout", "100ms", "writeTimeout", "30s");
    await().until(() -> registry.sender().isConnected() && usual.sender().isConnected());
    carbon.stall();
    for (int i = 0; i < 20_000; i++) {
      request("/a");
      request(usual, "/a");
    }

    await().until(() -> registry.sender().bytes() > 0 && usual.sender().bytes() > 100_000);
    assertThat(registry.sender().bytes()).isLessThan(60_000);
    usual.close();
  }

  @Test
  void acknowledge_false_asksNothing() {
    registry = open("acknowledge", "false");
    request("/a");
    carbon.await("web.graphite-bridge.a.count", 1);
    assertThat(carbon.connections()).isEqualTo(1);
  }

  @Test
  void acknowledgeInterval_isHowLongAnAnswerMayTake() {
    registry = Connected.of(open("acknowledgeInterval", "3s"));
    carbon.stall();
    request("/a");
    await().until(() -> log.text().contains("no acknowledgement within PT3S"));
  }

  @Test
  void closeTimeout_isHowLongACloseGoesOn() {
    registry = Connected.of(open("closeTimeout", "200ms"));
    carbon.stop();
    request("/a");
    long start = System.nanoTime();

    registry.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), GraphiteBridgeConfig.DEFAULT.closeTimeout());
    await().until(() -> registry.sender().dropped(DropReason.CLOSED) >= 4);
  }

  @Test
  void dryrun_true_logsInsteadOfSending() {
    registry = open("dryrun", "true");
    request("/a");

    registry.close();

    assertThat(log.text())
        .contains(
            "INFO io.github.graphitebridge.carbon.dryrun - web.graphite-bridge.a.count 1 " + NOW);
    assertThat(carbon.connections()).isZero();
  }

  private void assertTooOldAfter(Duration age, String... settings) {
    carbon.stop();
    registry = open(settings);
    request("/a");
    clock.add(age.minusSeconds(1));
    await().until(() -> registry.sender().backlogSize() == 4);
    assertThat(registry.sender().dropped(DropReason.TOO_OLD)).isZero();

    clock.addSeconds(1);

    await().until(() -> registry.sender().dropped(DropReason.TOO_OLD) == 4);
    registry.close();
    clock.add(age.negated());
  }

  /** Sends a request of a route and compares the name of its count. */
  private void assertNames(String route, String name, String... settings) {
    registry = open(settings);
    request(route);
    carbon.await(name, 1);
    registry.close();
    carbon.clear();
  }

  /** Returns the lines of a gauge and a counter that have been reported once, after 10 s. */
  private List<String> report(String... settings) {
    registry = Connected.of(open(settings));
    Gauge.builder("users", () -> 7).register(registry);
    registry.counter("jobs").increment();
    clock.addSeconds(10);
    return linesAfterClose();
  }

  private List<String> linesAfterClose() {
    registry.close();
    carbon.awaitLines((int) registry.sender().lines());
    List<String> lines =
        carbon.lines().stream().map(line -> line.substring(0, line.lastIndexOf(' '))).toList();
    carbon.clear();
    return lines;
  }

  private List<String> counts() {
    await().until(() -> registry.sender().waiting() == 0);
    carbon.awaitLines((int) registry.sender().lines());
    String tree = "web.graphite-bridge.";
    return carbon.points().stream()
        .map(point -> point.name())
        .filter(name -> name.startsWith(tree) && name.endsWith(".count"))
        .map(name -> name.substring(tree.length()))
        .toList();
  }

  private void request(String route) {
    request(registry, route);
  }

  private static void request(GraphiteBridgeMeterRegistry to, String route) {
    timer(to, route).record(Duration.ofMillis(20));
  }

  private static void requests(GraphiteBridgeMeterRegistry to, int count) {
    for (int i = 0; i < count; i++) {
      request(to, "/a");
    }
  }

  private static Timer timer(GraphiteBridgeMeterRegistry to, String route) {
    return to.timer("http.server.requests", "uri", route, "status", "200");
  }

  /** Opens a registry to the carbon, with settings as pairs of key and value. */
  private GraphiteBridgeMeterRegistry open(String... settings) {
    Properties properties = new Properties();
    set(properties, "host", carbon.host(), "port", Integer.toString(carbon.port()));
    set(properties, "hostNode", "web", "flushInterval", "10ms");
    set(properties, settings);
    return new GraphiteBridgeMeterRegistry(GraphiteBridgeConfig.fromProperties(properties), clock);
  }

  private static void set(Properties properties, String... pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty("graphite.bridge." + pairs[i], pairs[i + 1]);
    }
  }
}
