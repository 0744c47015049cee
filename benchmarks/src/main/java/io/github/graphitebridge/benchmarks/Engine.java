// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.rules.GraphiteFile;
import io.github.graphitebridge.rules.RequestSeries;
import java.io.IOException;
import java.util.Map;

/**
 * What makes figures of points: real programs, each with the file that this project makes for it.
 */
enum Engine {
  /** carbon-aggregator with what Flask-Graphite documents, and the status class. */
  FLASK_RULES("carbon-aggregator", "examples/graphite/install.sh") {
    @Override
    Running start(int intervalSeconds) throws IOException {
      String rules =
          """
          <route>.count (%1$d) = sum <<route>>.count
          <route>.status_code.<type> (%1$d) = sum <<route>>.status_code.<type>
          <route>.status_type.<type> (%1$d) = sum <<route>>.status_type.<type>
          <route>.pt (%1$d) = avg <<route>>.pt
          <route>.size (%1$d) = avg <<route>>.size
          """;
      return CarbonEngine.aggregator(rules.formatted(intervalSeconds), intervalSeconds);
    }
  },

  /** carbon-aggregator: per host and over all hosts, with percentiles. */
  CARBON_AGGREGATOR("carbon-aggregator", "examples/graphite/install.sh") {
    @Override
    Running start(int intervalSeconds) throws IOException {
      String rules = GraphiteFile.AGGREGATOR.text(series(intervalSeconds));
      return CarbonEngine.aggregator(rules, intervalSeconds);
    }
  },

  /** carbon-c-relay: the same without percentiles. */
  CARBON_C_RELAY("carbon-c-relay", "examples/graphite/install.sh") {
    @Override
    Running start(int intervalSeconds) throws IOException {
      return CarbonEngine.relay(GraphiteFile.C_RELAY.text(series(intervalSeconds)));
    }
  },

  /** VictoriaMetrics, which keeps every point. */
  VICTORIA_METRICS("victoria-metrics", "examples/victoria-metrics/install.sh") {
    @Override
    Running start(int intervalSeconds) throws IOException {
      return VictoriaMetricsEngine.start(
          GraphiteFile.VICTORIA_METRICS.text(series(intervalSeconds)));
    }
  };

  private final String program;
  private final String installer;

  Engine(String program, String installer) {
    this.program = program;
    this.installer = installer;
  }

  /**
   * Starts one and waits until it takes points.
   *
   * @param intervalSeconds the period of its rules
   */
  abstract Running start(int intervalSeconds) throws IOException;

  /** Returns its program, and the script that installs it. */
  String needs() {
    return program + ", which " + installer + " installs";
  }

  private static RequestSeries series(int intervalSeconds) {
    return RequestSeries.builder()
        .intervalSeconds(intervalSeconds)
        .lateSeconds(intervalSeconds)
        .build();
  }

  /** One that runs. */
  interface Running extends AutoCloseable {
    /** Returns its process. */
    EngineProcess process();

    /** Returns the counts that it has by now, by name without what stands before the route. */
    Map<String, Long> counts() throws IOException;

    @Override
    void close() throws IOException;
  }
}
