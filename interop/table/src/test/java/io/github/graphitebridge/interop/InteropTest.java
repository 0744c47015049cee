// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What comes out at carbon of requests to a real server of one framework. */
public abstract class InteropTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How long a request may take to count, where it is expected not to. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static final String TREE = "web.shop.";

  /** What stands in every path and method that a hostile client makes up. */
  private static final String HOSTILE = "zq";

  private static final Path REPORT = Path.of("target/interop.txt");

  private final CarbonServer carbon = CarbonServer.builder().timeout(PATIENCE).start();

  /** Lets the requests to {@code /slow} end. */
  private final CountDownLatch release = new CountDownLatch(1);

  /** What the requests to {@code /slow} have begun to wait for. */
  private final CountDownLatch waiting = new CountDownLatch(1);

  /** A server that runs. */
  public interface Server extends AutoCloseable {
    /** Returns the port that it listens on. */
    int port();

    @Override
    void close() throws Exception;

    /** Returns a server of its port, and of what stops it. */
    static Server of(int port, AutoCloseable stop) {
      return new Server() {
        @Override
        public int port() {
          return port;
        }

        @Override
        public void close() throws Exception {
          stop.close();
        }
      };
    }
  }

  /** Starts the server, with these settings of the bridge: whole keys. */
  protected abstract Server start(Map<String, String> settings) throws Exception;

  /** Returns where the outcome differs from {@link Call}'s; {@code -} is a request not seen. */
  protected Map<String, String> differences() {
    return Map.of();
  }

  /**
   * Returns whether a request counts as soon as its client leaves. Then the answer waits for that:
   * which of the two is first would decide the status.
   */
  protected boolean countsAtLeaving() {
    return false;
  }

  /** Returns the registry of these settings, for a framework that has no configuration. */
  protected static GraphiteBridgeMeterRegistry registry(Map<String, String> settings) {
    return new GraphiteBridgeMeterRegistry(settings::get, Clock.SYSTEM);
  }

  /** Serves {@code /slow}: returns when the test lets it. */
  protected final String slow() {
    waiting.countDown();
    try {
      if (!release.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody lets the request end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return "slow";
  }

  /** Releases what may wait, and stops carbon. */
  @AfterEach
  void stopCarbon() {
    release.countDown();
    carbon.close();
  }

  @Test
  void requests_ofTheTable_countOnceUnderTheirRouteAndStatus() throws Exception {
    Map<Call, String> expected = new EnumMap<>(Call.class);
    Map<Call, String> seen = new EnumMap<>(Call.class);

    int before = 0;
    try (Server server = start(settings())) {
      for (Call call : Call.values()) {
        expected.put(call, differences().getOrDefault(call.name(), call.outcome));
        before = outcomes().size();
        ask(server, call);
        seen.put(call, outcomeAfter(before, expected.get(call).equals("-")));
      }
    }
    seen.put(Call.LEAVES, outcomeAfter(before, true));

    report(seen);
    assertThat(seen).isEqualTo(expected);
    assertThat(String.join(" + ", outcomes()))
        .isEqualTo(
            expected.values().stream()
                .filter(outcome -> !outcome.equals("-"))
                .collect(Collectors.joining(" + ")));
    assertThat(leaves()).containsExactlyEntriesOf(equalCounts(outcomes().size()));
    assertThat(carbon.rejected()).isEmpty();
  }

  @Test
  void requests_thatAreHostile_addNoNameOfTheirOwn() throws Exception {
    Random random = new Random(1);
    try (Server server = start(settings())) {
      for (int i = 0; i < 300; i++) {
        String path = "/" + HOSTILE + random.nextInt(1_000_000);
        String method = HOSTILE.toUpperCase(Locale.ROOT) + random.nextInt(1_000_000);
        RawHttp.send(server.port(), "GET", i % 2 == 0 ? path : path + "{a" + i + "}");
        RawHttp.send(server.port(), i % 2 == 0 ? "OPTIONS" : "TRACE", path);
        RawHttp.send(server.port(), method, i % 2 == 0 ? path : "/products/" + HOSTILE + i);
        RawHttp.send(
            server.port(),
            i % 2 == 0 ? "DELETE" : "OPTIONS",
            "/products/" + HOSTILE + i,
            "Origin: http://" + HOSTILE + i + ".example",
            "Access-Control-Request-Method: PUT");
      }
    }

    Set<String> names =
        carbon.lines().stream()
            .map(line -> line.substring(0, line.indexOf(' ')))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names)
        .isNotEmpty()
        .noneMatch(name -> name.toLowerCase(Locale.ROOT).contains(HOSTILE));
    assertThat(routes(names))
        .isSubsetOf("NOT_FOUND", "UNKNOWN", "REDIRECTION", "products.id", "wildcard", "OTHER");
  }

  @Test
  void stop_afterAnswers_countsThem() throws Exception {
    int answered = 0;
    Server server = start(settings());
    Thread stop = new Thread(() -> stop(server));
    int running;
    try (Socket socket = RawHttp.open(server.port(), "GET", "/slow")) {
      assertThat(waiting.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 25; i++) {
        answered += RawHttp.send(server.port(), "GET", "/products/7") == 200 ? 1 : 0;
      }
      // A close gives up early while carbon was never reached.
      await().atMost(PATIENCE).until(() -> carbon.lineCount() > 0);
      stop.start();
      release.countDown();
      running = RawHttp.firstByte(socket);
    }
    stop.join(PATIENCE.toMillis());

    List<String> outcomes = outcomes();
    Map<String, String> figures = new TreeMap<>();
    figures.put("answered before the stop", answered + " of 25");
    figures.put("running at the stop", running >= 0 ? "answered" : "cut off");
    figures.put("running one counted", Boolean.toString(outcomes.contains("slow 200")));
    report(figures);
    assertThat(answered).isEqualTo(25);
    assertThat(outcomes).filteredOn("products.id 200"::equals).hasSize(25);
  }

  private static void stop(Server server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private void ask(Server server, Call call) throws Exception {
    if (call != Call.LEAVES) {
      RawHttp.send(server.port(), call.method, call.path);
      return;
    }
    int before = outcomes().size();
    try (Socket socket = RawHttp.open(server.port(), call.method, call.path)) {
      assertThat(waiting.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      socket.setSoLinger(true, 0);
    }
    if (countsAtLeaving()) {
      await().atMost(PATIENCE).until(() -> outcomes().size() > before);
    }
    release.countDown();
  }

  private Map<String, String> settings() {
    return Map.of(
        "graphite.bridge.host", carbon.host(),
        "graphite.bridge.port", Integer.toString(carbon.port()),
        "graphite.bridge.host-node", "web",
        "graphite.bridge.group", "shop",
        "graphite.bridge.flush-interval", "10ms",
        "graphite.bridge.step", "1s");
  }

  /** Waits for what one more request has counted as. */
  private String outcomeAfter(int before, boolean unseen) {
    try {
      await().atMost(unseen ? SILENCE : PATIENCE).until(() -> outcomes().size() > before);
    } catch (ConditionTimeoutException e) {
      return "-";
    }
    List<String> outcomes = outcomes();
    return String.join(" + ", outcomes.subList(before, outcomes.size()));
  }

  /** Returns route and status of each request that has counted. */
  private List<String> outcomes() {
    List<String> outcomes = new ArrayList<>();
    for (String line : carbon.lines()) {
      String[] words = line.split(" ", -1);
      int code = words[0].indexOf(".status_code.");
      if (words[0].startsWith(TREE) && code > 0) {
        String status = words[0].substring(code + ".status_code.".length());
        String outcome = words[0].substring(TREE.length(), code) + " " + status;
        // Counts of one second may have come in one line.
        outcomes.addAll(Collections.nCopies((int) Double.parseDouble(words[1]), outcome));
      }
    }
    return outcomes;
  }

  /** Returns how often each leaf that adds up was counted. */
  private Map<String, Integer> leaves() {
    Map<String, Integer> leaves = new TreeMap<>();
    for (String line : carbon.lines()) {
      String[] words = line.split(" ", -1);
      if (words[0].startsWith(TREE)) {
        String leaf = words[0].replaceFirst("\\.(status_code|status_type)\\..*", ".$1");
        int count =
            leaf.endsWith(".pt") || leaf.endsWith(".size") ? 1 : (int) Double.parseDouble(words[1]);
        leaves.merge(leaf.substring(leaf.lastIndexOf('.') + 1), count, Integer::sum);
      }
    }
    leaves.remove("size");
    return leaves;
  }

  private static Map<String, Integer> equalCounts(int requests) {
    return new TreeMap<>(
        Map.of(
            "count", requests, "pt", requests, "status_code", requests, "status_type", requests));
  }

  private static Set<String> routes(Set<String> names) {
    return names.stream()
        .filter(name -> name.startsWith(TREE) && name.endsWith(".count"))
        .map(name -> name.substring(TREE.length(), name.length() - ".count".length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Adds to the table that a build prints. */
  private void report(Map<?, String> figures) throws IOException {
    StringBuilder text = new StringBuilder();
    String framework = System.getProperty("framework").replaceFirst(".*: ", "");
    figures.forEach(
        (row, figure) -> text.append(String.format("%-22s %-26s %s%n", framework, row, figure)));
    System.out.print(text);
    Files.createDirectories(REPORT.getParent());
    Files.writeString(REPORT, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
