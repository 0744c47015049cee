// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.testkit.CarbonServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C is a signal to the process, so the quickstart has one of its own here. */
@Timeout(180)
class CtrlCTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern URL = Pattern.compile("shop is open at (\\S+),");

  @TempDir Path folder;

  @Test
  void main_interruptedAmidTraffic_sendsTheLastPointsAndEnds() throws Exception {
    try (CarbonServer carbon = CarbonServer.builder().timeout(PATIENCE).start()) {
      Process process = quickstart(carbon);
      try {
        String url = awaitUrl();
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url + "/products/3?last")).build(),
                BodyHandlers.ofString());

        awaitReached(carbon);
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();

        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        // As a shell has it: 128 and the signal's number.
        assertThat(process.exitValue()).isEqualTo(130);
        assertThat(text())
            .containsPattern(
                "Stopped\\. Requests served in all: \\d+\\. Points: (\\d+), .*: \\1\\.\n$")
            // A warning of an outage names its exception, without a trace.
            .doesNotContain("Exception in thread", "\tat ");
        assertThat(carbon.await("web-1.graphite-bridge.products.id.count", 1)).isNotEmpty();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private Process quickstart(CarbonServer carbon) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.exists(Path.of("/proc/self/status"))) {
      // A build that runs in the background ignores the signal, and its children would too.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Quickstart.class.getName(),
            "--port",
            "0"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("screen").toFile());
    builder.environment().put("GRAPHITE_BRIDGE_HOST", carbon.host());
    builder.environment().put("GRAPHITE_BRIDGE_PORT", Integer.toString(carbon.port()));
    builder.environment().put("GRAPHITE_BRIDGE_HOST_NODE", "web-1");
    // So long that only the end of the process sends what waits.
    builder.environment().put("GRAPHITE_BRIDGE_FLUSH_INTERVAL", "10s");
    return builder.start();
  }

  private String awaitUrl() {
    await().atMost(PATIENCE).until(() -> URL.matcher(text()).find());
    Matcher found = URL.matcher(text());
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  /** Waits until carbon has answered: a close gives up early while carbon was never reached. */
  private static void awaitReached(CarbonServer carbon) {
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                carbon.connections() > 0
                    && (carbon.openConnections() == 0 || carbon.lineCount() > 0));
  }

  private String text() {
    try {
      return Files.readString(folder.resolve("screen"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
