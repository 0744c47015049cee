// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.micrometer.core.instrument.Clock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class BuiltInCarbonTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);

  @Test
  void start_saysTheSettingOfAnotherApplication_whoseRequestsAreThenShown() throws Exception {
    try (BuiltInCarbon carbon = BuiltInCarbon.start(out)) {
      Matcher setting = Pattern.compile("graphite\\.bridge\\.port=\\d+").matcher(text());
      assertThat(setting.find()).isTrue();
      Properties settings = new Properties();
      settings.load(new StringReader(setting.group()));
      GraphiteBridgeMeterRegistry application =
          new GraphiteBridgeMeterRegistry(
              GraphiteBridgeConfig.fromProperties(settings), Clock.SYSTEM);
      // A close gives up early while carbon was never reached.
      await().atMost(PATIENCE).until(application.sender()::isConnected);

      application
          .timer("http.server.requests", "uri", "/products/{id}", "status", "200")
          .record(Duration.ofMillis(12));
      application.close();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(carbon.figures().total().requests()).isEqualTo(1);
                assertThat(text()).contains(".graphite-bridge.products.id.pt 0.012 ");
              });
    }
  }

  private String text() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
