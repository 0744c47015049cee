// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** VictoriaMetrics, started as the script of examples/victoria-metrics does. */
final class VictoriaMetricsEngine implements Engine.Running {
  private static final String PROGRAM = "victoria-metrics";

  /** A series of an answer: its labels, and the value. */
  private static final Pattern RESULT =
      Pattern.compile("\\{\"metric\":\\{([^}]*)},\"value\":\\[[^,]*,\"([^\"]*)\"]");

  private static final Pattern LABEL = Pattern.compile("\"(\\w+)\":\"([^\"]*)\"");

  private final HttpClient client = HttpClient.newHttpClient();
  private final EngineProcess process;
  private final int httpPort;

  private VictoriaMetricsEngine(EngineProcess process, int httpPort) {
    this.process = process;
    this.httpPort = httpPort;
  }

  /** Starts one. */
  static VictoriaMetricsEngine start(String relabelConfig) throws IOException {
    Path folder = Files.createTempDirectory(PROGRAM);
    int port = EngineProcess.freePort();
    int httpPort = EngineProcess.freePort();
    Path relabel = Files.writeString(folder.resolve("relabel.yml"), relabelConfig);
    List<String> command =
        List.of(
            PROGRAM,
            "-storageDataPath=" + folder.resolve("data"),
            "-graphiteListenAddr=127.0.0.1:" + port,
            "-httpListenAddr=127.0.0.1:" + httpPort,
            "-relabelConfig=" + relabel,
            "-search.latencyOffset=0s");
    return new VictoriaMetricsEngine(
        EngineProcess.start(folder, port, command, () -> true), httpPort);
  }

  @Override
  public EngineProcess process() {
    return process;
  }

  @Override
  public Map<String, Long> counts() throws IOException {
    Map<String, Long> counts = new TreeMap<>();
    for (String leaf : List.of("count", "status_code", "status_type")) {
      String query = "sum by (route, status)(sum_over_time(graphite_bridge_" + leaf + "[1h]))";
      RESULT
          .matcher(get("/api/v1/query?nocache=1&query=" + encoded(query)))
          .results()
          .forEach(result -> add(counts, leaf, result));
    }
    return counts;
  }

  private static void add(Map<String, Long> counts, String leaf, MatchResult result) {
    Map<String, String> labels = new TreeMap<>();
    LABEL
        .matcher(result.group(1))
        .results()
        .forEach(label -> labels.put(label.group(1), label.group(2)));
    String status = labels.getOrDefault("status", "");
    counts.put(
        labels.get("route") + '.' + leaf + (status.isEmpty() ? "" : '.' + status),
        Math.round(Double.parseDouble(result.group(2))));
  }

  private String get(String path) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + httpPort + path);
    try {
      return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    process.close();
  }
}
