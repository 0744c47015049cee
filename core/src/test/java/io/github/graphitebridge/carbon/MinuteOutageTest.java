// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonPoint;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A minute without carbon at 2,000 requests a second, five points each, by a clock that the test
 * moves as fast as the sender empties its ring.
 */
@Tag("load")
class MinuteOutageTest extends SocketTest {
  private static final int ROUTES = 50;
  private static final int REQUESTS = 2000;
  private static final int BEFORE = 5;
  private static final int OUTAGE = 60;
  private static final int AFTER = 5;

  private final Series[][] routes = new Series[ROUTES][];

  /** How many requests were recorded in each second on each route. */
  private final Map<String, Integer> recorded = new HashMap<>();

  private final AtomicLong clock = new AtomicLong(NOW);
  private int requests;

  @Test
  void outageOfAMinute_everyCountIsExactAndEverySampleArrives() {
    CarbonSender sender = toServer().clock(() -> clock.get() * 1000).build();
    nameSeries(sender);

    load(sender, BEFORE);
    server.drain();
    load(sender, OUTAGE);
    long waiting = sender.waiting();
    server.restart();
    load(sender, AFTER);
    await(() -> sender.waiting() == 0);
    sender.close();
    server.awaitLines((int) sender.lines());

    System.out.printf(
        Locale.ROOT,
        "an outage of %d s at %,d points a second: %,d points recorded, %,d waited at its end,"
            + " %,d merged, %d dropped, %,d lines received%n",
        OUTAGE,
        5 * REQUESTS,
        sender.recorded(),
        waiting,
        sender.merged(),
        dropped(sender),
        server.lineCount());
    assertThat(sender.recorded()).isEqualTo(5L * requests).isEqualTo(sender.sent());
    assertThat(waiting).isGreaterThanOrEqualTo(5L * OUTAGE * REQUESTS);
    List<CarbonPoint> points = server.points();
    assertCountsAreExact(points);
    assertEverySampleArrivedOnce(points);
    assertThat(log.of(server.port())).hasSize(3);
  }

  private void nameSeries(CarbonSender sender) {
    for (int i = 0; i < ROUTES; i++) {
      String route = "web-1.shop.route" + i;
      routes[i] =
          new Series[] {
            sample(sender, route + ".pt"),
            sample(sender, route + ".size"),
            sender.series(route + ".count", SeriesKind.SUM),
            sender.series(route + ".status_code.200", SeriesKind.SUM),
            sender.series(route + ".status_type.2XX", SeriesKind.SUM)
          };
    }
  }

  private void load(CarbonSender sender, int seconds) {
    for (int i = 0; i < seconds; i++) {
      for (int request = 0; request < REQUESTS; request++) {
        request(request % ROUTES);
      }
      await(() -> sender.queueSize() == 0);
      clock.incrementAndGet();
    }
  }

  private void request(int route) {
    long second = clock.get();
    Series[] series = routes[route];
    series[0].record(requests, second);
    series[1].record(requests, second);
    series[2].record(1, second);
    series[3].record(1, second);
    series[4].record(1, second);
    recorded.merge("web-1.shop.route" + route + " " + second, 1, Integer::sum);
    requests++;
  }

  private void assertCountsAreExact(List<CarbonPoint> points) {
    for (String leaf : new String[] {"count", "status_code.200", "status_type.2XX"}) {
      Map<String, Integer> received = new HashMap<>();
      for (CarbonPoint point : points) {
        if (point.name().endsWith("." + leaf)) {
          String route = point.name().substring(0, point.name().length() - leaf.length() - 1);
          received.merge(route + " " + point.timestampSeconds(), (int) point.value(), Integer::sum);
        }
      }
      assertThat(received).as(leaf).isEqualTo(recorded);
    }
  }

  private void assertEverySampleArrivedOnce(List<CarbonPoint> points) {
    for (String leaf : new String[] {".pt", ".size"}) {
      BitSet arrived = new BitSet(requests);
      int lines = 0;
      for (CarbonPoint point : points) {
        if (point.name().endsWith(leaf)) {
          arrived.set((int) point.value());
          lines++;
        }
      }
      assertThat(lines).as(leaf).isEqualTo(requests).isEqualTo(arrived.cardinality());
    }
  }
}
