// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All tests share one shop; each leaves its carbon as it was. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Pattern URL = Pattern.compile("shop is open at (\\S+),");

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Quickstart quickstart =
      new Quickstart(new PrintStream(screen, true, StandardCharsets.UTF_8));
  private final HttpClient client = HttpClient.newHttpClient();
  private CompletableFuture<Integer> run;
  private String url;

  @BeforeAll
  void start() {
    run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return quickstart.run(new Plan(0, Duration.ofMillis(200), false, 0), Map.of());
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            },
            // Not the common pool: with two processors it has one thread, which the client needs.
            task -> new Thread(task, "quickstart").start());
    await().atMost(PATIENCE).until(() -> text().contains("stays open until Ctrl-C"));
    Matcher found = URL.matcher(text());
    assertThat(found.find()).isTrue();
    url = found.group(1);
  }

  @AfterAll
  void end() {
    quickstart.stop();
    assertThat(run).succeedsWithin(PATIENCE);
  }

  @Test
  void page_itsFiles_areThere() throws Exception {
    HttpResponse<String> page = get("/");

    assertThat(page.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    Matcher files = Pattern.compile("(?:src|href)=\"([^\"]+)\"").matcher(page.body());
    int count = 0;
    while (files.find()) {
      assertThat(get("/" + files.group(1)).statusCode()).as(files.group(1)).isEqualTo(200);
      count++;
    }
    assertThat(count).isEqualTo(7);
  }

  @Test
  void page_itsOwnRequests_areNoneOfTheShops() throws Exception {
    get("/");
    get("/index.html");
    get("/page/live.js");
    press("nothing", "same-origin");
    get("/products/3");

    long served = sent() + 1;
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(number(newestState(), "served")).isEqualTo(served));
  }

  @Test
  void press_fromAnotherSiteOrNoBrowser_isRefused() throws Exception {
    assertThat(press("stop", "cross-site").statusCode()).isEqualTo(403);
    assertThat(press("stop", null).statusCode()).isEqualTo(403);

    assertThat(newestState()).contains("\"carbon\":\"RUNNING\"");
  }

  @ParameterizedTest
  @CsvSource({
    "/, localhost, 200",
    "/, LOCALHOST:1, 200",
    "/, 127.0.0.1:7070, 200",
    "/, [::1]:7070, 200",
    "/, rebound.example, 403",
    "/, rebound.example:7070, 403",
    "/, localhost.rebound.example, 403",
    "/, 127.0.0.1.rebound.example, 403",
    "/page/events, rebound.example, 403",
    "/page/live.js, rebound.example, 403"
  })
  void page_askedForByAnotherName_isRefused(String path, String host, int status) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), URI.create(url).getPort())) {
      String request =
          "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
    }
  }

  @Test
  void page_inAFrameOfAnotherSite_isForbidden() throws Exception {
    assertThat(get("/").headers().map())
        .containsEntry("X-Frame-Options", List.of("DENY"))
        .containsEntry("Content-Security-Policy", List.of("frame-ancestors 'none'"));
  }

  @Test
  void press_unknownButton_saysWhichThereAre() throws Exception {
    HttpResponse<String> response = press("explode", "same-origin");

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .isEqualTo(
            "No button 'explode'; there are"
                + " [STEADY, BURST, ERRORS, SLOW, STOP, STALL, RESTART]");
  }

  @Test
  void restart_portTakenMeanwhile_isOnThePageUntilAPressSucceeds() throws Exception {
    Matcher address = Pattern.compile("within this process, at (\\S+):(\\d+)\\.").matcher(text());
    assertThat(address.find()).isTrue();
    press("stop", "same-origin");
    awaitState("\"carbon\":\"STOPPED\"");
    try (ServerSocket taken =
        new ServerSocket(
            Integer.parseInt(address.group(2)), 1, InetAddress.getByName(address.group(1)))) {
      press("restart", "same-origin");

      String fault = "Carbon could not start again: ";
      awaitState("\"carbonFault\":\"" + fault);
      assertThat(newestState()).contains("\"carbon\":\"STOPPED\"");
      assertThat(text()).contains(fault).contains("port " + taken.getLocalPort());
    }

    press("restart", "same-origin");

    awaitState("\"carbon\":\"RUNNING\",\"carbonFault\":\"\"");
  }

  private void awaitState(String part) {
    await().atMost(PATIENCE).until(() -> newestState().contains(part));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + path)).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> press(String button, String site) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/page/press/" + button))
            .POST(BodyPublishers.noBody());
    if (site != null) {
      request.header("Sec-Fetch-Site", site);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest events() {
    return HttpRequest.newBuilder(URI.create(url + "/page/events"))
        .header("Accept", "text/event-stream")
        .build();
  }

  private String newestState() throws Exception {
    HttpResponse<InputStream> response =
        client.sendAsync(events(), BodyHandlers.ofInputStream()).get(30, TimeUnit.SECONDS);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      while (!line.startsWith("data: ")) {
        line = lines.readLine();
      }
      return line;
    }
  }

  private long sent() {
    Matcher found = Pattern.compile("Requests sent: (\\d+)").matcher(text());
    assertThat(found.find()).isTrue();
    return Long.parseLong(found.group(1));
  }

  private static long number(String state, String key) {
    Matcher found = Pattern.compile("\"" + key + "\":(\\d+)").matcher(state);
    assertThat(found.find()).as(state).isTrue();
    return Long.parseLong(found.group(1));
  }

  private String text() {
    return screen.toString(StandardCharsets.UTF_8);
  }
}
