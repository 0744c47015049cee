// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Gauge;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several registries of one JVM that report the same names to one carbon. */
class NamesakesTest {
  private static final String RECORDED = "graphiteBridgePoints.reason.none.state.recorded.count";

  private final CarbonServer carbon = CarbonServer.start();

  @AfterEach
  void stop() {
    carbon.close();
  }

  @Test
  void registry_namesOfAnother_areApartAndToldOnce() throws Exception {
    GraphiteBridgeMeterRegistry first = registry("g");
    GraphiteBridgeMeterRegistry second = registry("g");

    List<String> log =
        CapturedLog.of(
            () -> {
              first.gauge("pool", 1);
              second.gauge("pool", 2);
              first.close();
              second.close();
              return null;
            });

    carbon.drain();
    assertThat(names())
        .contains("h.g-meters.pool", "h.g-meters.app_2.pool")
        .contains("h.g-meters." + RECORDED, "h.g-meters.app_2." + RECORDED)
        .doesNotHaveDuplicates();
    assertThat(log.stream().filter(line -> line.contains("Another registry")))
        .containsExactly(
            "WARN Another registry of this JVM already reports h.g-meters.pool; this one reports"
                + " h.g-meters.app_2.pool. Give each application its own group or meterGroup");
  }

  @Test
  void registry_othersGroupOrOthersClosed_keepsItsNames() {
    GraphiteBridgeMeterRegistry first = registry("g");
    GraphiteBridgeMeterRegistry other = registry("other");
    first.gauge("pool", 1);
    other.gauge("pool", 2);
    first.close();
    GraphiteBridgeMeterRegistry next = registry("g");
    next.gauge("pool", 3);

    assertThat(reported(other)).contains("h.other-meters.pool");
    assertThat(reported(next)).contains("h.g-meters.pool");
    other.close();
    next.close();
  }

  @Test
  void registry_removedMeterOfAnother_leavesItsName() {
    GraphiteBridgeMeterRegistry first = registry("g");
    GraphiteBridgeMeterRegistry second = registry("g");
    first.remove(Gauge.builder("pool", () -> 1).register(first));

    second.gauge("pool", 2);

    assertThat(reported(second)).contains("h.g-meters.pool");
    first.close();
    second.close();
  }

  @Test
  void registry_mapperAndSenderOfTheApplication_areApartToo() {
    try (CarbonSender sender =
        CarbonSender.builder().host(carbon.host()).port(carbon.port()).build()) {
      GraphiteBridgeMeterRegistry first = sharing(sender);
      GraphiteBridgeMeterRegistry second = sharing(sender);
      first.gauge("pool", 1);
      second.gauge("pool", 2);

      assertThat(reported(first)).contains("pool").doesNotContain("pool.app_2");
      assertThat(reported(second)).contains("pool.app_2").doesNotContain("pool");
      first.close();
      second.close();
    }
  }

  private GraphiteBridgeMeterRegistry registry(String group) {
    return Connected.of(new GraphiteBridgeMeterRegistry(config(group), Clock.SYSTEM));
  }

  private GraphiteBridgeMeterRegistry sharing(CarbonSender sender) {
    return GraphiteBridgeMeterRegistry.builder(config("g"))
        .sender(sender)
        .mapper((id, convention) -> id.getName())
        .build();
  }

  private GraphiteBridgeConfig config(String group) {
    return Connected.to(carbon).hostNode("h").group(group).build();
  }

  private static Set<String> reported(GraphiteBridgeMeterRegistry registry) {
    return registry.getDropwizardRegistry().getNames();
  }

  private List<String> names() {
    return carbon.lines().stream().map(line -> line.substring(0, line.indexOf(' '))).toList();
  }
}
