// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.rules.RequestSeries;
import io.github.graphitebridge.testkit.CarbonAggregate;
import io.github.graphitebridge.testkit.CarbonServer;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(180)
class QuickstartTest {
  private static final int ANY_PORT = 0;

  /** Long enough for a request of each kind, which there always is. */
  private static final Duration SHORT = Duration.ofMillis(200);

  private static final String ALL_ACKNOWLEDGED =
      "Points: (\\d+), acknowledged by carbon: \\1\\.\n$";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(screen, true, StandardCharsets.UTF_8);

  @Test
  void run_once_everyRequestSentIsInTheTable() throws Exception {
    int status = new Quickstart(out).run(plan(SHORT, true), Map.of());

    assertThat(status).isZero();
    List<String[]> rows = totalRows();
    assertThat(rows)
        .extracting(row -> row[0])
        .containsExactly("NOT_FOUND", "cart", "old", "orders", "products", "products.id", "search");
    long sent = number("Requests sent: (\\d+)");
    assertThat(sent).isGreaterThanOrEqualTo(ShopRequests.MIX.size());
    assertThat(rows.stream().mapToLong(row -> Long.parseLong(row[1])).sum()).isEqualTo(sent);
    assertThat(rows.stream().mapToLong(QuickstartTest::statuses).sum()).isEqualTo(sent);
    assertThat(text()).contains("counted by carbon: " + sent + ", none is missing.");
  }

  @Test
  void run_untilStopped_showsPointsAsTheyArriveAndEachInterval() {
    Quickstart quickstart = new Quickstart(out);
    CompletableFuture<Integer> run = start(quickstart, plan(Duration.ofSeconds(12), false));

    awaitText("  <- [\\w-]+\\.graphite-bridge\\.\\S+\\.pt \\d{1,2}(\\.\\d+)? \\d{10}\n");
    awaitText(
        "\\d\\d:\\d\\d:\\d[05] to \\d\\d:\\d\\d:\\d[05]: [1-9]\\d* requests,"
            + " and what carbon makes of their points\n  route ");

    quickstart.stop();
    assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
  }

  @Test
  void run_untilStopped_countsTheLastRequest() throws Exception {
    Quickstart quickstart = new Quickstart(out);
    CompletableFuture<Integer> run = start(quickstart, plan(SHORT, false));
    awaitText("stays open until Ctrl-C");
    long sent = number("Requests sent: (\\d+)");

    HttpResponse<String> response = get(matched("curl (\\S+)"));
    quickstart.stop();

    assertThat(response.body()).startsWith("Product 3\n");
    assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
    assertThat(text().substring(text().indexOf("stays open")))
        .containsPattern("  <- \\S+\\.products\\.id\\.status_code\\.200 1 ");
    assertThat(text())
        .endsWith(
            "Stopped. Requests served in all: %1$d, counted by carbon: %1$d.\n"
                .formatted(sent + 1));
  }

  @Test
  void stop_pageOpenAndCarbonStopped_sendsTheLastPointsInGoodTime() throws Exception {
    Quickstart quickstart = new Quickstart(out);
    CompletableFuture<Integer> run = start(quickstart, plan(SHORT, false));
    awaitText("stays open until Ctrl-C");
    String url = matched("open at (\\S+),");
    try (BufferedReader page = openPage(url)) {
      press(url, "stop");
      String state = page.readLine();
      while (!state.contains("\"carbon\":\"STOPPED\"") || !state.contains("\"connected\":false")) {
        state = page.readLine();
      }
      get(url + "/products/3");

      quickstart.stop();

      assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
      page.transferTo(Writer.nullWriter()); // ends, as the shop hangs up
    }
    assertThat(text())
        .endsWith(
            "Stopped. Requests served in all: %1$d, counted by carbon: %1$d.\n"
                .formatted(number("Requests sent: (\\d+)") + 1));
  }

  @Test
  void run_portTaken_saysSoAndTakesTheNextFreeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      int status = new Quickstart(out).run(new Plan(port, SHORT, true, 0), Map.of());

