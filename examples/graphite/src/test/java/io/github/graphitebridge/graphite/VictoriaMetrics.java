// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A real VictoriaMetrics, as the scripts of {@code examples/victoria-metrics} start and stop it.
 */
final class VictoriaMetrics {
  private static final Path SCRIPTS = Path.of("..", "victoria-metrics");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final List<Integer> ports = FreePorts.choose(2);
  private final Path folder;

  /** Creates one that is not started, with all its files in a folder. */
  VictoriaMetrics(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @throws AssertionError with the script's reason if it does not start
   */
  void start(Path relabelConfig) throws IOException, InterruptedException {
    Daemons.run(
        SCRIPTS.resolve("start.sh"),
        folder,
        Map.of(
            "GRAPHITE_PORT", Integer.toString(ports.get(0)),
            "HTTP_PORT", Integer.toString(ports.get(1)),
            "RELABEL_CONFIG", relabelConfig.toString()));
  }

  void stop() throws IOException, InterruptedException {
    Daemons.run(SCRIPTS.resolve("stop.sh"), folder, Map.of());
  }

  /** Returns the port for lines. */
  int graphitePort() {
    return ports.get(0);
  }

  /** Returns the labels of each series there is. */
  List<Map<String, String>> series() throws IOException, InterruptedException {
    List<Map<String, String>> all = new ArrayList<>();
    get("/api/v1/series?match[]=" + encoded("{__name__!=\"\"}"))
        .forEach(one -> all.add(labels(one)));
    return all;
  }

  /** Returns what a query gives at a second: the value by the labels. */
  Map<Map<String, String>, Double> query(String expression, long second)
      throws IOException, InterruptedException {
    Map<Map<String, String>, Double> values = new HashMap<>();
    get("/api/v1/query?nocache=1&time=" + second + "&query=" + encoded(expression))
        .get("result")
        .forEach(one -> values.put(labels(one.get("metric")), one.at("/value/1").asDouble()));
    return values;
  }

  private static Map<String, String> labels(JsonNode metric) {
    Map<String, String> labels = new TreeMap<>();
    metric.properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + ports.get(1) + path.replace("[]", "%5B%5D"));
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response + " " + response.body());
    }
    return json.readTree(response.body()).get("data");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
