// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A provisioning file of Grafana's alert rules, as far as the shipped ones go. Another field, or
 * one that is missing, does not parse.
 */
record GrafanaAlerts(
    @JsonProperty(required = true) int apiVersion,
    @JsonProperty(required = true) List<Group> groups) {
  private static final YAMLMapper YAML = new YAMLMapper();

  static {
    YAML.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    YAML.enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);
  }

  static GrafanaAlerts read(Path file) throws IOException {
    return YAML.readValue(file.toFile(), GrafanaAlerts.class);
  }

  /** Returns the rules of all groups. */
  List<Rule> rules() {
    return groups.stream().flatMap(group -> group.rules().stream()).toList();
  }

  record Group(
      @JsonProperty(required = true) int orgId,
      @JsonProperty(required = true) String name,
      @JsonProperty(required = true) String folder,
      @JsonProperty(required = true) String interval,
      @JsonProperty(required = true) List<Rule> rules) {}

  /** An alert: a query A, what one number B is made of each series, and its threshold C. */
  record Rule(
      @JsonProperty(required = true) String uid,
      @JsonProperty(required = true) String title,
      @JsonProperty(required = true) String condition,
      @JsonProperty(value = "for", required = true) String pending,
      @JsonProperty(required = true) String noDataState,
      @JsonProperty(required = true) String execErrState,
      @JsonProperty(required = true) Map<String, String> labels,
      @JsonProperty(required = true) Map<String, String> annotations,
      @JsonProperty(required = true) List<Query> data) {

    Map<String, Object> model(String refId) {
      return query(refId).model();
    }

    Query query(String refId) {
      return data.stream().filter(one -> one.refId().equals(refId)).findAny().orElseThrow();
    }

    /** Returns whether the values of a series are beyond the threshold. */
    boolean firesAt(Collection<Double> values) {
      List<Double> all = new ArrayList<>(values);
      double number =
          switch ((String) model("B").get("reducer")) {
            case "last" -> all.get(all.size() - 1);
            case "max" -> all.stream().mapToDouble(it -> it).max().orElseThrow();
            case "mean" -> all.stream().mapToDouble(it -> it).average().orElseThrow();
            default -> throw new AssertionError(model("B"));
          };
      List<?> conditions = (List<?>) model("C").get("conditions");
      Map<?, ?> evaluator = (Map<?, ?>) ((Map<?, ?>) conditions.get(0)).get("evaluator");
      if (!"gt".equals(evaluator.get("type"))) {
        throw new AssertionError(evaluator);
      }
      return number > ((Number) ((List<?>) evaluator.get("params")).get(0)).doubleValue();
    }
  }

  record Query(
      @JsonProperty(required = true) String refId,
      @JsonProperty(required = true) String datasourceUid,
      @JsonProperty(required = true) Range relativeTimeRange,
      @JsonProperty(required = true) Map<String, Object> model) {}

  /** Seconds before now. */
  record Range(@JsonProperty(required = true) int from, @JsonProperty(required = true) int to) {}
}
