// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A real Graphite, as {@code start.sh} of {@code examples/graphite} starts it and {@code stop.sh}
 * stops it, for tests that run in the folder of any example.
 */
public final class Graphite {
  /** The period of the rules and the step of what is stored, in seconds. */
  public static final int INTERVAL_SECONDS = ExpectedSeries.INTERVAL_SECONDS;

  /** How long to wait for a value, which is there after two periods on an idle machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(9L * INTERVAL_SECONDS);

  private static final Path SCRIPTS = Path.of("..", "graphite");

  private static final List<String> PORTS =
      List.of(
          "AGGREGATOR_PORT",
          "AGGREGATOR_PICKLE_PORT",
          "CACHE_PORT",
          "CACHE_PICKLE_PORT",
          "CACHE_QUERY_PORT",
          "WEB_PORT",
          "AGGREGATOR_A_PICKLE_PORT",
          "AGGREGATOR_B_PICKLE_PORT",
          "CACHE_B_PICKLE_PORT",
          "CACHE_B_QUERY_PORT");

  private static final int LOG_TAIL = 15;

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Path folder;
  private final Properties environment = new Properties();

  /**
   * Creates a Graphite that is not started.
   *
   * @param folder gets all its files; its parent exists
   */
  public Graphite(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts the daemons with the shipped rules, or with those that the environment's {@code
   * AGGREGATION_RULES} names.
   *
   * @throws AssertionError with the script's reason if they do not start
   */
  public void start() throws IOException, InterruptedException {
    start(Map.of());
  }

  /**
   * Starts the daemons with settings of {@code start.sh} other than its ports.
   *
   * @throws AssertionError with the script's reason if they do not start
   */
  void start(Map<String, String> settings) throws IOException, InterruptedException {
    Map<String, String> all = freePorts();
    all.put("AGGREGATOR_UDP_PORT", all.get("AGGREGATOR_PORT"));
    all.put("INTERVAL", Integer.toString(INTERVAL_SECONDS));
    all.put("READY_SECONDS", "120");
    all.putAll(settings);
    Daemons.run(SCRIPTS.resolve("start.sh"), folder, all);
    try (InputStream file = Files.newInputStream(folder.resolve("graphite.env"))) {
      environment.load(file);
    }
  }

  /** Returns the port for lines. */
  public int aggregatorPort() {
    return Integer.parseInt(environment.getProperty("AGGREGATOR_PORT"));
  }

  /** Returns where graphite-web listens. */
  URI webUrl() {
    return URI.create(environment.getProperty("WEB_URL"));
  }

  /** Returns carbon-cache's port for lines. */
  int cachePort() {
    return Integer.parseInt(environment.getProperty("CACHE_PORT"));
  }

  /**
   * Returns what graphite-web shows since a second, of all series but carbon's own: the values by
   * name and by the second at which the interval begins.
   */
  public Map<String, NavigableMap<Long, Double>> render(long fromSecond)
      throws IOException, InterruptedException {
    String targets =
        elements(get("/metrics/index.json"))
            .map(JsonNode::asText)
            .filter(name -> !name.startsWith("carbon."))
            .map(name -> "&target=" + URLEncoder.encode(name, StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    Map<String, NavigableMap<Long, Double>> series = new TreeMap<>();
    for (JsonNode one :
        post("/render", "format=json&noNullPoints=true&from=" + fromSecond + targets)) {
      NavigableMap<Long, Double> values = new TreeMap<>();
      one.get("datapoints")
          .forEach(point -> values.put(point.get(1).asLong(), point.get(0).asDouble()));
      series.put(one.get("target").asText(), values);
    }
    return series;
  }

  /** Returns the processor time that a daemon has taken. */
  Duration processorTime(String daemon) throws IOException {
    long pid = Long.parseLong(Files.readString(folder.resolve(daemon + ".pid")).strip());
    return ProcessHandle.of(pid).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  /** Returns the ends of the daemons' logs. */
  public String log() {
    try (Stream<Path> logs = Files.list(folder.resolve("log"))) {
      return logs.filter(Files::isRegularFile)
          .sorted()
          .map(Graphite::tail)
          .collect(Collectors.joining("\n", "the daemons' logs end with\n", "\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops the daemons, if they run. */
  public void stop() throws IOException, InterruptedException {
    Daemons.run(SCRIPTS.resolve("stop.sh"), folder, Map.of());
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return answer(request(path));
  }

  private JsonNode post(String path, String form) throws IOException, InterruptedException {
    return answer(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(environment.getProperty("WEB_URL") + path));
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response + " " + response.body());
    }
    return json.readTree(response.body());
  }

  private static Map<String, String> freePorts() {
    Map<String, String> ports = new TreeMap<>();
    FreePorts.choose(PORTS.size())
        .forEach(port -> ports.put(PORTS.get(ports.size()), Integer.toString(port)));
    return ports;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  private static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      List<String> last = lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size());
      return log.getFileName() + ":\n  " + String.join("\n  ", last);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
