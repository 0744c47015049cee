// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.graphitebridge.rules.CarbonName;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.util.HierarchicalNameMapper;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which names reach Dropwizard's registry, whatever the mapper gives. */
class MeterNamesTest {
  @Test
  void toHierarchicalName_twoMetersOfOneName_appendsTagsAndCounts() {
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> "same");

    Counter first = registry.counter("a", "k", "1");
    Counter second = registry.counter("a", "k", "2");
    registry.gauge("b", 5);

    assertThat(names(registry)).contains("same", "same.k.2");
    assertThat(first.count()).isZero();
    second.increment();
    assertThat(first.count()).isZero();
    assertThat(faults(registry, "collided")).isPositive();
  }

  @Test
  void toHierarchicalName_sameTagsToo_staysApartByNumber() {
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> "same");

    registry.counter("a");
    registry.counter("b");
    registry.counter("c");

    assertThat(names(registry)).hasSameSizeAs(registry.getMeters());
  }

  @Test
  void toHierarchicalName_mapperThrowsOrGivesNothing_usesTheDefaultName() {
    GraphiteBridgeMeterRegistry throwing =
        registry(
            (id, convention) -> {
              throw new IllegalStateException("no name for " + id.getName());
            });
    GraphiteBridgeMeterRegistry empty = registry((id, convention) -> "");

    throwing.counter("jobs.done");
    empty.counter("jobs.done");

    assertThat(names(throwing)).contains("web.graphite-bridge-meters.jobsDone");
    assertThat(names(empty)).contains("web.graphite-bridge-meters.jobsDone");
    assertThat(faults(throwing, "failed")).isPositive();
  }

  @Test
  void toHierarchicalName_arbitraryMapper_neverLetsAnUnsafeNameOut() {
    long seed = 20_261_122L;
    Random random = new Random(seed);
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> anyText(random));

    for (int i = 0; i < 2_000; i++) {
      String name = "m" + i;
      assertThatCode(() -> registry.counter(name, "k", anyText(random)))
          .as("seed %d", seed)
          .doesNotThrowAnyException();
    }

    assertThat(names(registry)).hasSize(registry.getMeters().size()).allMatch(CarbonName::isSafe);
  }

  @Test
  void toHierarchicalName_functionCounterNamedAsRequestMeter_staysOutOfTheGroup() {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder().enabled(false).hostNode("web").build();
    GraphiteBridgeMeterRegistry registry = new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM);

    registry.more().counter("http.route.count", Tags.of("route", "/a"), 5);

    assertThat(names(registry))
        .contains("web.graphite-bridge-meters.httpRouteCount.route._a")
        .allMatch(name -> name.startsWith("web.graphite-bridge-meters."));
  }

  @Test
  void release_removedMeter_freesItsName() {
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> id.getName());
    Counter counter = registry.counter("jobs", "k", "1");

    registry.remove(counter);
    registry.counter("jobs", "k", "2");

    assertThat(names(registry)).contains("jobs").doesNotContain("jobs.k.2");
  }

  @Test
  void release_collidedMetersComeBack_underTheirOldNames() {
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> "same");
    registry.counter("a");
    String second = nameOfNew(registry, "b");
    String third = nameOfNew(registry, "c");
    String fourth = nameOfNew(registry, "d");
    List.of("b", "c", "d").forEach(name -> registry.remove(registry.get(name).counter()));

    assertThat(nameOfNew(registry, "d")).isEqualTo(fourth);
    assertThat(nameOfNew(registry, "b")).isEqualTo(second);
    assertThat(nameOfNew(registry, "c")).isEqualTo(third);
  }

  @Test
  void release_everNewMetersThatCollide_useTheSameFewNames() {
    GraphiteBridgeMeterRegistry registry = registry((id, convention) -> "same");
    registry.counter("a");
    Set<String> names = new HashSet<>();

    for (int i = 0; i < 100; i++) {
      Counter counter = registry.counter("b" + i);
      names.addAll(names(registry));
      registry.remove(counter);
    }

    assertThat(names).hasSize(names(registry).size() + 1);
  }

  @Test
  void convention_throws_reachesNobodyAndTheNameIsAsSpelt() {
    GraphiteBridgeMeterRegistry registry =
        new GraphiteBridgeMeterRegistry(
            GraphiteBridgeConfig.builder().enabled(false).hostNode("web").build(), Clock.SYSTEM);
    registry
        .config()
        .namingConvention(
            (name, type, unit) -> {
              throw new IllegalStateException("no convention for " + name);
            });

    assertThatCode(() -> registry.counter("jobs.done", "k", "1")).doesNotThrowAnyException();
    assertThatCode(() -> registry.gauge("pool.size", 5)).doesNotThrowAnyException();

    assertThat(names(registry))
        .contains(
            "web.graphite-bridge-meters.jobs.done.k.1", "web.graphite-bridge-meters.pool.size");
    assertThat(faults(registry, "failed")).isPositive();
  }

  private static GraphiteBridgeMeterRegistry registry(HierarchicalNameMapper mapper) {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder().enabled(false).hostNode("web").build();
    return new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM, mapper);
  }

  private static String nameOfNew(GraphiteBridgeMeterRegistry registry, String counter) {
    Set<String> before = Set.copyOf(names(registry));
    registry.counter(counter);
    return names(registry).stream().filter(name -> !before.contains(name)).findAny().orElseThrow();
  }

  private static Set<String> names(GraphiteBridgeMeterRegistry registry) {
    return registry.getDropwizardRegistry().getNames();
  }

  private static double faults(GraphiteBridgeMeterRegistry registry, String reason) {
    return registry
        .get("graphite.bridge.name.faults")
        .tag("reason", reason)
        .functionCounter()
        .count();
  }

  /** Any UTF-16 at all, lone surrogates included, with what carbon minds made frequent. */
  private static String anyText(Random random) {
    String nasty = ".. /\n\r\t {};=(),~\u0000\u2028\u0301é😀";
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(40);
    for (int i = 0; i < length; i++) {
      text.append(
          random.nextBoolean()
              ? nasty.charAt(random.nextInt(nasty.length()))
              : (char) random.nextInt(0x10000));
    }
    return text.toString();
  }
}
