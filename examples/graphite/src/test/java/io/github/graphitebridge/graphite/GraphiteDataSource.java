// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks graphite-web what Grafana's data source of that name asks it: targets from {@code /render},
 * with the refId at the end of each series' name, and variables from {@code /metrics/find} and
 * {@code /metrics/expand}.
 */
final class GraphiteDataSource {
  private static final Pattern EXPAND = Pattern.compile("expand\\((.*)\\)");

  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final URI web;

  GraphiteDataSource(URI web) {
    this.web = web;
  }

  /**
   * Returns the series that a target gives: the values that are not null, by the series' name and
   * the second.
   *
   * @param points how many a panel has room for
   */
  Map<String, NavigableMap<Long, Double>> series(
      GrafanaPanel.Target target, DashboardVariables variables, long fromSecond, int points)
      throws IOException, InterruptedException {
    String mark = " " + target.refId();
    String query =
        "aliasSub(%s, \"(^.*$)\", \"\\1%s\")".formatted(variables.in(target.target()), mark);
    String form =
        "target=%s&from=%d&until=now&format=json&maxDataPoints=%d"
            .formatted(encoded(query), fromSecond, points);
    Map<String, NavigableMap<Long, Double>> all = new TreeMap<>();
    for (JsonNode one : post("/render", form)) {
      NavigableMap<Long, Double> values = new TreeMap<>();
      for (JsonNode point : one.get("datapoints")) {
        if (!point.get(0).isNull()) {
          values.put(point.get(1).asLong(), point.get(0).asDouble());
        }
      }
      String name = one.get("target").asText();
      if (!name.endsWith(mark) || all.put(name.replace(mark, ""), values) != null) {
        throw new AssertionError("two series, or one without its refId: " + name + " of " + query);
      }
    }
    return all;
  }

  /** Returns the options of a variable, as they are offered. */
  List<String> options(GrafanaDashboard.Variable variable, DashboardVariables variables)
      throws IOException, InterruptedException {
    Matcher expand = EXPAND.matcher(variable.query());
    List<String> found = new ArrayList<>();
    if (expand.matches()) {
      String query = encoded(variables.in(expand.group(1)));
      get("/metrics/expand?query=" + query).get("results").forEach(one -> found.add(one.asText()));
    } else {
      post("/metrics/find", "query=" + encoded(variables.in(variable.query())))
          .forEach(one -> found.add(one.get("text").asText()));
    }
    return found.stream()
        .map(name -> captured(variables.in(variable.regex()), name))
        .filter(option -> !option.isEmpty())
        .distinct()
        .sorted()
        .toList();
  }

  private static String captured(String regex, String name) {
    if (regex.isEmpty()) {
      return name;
    }
    Matcher matcher = Pattern.compile(regex.substring(1, regex.length() - 1)).matcher(name);
    return matcher.find() ? matcher.group(1) : "";
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return answer(HttpRequest.newBuilder(web.resolve(path)));
  }

  private JsonNode post(String path, String form) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(web.resolve(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form)));
  }

  private JsonNode answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new AssertionError(response + " " + response.body());
    }
    return json.readTree(response.body());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
