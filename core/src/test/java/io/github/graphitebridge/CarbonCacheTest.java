// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Clock;
import io.micrometer.graphite.GraphiteProtocol;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarbonCacheTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 2003, PLAINTEXT, true",
    "127.0.0.1, 2004, PICKLED, true",
    "127.0.0.1, 2003, UDP, true",
    "carbon-cache.invalid, 2023, PLAINTEXT, true",
    "Carbon_Cache_1, 2023, PLAINTEXT, true",
    "127.0.0.1, 2023, PLAINTEXT, false",
    "127.0.0.1, 2024, PICKLED, false",
    "carbon.invalid, 20030, PLAINTEXT, false"
  })
  void registry_addressOfCarbonCache_isToldOnce(
      String host, int port, GraphiteProtocol protocol, boolean told) throws Exception {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .host(host)
            .port(port)
            .protocol(protocol)
            .hostNode("h")
            .build();

    List<String> log =
        CapturedLog.of(
            () -> {
              new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM).close();
              return null;
            });

    assertThat(log.stream().filter(line -> line.contains("is usually carbon-cache")))
        .hasSize(told ? 1 : 0)
        .allMatch(line -> line.startsWith("WARN " + host + ":" + port + " is usually"));
  }
}
