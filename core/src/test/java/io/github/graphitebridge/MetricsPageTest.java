// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code docs/metrics.md} has the bridge's own meters, {@code docs/delivery.md} the drops. */
class MetricsPageTest {
  private static final Pattern METER = Pattern.compile("`(graphite\\.bridge\\.[a-z.]+)`");
  private static final Pattern REASON = Pattern.compile("(?m)^\\| `([a-z_]+)` \\|.*\\|.*\\|$");

  private final MeterRegistry registry =
      new GraphiteBridgeMeterRegistry(
          GraphiteBridgeConfig.builder().enabled(false).build(), Clock.SYSTEM);

  @BeforeEach
  void recordARequestWhoseHookFails() {
    RequestRecorder.builder(registry)
        .hooks(
            List.of(
                (request, meters) -> {
                  throw new IllegalStateException("on purpose");
                }))
        .build()
        .record(new ServedRequest("GET", "/orders", "/orders", 200, 1, 9, null, Map.of()));
    registry.counter("any.other");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void page_hasEveryMeterOfTheBridge() throws IOException {
    assertThat(METER.matcher(text("metrics.md")).results().map(meter -> meter.group(1)).distinct())
        .containsExactlyInAnyOrderElementsOf(
            ownMeters().map(meter -> meter.getId().getName()).distinct().toList());
  }

  @Test
  void page_hasEveryStateOfAPoint() throws IOException {
    List<String> states =
        ownMeters()
            .map(meter -> meter.getId().getTag("state"))
            .filter(Objects::nonNull)
            .distinct()
            .toList();

    assertThat(states).hasSizeGreaterThan(5);
    assertThat(text("metrics.md"))
        .contains(states.stream().map(state -> state + "`").toArray(String[]::new));
  }

  @Test
  void reasons_ofTheTable_areThoseOfDrops() throws IOException {
    String table = text("delivery.md").split("\n## Reasons of drops\n", 2)[1].split("\n## ", 2)[0];

    assertThat(REASON.matcher(table).results().map(row -> row.group(1)).distinct())
        .containsExactlyElementsOf(
            Arrays.stream(DropReason.values()).map(DropReason::label).toList());
  }

  private Stream<Meter> ownMeters() {
    return registry.getMeters().stream()
        .filter(meter -> meter.getId().getName().startsWith("graphite.bridge."));
  }

  private static String text(String document) throws IOException {
    return Files.readString(Path.of("../docs", document));
  }
}