      assertThat(status).isZero();
      assertThat(text()).contains("Port " + port + " is taken (Address already in use");
      assertThat(number("The shop takes port (\\d+)\\.")).isBetween(port + 1L, port + 20L);
      assertThat(number("open at http://localhost:(\\d+)")).isEqualTo(number("takes port (\\d+)"));
    }
  }

  @Test
  void run_existingCarbon_getsThePointsAndTheConsoleSaysWhereToLook() throws Exception {
    AggregationRules rules = AggregationRules.of(RequestSeries.builder().group("shop").build());
    try (CarbonServer carbon = CarbonServer.builder().rules(rules).timeout(PATIENCE).start()) {
      Map<String, String> environment = new HashMap<>(existing(carbon));
      environment.put("GRAPHITE_BRIDGE_GROUP", "shop");
      environment.put("GRAPHITE_BRIDGE_METHOD_NODE", "true");

      int status = new Quickstart(out).run(plan(SHORT, true), environment);

      assertThat(status).isZero();
      assertThat(text())
          .startsWith(
              "GRAPHITE_BRIDGE_HOST is set: points go to carbon-aggregator at "
                  + carbon.host()
                  + ':'
                  + carbon.port()
                  + ", and\nto a second carbon, within this process")
          .containsPattern(
              "\n[1-9]\\d* requests were sent\\. When an interval of 60 s is over, look")
          .containsPattern(
              "\n  java -jar rules/target/graphite-bridge-rules-\\S+\\.jar check <rules file>"
                  + " --group shop\n");
      carbon.drain();
      assertThat(carbon.aggregates())
          .extracting(CarbonAggregate::name)
          .containsAll(
              text()
                  .lines()
                  .filter(line -> line.startsWith("  web-1.") || line.startsWith("  all."))
                  .map(String::strip)
                  .toList())
          .contains("web-1.shop.GET.products.count");
      long sent = number("(\\d+) requests were sent");
      assertThat(counted(carbon)).isEqualTo(sent);
      assertThat(text())
          .containsPattern(
              "Stopped\\. Requests served in all: " + sent + "\\. " + ALL_ACKNOWLEDGED);
    }
  }

  @Test
  void run_existingCarbonThatIsNotThere_saysSoAndFails() throws Exception {
    // Bound, without a listener: nothing else gets the port.
    try (Socket bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      String port = Integer.toString(bound.getLocalPort());

      int status =
          new Quickstart(out)
              .run(
                  plan(SHORT, true),
                  Map.of("GRAPHITE_BRIDGE_HOST", "127.0.0.1", "GRAPHITE_BRIDGE_PORT", port));

      assertThat(status).isEqualTo(1);
      assertThat(text())
          .contains(
              " requests were sent, but none of their points: carbon-aggregator at 127.0.0.1:"
                  + port
                  + " is not reached.\n")
          .containsPattern("Points: (\\d+), acknowledged by carbon: 0, \\1 ARE MISSING\\.\n$");
    }
  }

  @Test
  void run_existingCarbonUntilStopped_keepsALittleTrafficAndCountsAllOfIt() throws Exception {
    AggregationRules rules = AggregationRules.of(RequestSeries.builder().build());
    try (CarbonServer carbon = CarbonServer.builder().rules(rules).timeout(PATIENCE).start()) {
      Quickstart quickstart = new Quickstart(out);
      CompletableFuture<Integer> run = start(quickstart, withTrafficLater(), existing(carbon));
      awaitText("stays open until Ctrl-C");
      long sent = number("(\\d+) requests were sent");

      // The page's figures are the second carbon's, and as live as the existing one's.
      await().atMost(PATIENCE).until(() -> counted(carbon) >= sent + 20);
      awaitServed(sent + 20);
      quickstart.stop();

      assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
      long served = number("Stopped\\. Requests served in all: (\\d+)\\.");
      assertThat(counted(carbon)).isEqualTo(served);
      assertThat(text()).containsPattern(ALL_ACKNOWLEDGED);
    }
  }

  @Test
  void run_untilStopped_keepsALittleTrafficThatTheConsoleDoesNotShow() throws Exception {
    Quickstart quickstart = new Quickstart(out);
    CompletableFuture<Integer> run = start(quickstart, withTrafficLater(), Map.of());
    awaitText("stays open until Ctrl-C");
    long sent = number("Requests sent: (\\d+)");

    awaitServed(sent + 20);
    String later = text().substring(text().indexOf("stays open"));
    quickstart.stop();

    assertThat(later).doesNotContain("<-").doesNotContain("what carbon makes");
    assertThat(run).succeedsWithin(PATIENCE).isEqualTo(0);
    long served = number("Stopped\\. Requests served in all: (\\d+),");
    assertThat(served).isGreaterThanOrEqualTo(sent + 20);
    assertThat(text()).endsWith(", counted by carbon: " + served + ".\n");
  }

  private static Map<String, String> existing(CarbonServer carbon) {
    return Map.of(
        "GRAPHITE_BRIDGE_HOST",
        carbon.host(),
        "GRAPHITE_BRIDGE_PORT",
        Integer.toString(carbon.port()),
        "GRAPHITE_BRIDGE_HOST_NODE",
        "web-1",
        "GRAPHITE_BRIDGE_STEP",
        "1h");
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        arguments(
            "HOST=h:1",
            new String[0],
            "GRAPHITE_BRIDGE_HOST was 'h:1' but it must be a host name or an IP address, without"
                + " scheme, user or port"),
        arguments(
            "PORT=abc",
            new String[0],
            "GRAPHITE_BRIDGE_PORT was 'abc' but it must be a whole number from 1 to 65535"),
        arguments(
            "PORT=2023",
            new String[0],
            "GRAPHITE_BRIDGE_* variables set [port], which would be ignored without"
                + " GRAPHITE_BRIDGE_HOST: set that too, or none"),
        arguments(
            "HOST=localhost",
            new String[] {"--fast"},
            "Arguments [--fast]: allowed is nothing, --once, which ends after the traffic, and"
                + " --port N"),
        arguments(
            "HOST=localhost",
            new String[] {"--port", "http"},
            "--port was 'http' but it must be a number from 1 to 65535, or 0 for a free one"),
        arguments(
            "HOST=localhost",
            new String[] {"--once", "--port"},
            "--port was '' but it must be a number from 1 to 65535, or 0 for a free one"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void start_wrongSetting_saysWhatIsAllowedAndFails(String variable, String[] args, String message)
      throws Exception {
    String[] setting = variable.split("=", 2);
    ByteArrayOutputStream errors = new ByteArrayOutputStream();

    int status =
        Quickstart.start(
            args,
            Map.of("GRAPHITE_BRIDGE_" + setting[0], setting[1]),
            out,
            new PrintStream(errors, true, StandardCharsets.UTF_8));

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo(message + "\n");
    assertThat(text()).isEmpty();
  }

  private static Plan plan(Duration traffic, boolean once) {
    return new Plan(ANY_PORT, traffic, once, 0);
  }

  private static Plan withTrafficLater() {
    return new Plan(ANY_PORT, SHORT, false, 50);
  }

  private static CompletableFuture<Integer> start(Quickstart quickstart, Plan plan) {
    return start(quickstart, plan, Map.of());
  }

  private static CompletableFuture<Integer> start(
      Quickstart quickstart, Plan plan, Map<String, String> environment) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return quickstart.run(plan, environment);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
          }
        },
        task -> new Thread(task, "quickstart").start());
  }

  private void awaitText(String pattern) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(text()).containsPattern(pattern));
  }

  /**
   * Waits until the page shows so many requests as counted by the carbon that its figures are of.
   */
  private void awaitServed(long requests) throws IOException, InterruptedException {
    Pattern counts = Pattern.compile("\"requests\":(\\d+)");
    try (BufferedReader page = openPage(matched("open at (\\S+),"))) {
      long counted = 0;
      while (counted < requests) {
        String total = page.readLine().replaceFirst(".*\"total\":", "");
        counted =
            counts.matcher(total).results().mapToLong(row -> Long.parseLong(row.group(1))).sum();
      }
    }
  }

  /** Returns how many requests of all hosts a carbon has counted. */
  private static long counted(CarbonServer carbon) {
    return carbon.aggregates().stream()
        .filter(value -> value.name().startsWith("all.") && value.name().endsWith(".count"))
        .mapToLong(value -> (long) value.value())
        .sum();
  }

  private static BufferedReader openPage(String url) throws IOException, InterruptedException {
    HttpRequest events =
        HttpRequest.newBuilder(URI.create(url + "/page/events"))
            .header("Accept", "text/event-stream")
            .build();
    return new BufferedReader(
        new InputStreamReader(
            HttpClient.newHttpClient().send(events, BodyHandlers.ofInputStream()).body(),
            StandardCharsets.UTF_8));
  }

  private static void press(String url, String button) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + "/page/press/" + button))
            .header("Sec-Fetch-Site", "same-origin")
            .POST(BodyPublishers.noBody())
            .build();
    HttpResponse<Void> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
    assertThat(response.statusCode()).isEqualTo(202);
  }

  private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
  }

  private String text() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  private long number(String pattern) {
    return Long.parseLong(matched(pattern));
  }

  private String matched(String pattern) {
    return Pattern.compile(pattern)
        .matcher(text())
        .results()
        .findFirst()
        .map(result -> result.group(1))
        .orElseThrow(() -> new AssertionError(pattern + " is not in " + text()));
  }

  /** The words of each row of the table of all intervals. */
  private List<String[]> totalRows() {
    String total = text().substring(text().indexOf("All intervals together"));
    return total
        .lines()
        .skip(2)
        .takeWhile(line -> line.startsWith("  "))
        .map(line -> line.strip().split(" +", 6))
        .toList();
  }

  private static long statuses(String[] row) {
    return Pattern.compile(":(\\d+)")
        .matcher(row[5])
        .results()
        .map((MatchResult result) -> result.group(1))
        .mapToLong(Long::parseLong)
        .sum();
  }
}
