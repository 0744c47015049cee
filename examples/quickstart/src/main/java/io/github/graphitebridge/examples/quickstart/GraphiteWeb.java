// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.graphitebridge.GraphiteBridgeConfig;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A real Graphite's figures: asks graphite-web's /render for the series behind the panels of
 * examples/graphite's dashboard.
 *
 * <p>Thread-safety: safe; the client has threads of its own.
 */
final class GraphiteWeb {
  static final String VARIABLE = "GRAPHITE_WEB_URL";

  /** What a point of a request becomes, over all its hosts: see aggregation-rules.conf. */
  private static final List<String> LEAVES =
      List.of("count", "pt", "pt.p95", "pt.p99", "size", "status_code.*");

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final ObjectMapper json = new ObjectMapper();
  private final URI web;
  private final String tree;
  private final long intervalSeconds;

  private CompletableFuture<?> asked = CompletableFuture.completedFuture(null);
  private long askedNanos = System.nanoTime() - PAUSE.toNanos();
  private volatile Figures newest;

  private GraphiteWeb(URI web, GraphiteBridgeConfig config) {
    this.web = web;
    this.tree = GraphiteTree.overAllHosts(config);
    this.intervalSeconds = config.aggregationInterval().toSeconds();
    this.newest = Figures.none("Asking Graphite at " + web + " …");
  }

  /**
   * Returns the one of GRAPHITE_WEB_URL, null if that is not set.
   *
   * @throws IllegalArgumentException if it is no URL
   */
  static @Nullable GraphiteWeb of(GraphiteBridgeConfig config, Map<String, String> environment) {
    String url = environment.get(VARIABLE);
    return url == null ? null : new GraphiteWeb(checked(url), config);
  }

  private static URI checked(String url) {
    try {
      URI uri = new URI(url.replaceAll("/+$", ""));
      if (String.valueOf(uri.getScheme()).matches("(?i)https?")
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        VARIABLE + " was '" + url + "' but it must be graphite-web's address, as http://host:port");
  }

  /**
   * Returns what Graphite answered last, or what is wrong, and asks again if that is a while ago.
   */
  synchronized Figures figures() {
    if (asked.isDone() && System.nanoTime() - askedNanos >= PAUSE.toNanos()) {
      askedNanos = System.nanoTime();
      asked =
          client
              .sendAsync(request(), BodyHandlers.ofString())
              .thenApply(this::read)
              .exceptionally(fault -> Figures.none(explained(fault)))
              .thenAccept(figures -> newest = figures);
    }
    return newest;
  }

  private HttpRequest request() {
    String targets =
        LEAVES.stream()
            .map(leaf -> "&target=" + encoded(tree + "**." + leaf))
            .collect(Collectors.joining());
    String query = "/render?format=json&noNullPoints=true&from=-" + span() + "s" + targets;
    return HttpRequest.newBuilder(URI.create(web + query)).timeout(PATIENCE).build();
  }

  private long span() {
    return Figures.SHOWN * intervalSeconds;
  }

  private Figures read(HttpResponse<String> response) {
    try {
      if (response.statusCode() != 200) {
        throw new IllegalStateException("it answered " + response.statusCode() + " to /render");
      }
      NavigableMap<Long, AggregateTable> tables = tables(json.readTree(response.body()));
      return new Figures(
          source(tables),
          "in the last " + Math.max(1, span() / 60) + " min",
          intervalSeconds,
          Figures.newest(tables),
          AggregateTable.sum(tables.values()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("it answered to /render with something that is no JSON", e);
    }
  }

  private String source(NavigableMap<Long, AggregateTable> tables) {
    return "Graphite at "
        + web
        + (tables.isEmpty()
            ? ", which has no series " + tree + "**.count yet: the first interval takes a while"
            : ", series " + tree + "*");
  }

  private NavigableMap<Long, AggregateTable> tables(JsonNode answer) {
    Map<Long, SortedMap<String, Double>> intervals = new TreeMap<>();
    for (JsonNode series : answer) {
      String name = series.path("target").asText();
      for (JsonNode point : series.path("datapoints")) {
        intervals
            .computeIfAbsent(point.path(1).asLong(), time -> new TreeMap<>())
            .put(name, point.path(0).asDouble());
      }
    }
    NavigableMap<Long, AggregateTable> tables = new TreeMap<>();
    intervals.forEach((time, values) -> tables.put(time, AggregateTable.of(tree, values)));
    return tables;
  }

  private String explained(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return "Nothing can be read from "
        + VARIABLE
        + "="
        + web
        + ": "
        + said(cause)
        + ". It must be graphite-web's address, as http://host:port.";
  }

  private static String said(@Nullable Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return "no answer within " + PATIENCE.toSeconds() + " s";
    }
    // The JDK's client often has no message where nobody listens, or the name is unknown.
    return cause instanceof ConnectException
        ? "it takes no connection"
        : cause == null || cause.getMessage() == null ? "" + cause : cause.getMessage();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
