// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.graphite.Graphite;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From requests to the shop to what graphite-web shows of them, through a real carbon-aggregator
 * and carbon-cache. Where these are missing it fails.
 */
@Timeout(300)
final class ShopInGraphiteIT {
  private static final int ROUNDS = 3;

  @Test
  void counts_inGraphite_areTheRequestsSent(@TempDir Path folder) throws Exception {
    Graphite graphite = new Graphite(folder.resolve("graphite"));
    graphite.start();
    try {
      long begin = Instant.now().getEpochSecond() - Graphite.INTERVAL_SECONDS;

      Map<String, Double> expected = sendRounds(graphite.aggregatorPort());

      await()
          .atMost(Graphite.PATIENCE)
          .pollInterval(Duration.ofMillis(500))
          .untilAsserted(
              () ->
                  assertThat(counts(graphite, begin))
                      .as(graphite::log)
                      .containsExactlyInAnyOrderEntriesOf(expected));
    } finally {
      graphite.stop();
    }
  }

  /** Returns how often each counter must have been counted, on the host and over all hosts. */
  private static Map<String, Double> sendRounds(int carbonPort) throws Exception {
    Map<String, Double> expected = new TreeMap<>();
    try (RunningShop shop =
        new RunningShop(
            carbonPort,
            "graphite.bridge.aggregation-interval=" + Graphite.INTERVAL_SECONDS + "s")) {
      for (int round = 0; round < ROUNDS; round++) {
        for (Call call : Call.ALL) {
          for (String point : shop.send(call)) {
            String name = point.substring(0, point.indexOf(' '));
            if (isCounter(name)) {
              expected.merge(name, 1.0, Double::sum);
              expected.merge("all" + name.substring(name.indexOf('.')), 1.0, Double::sum);
            }
          }
        }
      }
    }
    return expected;
  }

  private static Map<String, Double> counts(Graphite graphite, long since) throws Exception {
    Map<String, Double> counts = new TreeMap<>();
    graphite
        .render(since)
        .forEach(
            (name, values) -> {
              if (name.contains(".graphite-bridge.") && isCounter(name)) {
                double sum = values.values().stream().mapToDouble(Double::doubleValue).sum();
                counts.put(name, sum);
              }
            });
    return counts;
  }

  private static boolean isCounter(String name) {
    return name.endsWith(".count") || name.contains(".status_");
  }
}
