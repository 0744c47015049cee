// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI web;
  private final String tree;
  private final long intervalSeconds;

  private CompletableFuture<?> asked = CompletableFuture.completedFuture(null);
  private long askedNanos = System.nanoTime() - PAUSE.toNanos();
  private volatile @Nullable Instant answered;
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
   * @throws IllegalArgumentException if it is no URL, or has a user in it
   */
  static @Nullable GraphiteWeb of(GraphiteBridgeConfig config, Map<String, String> environment) {
    String url = environment.get(VARIABLE);
    return url == null ? null : new GraphiteWeb(checked(url), config);
  }

  private static URI checked(String url) {
    if (url.contains("@")) {
      // Without the URL: there may be a password in it.
      throw new IllegalArgumentException(
          VARIABLE
              + " has an @, but a user and password before it would not be used: it must be"
              + " graphite-web's address without them, as http://host:port");
    }
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
   * Returns what Graphite answered last, with what is wrong since then, and asks again if that is a
   * while ago.
   */
  synchronized Figures figures() {
    if (asked.isDone() && System.nanoTime() - askedNanos >= PAUSE.toNanos()) {
      askedNanos = System.nanoTime();
      asked = ask();
    }
    return newest;
  }

  /** The deadline is that of the whole answer: a request's own ends with the headers. */
  private CompletableFuture<?> ask() {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request(), BodyHandlers.ofString());
    return answer
        .thenApply(this::read)
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .thenAccept(this::keep)
        .exceptionally(
            fault -> {
              answer.cancel(true);
              newest = newest.stale(explained(fault));
              return null;
            });
  }

  private void keep(Figures figures) {
    answered = Instant.now();
    newest = figures;
  }

  private HttpRequest request() {
    String targets =
        LEAVES.stream()
            .map(leaf -> "&target=" + encoded(tree + "**." + leaf))
            .collect(Collectors.joining());
    String query = "/render?format=json&noNullPoints=true&from=-" + span() + "s" + targets;
    return HttpRequest.newBuilder(URI.create(web + query)).build();
  }

  private long span() {
    return Figures.SHOWN * intervalSeconds;
  }

  private Figures read(HttpResponse<String> answer) {
    NavigableMap<Long, AggregateTable> tables = RenderAnswer.tables(answer, tree);
    return new Figures(
        source(tables),
        true,
        "in the last " + Math.max(1, span() / 60) + " min",
        intervalSeconds,
        Figures.newest(tables),
        AggregateTable.sum(tables.values()));
  }

  private String source(NavigableMap<Long, AggregateTable> tables) {
    return "Graphite at "
        + web
        + (tables.isEmpty()
            ? ", which has no series " + tree + "**.count yet: the first interval takes a while"
            : ", series " + tree + "*");
  }

  private String explained(Throwable fault) {
    Instant last = answered;
    String what = VARIABLE + "=" + web;
    String why = said(fault instanceof CompletionException ? fault.getCause() : fault);
    return last == null
        ? "Nothing can be read from "
            + what
            + ": "
            + why
            + ". It must be graphite-web's address, as http://host:port."
        : "Nothing newer than of "
            + TimeOfDay.of(last)
            + " can be read from "
            + what
            + ": "
            + why
            + ". It is asked again and again.";
  }

  private static String said(@Nullable Throwable cause) {
    if (cause instanceof TimeoutException) {
      return "no whole answer within " + PATIENCE.toSeconds() + " s";
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
