// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BacklogTest {
  private static final Series COUNT = TestSeries.sum("a.count");
  private static final Series OTHER = TestSeries.sum("b.count");
  private static final Series TIME = TestSeries.sample("a.pt");
  private static final Series SIZE = TestSeries.sample("a.size");

  private final PointAccounts accounts = new PointAccounts();
  private final Backlog backlog = new Backlog(6, MergeCounts.UNDER_PRESSURE, accounts);

  @Test
  void drainTo_sumsOfOneSeriesAndSecond_areOneLine() throws IOException {
    backlog.add(COUNT, 1, 100);
    backlog.add(COUNT, 2.5, 100);
    backlog.add(COUNT, 4, 101);
    backlog.add(COUNT, 0.25, 100);
    backlog.add(OTHER, 7, 100);

    assertThat(drained())
        .containsExactlyInAnyOrder("a.count 3.75 100", "b.count 7 100", "a.count 4 101");
    assertThat(accounts.mergedPoints()).isEqualTo(2);
    assertThat(accounts.sent()).isEqualTo(5);
    assertThat(accounts.lines()).isEqualTo(3);
  }

  @Test
  void tryMerge_underPressure_leavesEachCountItsLine() {
    backlog.hold(100);

    assertThat(backlog.tryMerge(COUNT, 1, 100)).isFalse();
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void tryMerge_always_countsWaitUntilTheirSecondIsOver() throws IOException {
    Backlog always = new Backlog(6, MergeCounts.ALWAYS, accounts);
    always.hold(100);

    assertThat(always.tryMerge(COUNT, 1, 100)).isTrue();
    assertThat(always.tryMerge(COUNT, 2, 100)).isTrue();
    assertThat(always.tryMerge(TIME, 1, 100)).isFalse();
    assertThat(always.tryMerge(COUNT, 4, 99)).as("late").isFalse();
    assertThat(always.tryMerge(COUNT, 8, 101)).as("ahead").isFalse();

    assertThat(always.hasLines()).isFalse();
    assertThat(drained(always)).isEmpty();
    always.hold(101);
    assertThat(always.tryMerge(COUNT, 4, 100)).as("late, but another waits").isTrue();
    assertThat(always.tryMerge(OTHER, 1, 101)).isTrue();
    assertThat(always.hasLines()).isTrue();
    assertThat(drained(always)).containsExactly("a.count 7 100");
    always.releaseAll();
    assertThat(drained(always)).containsExactly("b.count 1 101");
    assertThat(always.isEmpty()).isTrue();
  }

  @Test
  void tryMerge_alwaysAndFull_mergesOnlyIntoWhatWaits() throws IOException {
    Backlog always = new Backlog(1, MergeCounts.ALWAYS, accounts);
    always.hold(100);

    assertThat(always.tryMerge(COUNT, 1, 100)).isTrue();
    assertThat(always.tryMerge(COUNT, 1, 100)).isTrue();
    assertThat(always.tryMerge(OTHER, 1, 100)).isFalse();
    assertThat(always.tryMerge(COUNT, 1, 101)).isFalse();

    always.hold(101);
    assertThat(drained(always)).containsExactly("a.count 2 100");
    assertThat(accounts.dropped(DropReason.BACKLOG_FULL)).isZero();
  }

  @Test
  void hold_clockIsSetBack_holdsTheNewSecondOnly() throws IOException {
    Backlog always = new Backlog(6, MergeCounts.ALWAYS, accounts);
    always.hold(5000);
    always.tryMerge(COUNT, 1, 5000);

    always.hold(1400);
    always.tryMerge(COUNT, 1, 1400);

    assertThat(drained(always)).containsExactly("a.count 1 5000");
    always.hold(1401);
    assertThat(drained(always)).containsExactly("a.count 1 1400");
  }

  @Test
  void drainTo_samplesOfOneSeriesAndSecond_stayApart() throws IOException {
    backlog.add(TIME, 0.1, 100);
    backlog.add(TIME, 0.2, 100);
    backlog.add(TIME, 0.1, 100);

    assertThat(drained()).containsExactly("a.pt 0.1 100", "a.pt 0.2 100", "a.pt 0.1 100");
    assertThat(accounts.mergedPoints()).isZero();
  }

  @Test
  void drainTo_sumsAndSamples_givesOldestSumsThenSamplesInOrder() throws IOException {
    backlog.add(TIME, 1, 100);
    backlog.add(COUNT, 1, 102);
    backlog.add(SIZE, 2, 101);
    backlog.add(COUNT, 1, 100);
    backlog.add(COUNT, 1, 101);

    assertThat(drained())
        .containsExactly(
            "a.count 1 100", "a.count 1 101", "a.count 1 102", "a.pt 1 100", "a.size 2 101");
  }

  @Test
  void add_fullOfSamplesAndSums_dropsTheOldestSamplesForEither() throws IOException {
    backlog.add(COUNT, 1, 100);
    IntStream.range(0, 5).forEach(i -> backlog.add(TIME, i, 100));

    backlog.add(TIME, 5, 101);
    backlog.add(OTHER, 1, 101);

    assertThat(accounts.dropped(DropReason.BACKLOG_FULL)).isEqualTo(2);
    assertThat(drained())
        .containsExactly(
            "a.count 1 100",
            "b.count 1 101",
            "a.pt 2 100",
            "a.pt 3 100",
            "a.pt 4 100",
            "a.pt 5 101");
  }

  @Test
  void add_fullOfSums_dropsTheOldestSumForANewerOneOnly() throws IOException {
    IntStream.range(0, 6).forEach(i -> backlog.add(COUNT, i, 100 + i));
    backlog.add(COUNT, 10, 100);

    backlog.add(COUNT, 6, 106);
    backlog.add(COUNT, 1, 99);
    backlog.add(TIME, 1, 106);

    assertThat(accounts.dropped(DropReason.BACKLOG_FULL)).as("two in the oldest").isEqualTo(4);
    assertThat(drained())
        .containsExactly(
            "a.count 1 101",
            "a.count 2 102",
            "a.count 3 103",
            "a.count 4 104",
            "a.count 5 105",
            "a.count 6 106");
  }

  @Test
  void add_fullButSeriesAndSecondWait_mergesStill() throws IOException {
    IntStream.range(0, 6).forEach(i -> backlog.add(COUNT, i, 100 + i));

    IntStream.range(0, 6).forEach(i -> backlog.add(COUNT, 1, 100 + i));

    assertThat(accounts.dropped(DropReason.BACKLOG_FULL)).isZero();
    assertThat(drained()).hasSize(6).startsWith("a.count 1 100").endsWith("a.count 6 105");
  }

  @Test
  void add_fullOfSumsOfTheSameSecond_dropsTheNewcomer() throws IOException {
    IntStream.range(0, 6).forEach(i -> backlog.add(TestSeries.sum("s" + i), 1, 100));

    backlog.add(COUNT, 1, 100);

    assertThat(accounts.dropped(DropReason.BACKLOG_FULL)).isEqualTo(1);
    assertThat(drained()).hasSize(6).noneMatch(line -> line.startsWith("a.count"));
  }

  @Test
  void add_sumThatWouldGrowInfinite_dropsThePointAsInvalid() throws IOException {
    backlog.add(COUNT, Double.MAX_VALUE, 100);
    backlog.add(COUNT, Double.MAX_VALUE, 100);
    backlog.add(OTHER, 1, 100);

    assertThat(drained())
        .containsExactlyInAnyOrder(
            "a.count 17976931348623157" + "0".repeat(292) + " 100", "b.count 1 100");
    assertThat(accounts.dropped(DropReason.INVALID)).isEqualTo(1);
    assertThat(accounts.sent()).isEqualTo(2);
  }

  @Test
  void takeBack_partOfABatch_restoresOrderAndWeight() throws IOException {
    backlog.add(COUNT, 1, 100);
    backlog.add(COUNT, 2, 100);
    IntStream.range(0, 4).forEach(i -> backlog.add(TIME, i, 100));
    WriteBatch batch = new WriteBatch(new LineEncoder());
    backlog.drainTo(batch);
    backlog.add(COUNT, 4, 100);
    backlog.add(TIME, 4, 100);

    batch.giveBack(backlog);

    backlog.publish();
    assertThat(backlog.size()).isEqualTo(6);
    assertThat(backlog.weight()).isEqualTo(8);
    assertThat(drained())
        .containsExactly(
            "a.count 7 100", "a.pt 0 100", "a.pt 1 100", "a.pt 2 100", "a.pt 3 100", "a.pt 4 100");
    assertThat(accounts.sent()).isEqualTo(8);
    assertThat(accounts.sent() - accounts.lines()).isEqualTo(accounts.mergedPoints());
  }

  @Test
  void takeBack_fullOfNewerSamples_dropsTheOldest() throws IOException {
    IntStream.range(0, 6).forEach(i -> backlog.add(TIME, i, 100));
    WriteBatch batch = new WriteBatch(new LineEncoder());
    backlog.drainTo(batch);
    IntStream.range(6, 10).forEach(i -> backlog.add(TIME, i, 100));

    batch.giveBack(backlog);

    assertThat(accounts.dropped(DropReason.BACKLOG_FULL)).isEqualTo(4);
    assertThat(drained())
        .containsExactly(
            "a.pt 4 100", "a.pt 5 100", "a.pt 6 100", "a.pt 7 100", "a.pt 8 100", "a.pt 9 100");
  }

  @Test
  void dropBefore_oldSumsAndSamples_goAndAreCountedByWeight() throws IOException {
    backlog.add(COUNT, 1, 99);
    backlog.add(COUNT, 1, 99);
    backlog.add(COUNT, 1, 100);
    backlog.add(TIME, 1, 99);
    backlog.add(TIME, 2, 100);

    backlog.dropBefore(100);

    assertThat(accounts.dropped(DropReason.TOO_OLD)).isEqualTo(3);
    assertThat(drained()).containsExactly("a.count 1 100", "a.pt 2 100");
  }

  @Test
  void drainTo_oldSampleBehindANewerOne_isNotSent() throws IOException {
    backlog.add(TIME, 1, 110);
    backlog.add(TIME, 2, 100);
    backlog.add(TIME, 3, 110);

    backlog.dropBefore(105);

    assertThat(drained()).containsExactly("a.pt 1 110", "a.pt 3 110");
    assertThat(accounts.dropped(DropReason.TOO_OLD)).isEqualTo(1);
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void isEmpty_afterEverythingIsDrainedOrTooOld_isTrue() throws IOException {
    backlog.add(COUNT, 1, 100);
    backlog.add(OTHER, 1, 100);
    drained();
    backlog.add(COUNT, 1, 100);
    backlog.dropBefore(101);
    backlog.add(COUNT, 1, 101);
    backlog.dropAll(DropReason.CLOSED);

    backlog.publish();
    assertThat(backlog.isEmpty()).isTrue();
    assertThat(backlog.size()).isZero();
    assertThat(backlog.weight()).isZero();
    assertThat(backlog.oldestSecond()).isEqualTo(-1);
    backlog.add(COUNT, 5, 101);
    assertThat(drained()).containsExactly("a.count 5 101");
  }

  @Test
  void dropAll_sumsAndSamples_countsTheirWeight() {
    backlog.add(COUNT, 1, 100);
    backlog.add(COUNT, 1, 100);
    backlog.add(TIME, 1, 100);

    backlog.dropAll(DropReason.CLOSED);

    assertThat(accounts.dropped(DropReason.CLOSED)).isEqualTo(3);
    assertThat(backlog.isEmpty()).isTrue();
  }

  @Test
  void publish_waitingPoints_showsLinesWeightAndOldest() {
    backlog.add(TIME, 1, 105);
    backlog.add(COUNT, 1, 103);
    backlog.add(COUNT, 1, 103);
    assertThat(backlog.size()).as("before publishing").isZero();

    backlog.publish();

    assertThat(backlog.size()).isEqualTo(2);
    assertThat(backlog.weight()).isEqualTo(3);
    assertThat(backlog.oldestSecond()).isEqualTo(103);
  }

  private List<String> drained() throws IOException {
    return drained(backlog);
  }

  private List<String> drained(Backlog from) throws IOException {
    FakeConnection connection = new FakeConnection();
    WriteBatch batch = new WriteBatch(new LineEncoder());
    while (from.hasLines()) {
      from.drainTo(batch);
      batch.writeTo(connection, accounts);
    }
    return connection.lines;
  }
}
