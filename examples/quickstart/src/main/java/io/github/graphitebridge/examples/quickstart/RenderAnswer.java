// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/** What graphite-web answers to /render. */
final class RenderAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private RenderAnswer() {}

  /**
   * Returns the tables of a tree's series, by the second at which an interval begins.
   *
   * @throws IllegalStateException if it is no list of series
   */
  static NavigableMap<Long, AggregateTable> tables(HttpResponse<String> answer, String tree) {
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("it answered " + answer.statusCode() + " to /render");
    }
    Map<Long, SortedMap<String, Double>> intervals = new TreeMap<>();
    for (JsonNode series : list(answer.body())) {
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

  private static JsonNode list(String body) {
    try {
      JsonNode list = JSON.readTree(body);
      if (list.isArray()) {
        return list;
      }
    } catch (JsonProcessingException e) {
      // Said below.
    }
    throw new IllegalStateException("it answered to /render with something that is no JSON list");
  }
}
