// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The seconds of points, from their recording to their leaving the ring. */
class SeriesTest {
  private static final long NOW = 1_700_000_000;

  private final SeriesTable table = new SeriesTable();
  private final PointAccounts accounts = new PointAccounts();
  private final List<String> taken = new ArrayList<>();

  @Test
  void record_withoutASecond_isOfNow() {
    PointRing ring = ring(new CurrentSecond(() -> NOW * 1000 + 999, () -> 0));

    table.of("a.count", SeriesKind.SUM, ring).record(7);

    ring.drainTo(this::take);
    assertThat(taken).containsExactly("a.count 7 1700000000");
  }

  @Test
  void record_withoutASecondByAClockThatIsWrong_countsAsInvalid() {
    PointRing ring = ring(new CurrentSecond(() -> -1_000, () -> 0));

    table.of("a.count", SeriesKind.SUM, ring).record(7);

    assertThat(ring.taken()).isZero();
    assertThat(accounts.dropped(DropReason.INVALID)).isOne();
  }

  @Test
  void record_fartherAheadThanItMayBe_isDroppedAsInvalid() {
    CurrentSecond second = new CurrentSecond(() -> NOW * 1000, () -> 0, 60);
    PointRing ring = ring(second);
    Series series = table.of("a.count", SeriesKind.SUM, ring);
    assertThat(second.tick()).isEqualTo(NOW);

    series.record(1, NOW + 60);
    series.record(2, NOW + 61);
    series.record(3, 0xFFFF_FFFFL);
    series.record(4, NOW);
    ring.drainTo(this::take);

    assertThat(taken).containsExactly("a.count 1 1700000060", "a.count 4 1700000000");
    assertThat(accounts.dropped(DropReason.INVALID)).isEqualTo(2);
    assertThat(ring.size()).isZero();
  }

  @Test
  void record_clockHasLeaptSinceTheLastTick_isTaken() {
    ManualTime time = new ManualTime();
    CurrentSecond second = new CurrentSecond(time::millis, time::nanos, 60);
    PointRing ring = ring(second);
    long before = second.tick();

    time.pass(Duration.ofSeconds(100));
    table.of("a.count", SeriesKind.SUM, ring).record(1, before + 100);
    ring.drainTo(this::take);

    assertThat(taken).containsExactly("a.count 1 1700000100");
    assertThat(accounts.dropped(DropReason.INVALID)).isZero();
  }

  private PointRing ring(CurrentSecond second) {
    return new PointRing(16, table, accounts, () -> {}, second);
  }

  private boolean take(Series series, double value, long second) {
    return taken.add(series.name() + " " + (long) value + " " + second);
  }
}
