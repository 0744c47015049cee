// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.graphitebridge.rules.AggregationRules;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CarbonServerAggregationTest {

  @Test
  void aggregates_ofSeveralIntervals_areByTimeAndName() {
    try (CarbonServer server =
        serve(
            """
            <host>.shop.<route>.count (10) = sum <host>.shop.<<route>>.count
            <host>.shop.<route>.pt (10) = avg <host>.shop.<<route>>.pt
            <host>.shop.<route>.pt.p50 (10) = p50 <host>.shop.<<route>>.pt
            """,
            """
            a.shop.x.y.count 1 100
            a.shop.x.y.pt 1 101
            a.shop.x.y.count 2 109
            a.shop.x.y.pt 9 102
            b.shop.x.y.count 4 105
            a.shop.x.y.pt 2 103
            a.shop.x.y.count 8 110
            """)) {

      assertThat(server.aggregates())
          .containsExactly(
              new CarbonAggregate(100, "a.shop.x.y.count", 3),
              new CarbonAggregate(100, "a.shop.x.y.pt", 4),
              new CarbonAggregate(100, "a.shop.x.y.pt.p50", 2),
              new CarbonAggregate(100, "b.shop.x.y.count", 4),
              new CarbonAggregate(110, "a.shop.x.y.count", 8));
      assertThat(server.aggregates("a.shop.x.y.count"))
          .containsExactly(
              new CarbonAggregate(100, "a.shop.x.y.count", 3),
              new CarbonAggregate(110, "a.shop.x.y.count", 8));
      assertThat(server.aggregate("a.shop.x.y.pt", 100)).hasValue(4);
      assertThat(server.aggregate("a.shop.x.y.pt", 110)).isEmpty();
      assertThat(server.table(110)).isEqualTo(Map.of("a.shop.x.y.count", 8.0));
      assertThat(server.table(120)).isEmpty();
    }
  }

  @Test
  void points_thatNoRuleTakes_goOnAndTheLastOfAnIntervalStays() {
    try (CarbonServer server =
        serve(
            "<x>.count (10) = sum <x>.count",
            """
            other.gauge 1 100
            other.gauge 2 109
            other.gauge 3 110
            """)) {

      assertThat(server.aggregates())
          .containsExactly(
              new CarbonAggregate(100, "other.gauge", 2),
              new CarbonAggregate(110, "other.gauge", 3));
    }
  }

  @Test
  void points_whoseOutputHasAnotherName_goOnBesideIt() {
    try (CarbonServer server =
        serve(
            "all.<x>.count (10) = sum <host>.<x>.count",
            """
            a.x.count 1 100
            a.x.count 2 101
            b.x.count 4 102
            """)) {

      assertThat(server.table(100))
          .isEqualTo(Map.of("all.x.count", 7.0, "a.x.count", 2.0, "b.x.count", 4.0));
    }
  }

  @Test
  void rawPoint_ofAnOutputsName_isOverwrittenByTheAggregate() {
    try (CarbonServer server =
        serve(
            "all.count (10) = sum <host>.one.count",
            """
            a.one.count 1 100
            all.count 50 101
            b.one.count 2 102
            """)) {

      assertThat(server.aggregate("all.count", 100)).hasValue(3);
    }
  }

  @Test
  void rules_twoWithOneOutput_countTwiceByTheFirstRule() {
    try (CarbonServer server =
        serve(
            """
            <x>.count (10) = sum <x>.count
            <x>.count (60) = avg <x>.*
            """,
            "a.count 1 119\n")) {

      assertThat(server.aggregates()).containsExactly(new CarbonAggregate(110, "a.count", 2));
    }
  }

  @Test
  void timestamp_minusOne_isTheTimeOfArrival() {
    long before = Instant.now().getEpochSecond();
    try (CarbonServer server = serve("<x>.count (1) = sum <x>.count", "a.count 1 -1\n")) {

      assertThat(server.points()).extracting(CarbonPoint::timestampSeconds).containsExactly(-1L);
      assertThat(server.aggregates("a.count"))
          .singleElement()
          .satisfies(a -> assertThat(a.timestampSeconds()).isBetween(before, before + 30));
    }
  }

  @Test
  void clear_forgetsAggregates() {
    try (CarbonServer server = serve("<x>.count (1) = sum <x>.count", "a.count 1 1\n")) {

      server.clear();

      assertThat(server.aggregates()).isEmpty();
    }
  }

  @Test
  void aggregates_serverWithoutRules_saysSo() {
    try (CarbonServer server = CarbonServer.start()) {

      assertThatThrownBy(server::aggregates)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the server has no rules: CarbonServer.builder().rules(…)");
    }
  }

  /** A server of these rules that has taken these lines. */
  private static CarbonServer serve(String rules, String lines) {
    CarbonServer server = CarbonServer.builder().rules(AggregationRules.parse(rules)).start();
    try (CarbonClient client = new CarbonClient(server.address())) {
      client.send(lines);
      server.awaitLines((int) lines.lines().count());
    }
    return server;
  }
}
