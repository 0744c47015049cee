// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.rules.AggregationCorpus;
import io.github.graphitebridge.rules.AggregationCorpus.Block;
import io.github.graphitebridge.rules.AggregationCorpus.Case;
import io.github.graphitebridge.rules.AggregationCorpus.Refused;
import io.github.graphitebridge.rules.AggregationMethod;
import io.github.graphitebridge.rules.AggregationRules;
import io.github.graphitebridge.testkit.CarbonPoint;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds {@link AggregationRules} to what a real carbon-aggregator does. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class AggregationRulesIT {
  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("blocks")
  void corpus_sentThroughTheDaemon_comesOutAsWritten(Block block) throws IOException {
    StringBuilder lines = new StringBuilder();
    double value = 1;
    for (Case name : block.cases()) {
      lines.append(AggregationTrial.line(name.name(), value));
      // A sum of these tells which names are in it, and how often each, up to three times.
      value *= 4;
    }

    try (AggregationTrial daemon = new AggregationTrial(folder, block.rules())) {
      assertThat(daemon.isReady()).as(daemon.log()).isTrue();

      assertThat(texts(daemon.emitted(lines.toString())))
          .containsExactlyInAnyOrderElementsOf(expected(block));
    }
  }

  @Test
  void methods_sentThroughTheDaemon_giveTheSameValues() throws IOException {
    Map<String, double[]> sets = new LinkedHashMap<>();
    sets.put("one", new double[] {3.7});
    sets.put("two", new double[] {1, 2.5});
    sets.put("ties", new double[] {2, 2, 1, 2});
    sets.put("mixed", new double[] {-3.5, 0.0001, 12.25, 7, 7, 1e9, -0.3, 2.2, 5.5, 8.125, 0.7});
    for (int size : new int[] {3, 10, 20, 100, 101, 777}) {
      sets.put("random" + size, new Random(size).doubles(size).map(d -> d * d * 30).toArray());
    }
    StringBuilder rules = new StringBuilder();
    for (AggregationMethod method : AggregationMethod.values()) {
      rules.append("out.<x>.%1$s (60) = %1$s in.<x>%n".formatted(method));
    }
    StringBuilder lines = new StringBuilder();
    List<String> expected = new ArrayList<>();
    sets.forEach(
        (name, values) -> {
          DoubleStream.of(values)
              .forEach(value -> lines.append(AggregationTrial.line("in." + name, value)));
          for (AggregationMethod method : AggregationMethod.values()) {
            expected.add(text("out." + name + "." + method, method.of(values)));
          }
        });

    try (AggregationTrial daemon = new AggregationTrial(folder, rules.toString())) {
      assertThat(daemon.isReady()).as(daemon.log()).isTrue();

      // Where a block arrives in two, a first part may come out alone before the whole.
      assertThat(texts(daemon.emitted(lines.toString())))
          .filteredOn(text -> text.startsWith("out."))
          .containsAll(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refused_givenToTheDaemon_doesTheHarm(Refused refused) throws IOException {
    try (AggregationTrial daemon = new AggregationTrial(folder, refused.rule() + "\n")) {
      boolean ready = daemon.isReady();

      if (refused.outcome().equals("stops")) {
        assertThat(ready).as(daemon.log()).isFalse();
        return;
      }
      assertThat(ready).as(daemon.log()).isTrue();
      assertThat(texts(daemon.emitted(AggregationTrial.line(refused.name(), 1))))
          .isEqualTo(
              refused.outcome().equals("loses") ? List.of() : List.of(text(refused.name(), 1)));
    }
  }

  static List<Block> blocks() {
    return AggregationCorpus.blocks();
  }

  static List<Refused> refused() {
    return AggregationCorpus.refused();
  }

  /** The corpus tells the names, the rules tell by which method a series is made. */
  private static List<String> expected(Block block) {
    AggregationRules rules = AggregationRules.parse(block.rules());
    Map<String, AggregationMethod> methods = new LinkedHashMap<>();
    Map<String, double[]> values = new LinkedHashMap<>();
    List<String> expected = new ArrayList<>();
    double value = 1;
    for (Case name : block.cases()) {
      rules.matches(name.name()).forEach(m -> methods.putIfAbsent(m.output(), m.rule().method()));
      for (String output : name.outputs()) {
        double[] before = values.getOrDefault(output, new double[0]);
        double[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = value;
        values.put(output, after);
      }
      if (!name.outputs().contains(name.name())) {
        expected.add(text(name.name(), value));
      }
      value *= 4;
    }
    values.forEach((output, of) -> expected.add(text(output, methods.get(output).of(of))));
    return expected;
  }

  private static List<String> texts(List<CarbonPoint> points) {
    return points.stream().map(point -> text(point.name(), point.value())).toList();
  }

  /** The daemon sends its values with ten decimals. */
  private static String text(String name, double value) {
    BigDecimal rounded = new BigDecimal(value).setScale(10, RoundingMode.HALF_EVEN);
    return name + " " + rounded.stripTrailingZeros().toPlainString();
  }
}
