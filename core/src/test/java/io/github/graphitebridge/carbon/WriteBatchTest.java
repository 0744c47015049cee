// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriteBatchTest {
  private static final Series COUNT = TestSeries.sum("a.count");
  private static final Series TIME = TestSeries.sample("b.pt");
  private static final List<String> LINES =
      List.of("a.count 3 100", "b.pt 0.5 100", "b.pt 0.25 101", "a.count 1 4294967295");
  private static final int BYTES = String.join("\n", LINES).length() + 1;

  /** Of the same points as one frame. */
  private static final int PICKLED_BYTES = 118;

  private static final int[] WEIGHTS = {3, 1, 1, 2};

  private final PointAccounts accounts = new PointAccounts();
  private final FakeConnection connection = new FakeConnection();
  private final WriteBatch batch = new WriteBatch(new LineEncoder());
  private final List<String> returned = new ArrayList<>();

  @Test
  void writeTo_connectionWithRoom_writesAllAndIsEmpty() throws IOException {
    fill();

    boolean progress = batch.writeTo(connection, accounts);

    assertThat(progress).isTrue();
    assertThat(batch.isEmpty()).isTrue();
    assertThat(batch.weight()).isZero();
    assertThat(connection.lines).isEqualTo(LINES);
    assertThat(accounts.sent()).isEqualTo(7);
    assertThat(accounts.lines()).isEqualTo(4);
    assertThat(accounts.bytes()).isEqualTo(BYTES);
  }

  @Test
  void writeTo_connectionThatTakesNothing_isNoProgress() throws IOException {
    fill();
    connection.room = 0;

    assertThat(batch.writeTo(connection, accounts)).isFalse();
    assertThat(batch.weight()).isEqualTo(7);
    assertThat(accounts.sent()).isZero();
  }

  @Test
  void writeTo_oneByteATime_writesEachLineOnce() throws IOException {
    fill();
    for (int i = 1; i < BYTES; i++) {
      connection.room = 1;
      assertThat(batch.writeTo(connection, accounts)).isTrue();
      assertThat(accounts.sent() + batch.weight()).isEqualTo(7);
      assertThat(accounts.lines()).isEqualTo(connection.lines.size());
      assertThat(batch.isEmpty()).isFalse();
    }
    connection.room = 1;
    batch.writeTo(connection, accounts);

    assertThat(connection.lines).isEqualTo(LINES);
    assertThat(batch.isEmpty()).isTrue();
    assertThat(accounts.bytes()).isEqualTo(BYTES);
  }

  @Test
  void giveBack_connectionBrokenAtAnyByte_resumesAtTheFirstLineThatDidNotGo() throws IOException {
    for (int broken = 0; broken < BYTES; broken++) {
      PointAccounts counts = new PointAccounts();
      WriteBatch first = new WriteBatch(new LineEncoder());
      FakeConnection carbon = new FakeConnection();
      fill(first);
      carbon.room = broken;
      carbon.breaksWhenFull = true;

      Throwable failure = catchThrowable(() -> first.writeTo(carbon, counts));
      int gone = carbon.lines.size();
      Backlog backlog = new Backlog(10, MergeCounts.UNDER_PRESSURE, counts);
      first.giveBack(backlog);
      carbon.room = Integer.MAX_VALUE;
      WriteBatch second = new WriteBatch(new LineEncoder());
      backlog.drainTo(second);
      second.writeTo(carbon, counts);

      assertThat(failure).isInstanceOf(IOException.class);
      assertThat(first.isEmpty()).isTrue();
      assertThat(carbon.lines.subList(0, gone)).isEqualTo(LINES.subList(0, gone));
      assertThat(carbon.lines)
          .as("broken at byte %s", broken)
          .containsExactlyInAnyOrderElementsOf(LINES);
      assertThat(counts.sent()).isEqualTo(7);
      assertThat(counts.lines()).isEqualTo(4);
    }
  }

  @Test
  void giveBack_someLinesGone_returnsTheRestLastFirst() throws IOException {
    fill();
    connection.room = LINES.get(0).length() + 4;
    batch.writeTo(connection, accounts);

    batch.giveBack(this::takeBack);

    assertThat(returned)
        .containsExactly("a.count 1.0 4294967295 of 2", "b.pt 0.25 101 of 1", "b.pt 0.5 100 of 1");
    assertThat(batch.isEmpty()).isTrue();
    assertThat(accounts.sent()).isEqualTo(WEIGHTS[0]);
  }

  @Test
  void giveBackUnbegun_stoppedAtAnyByte_finishesTheBegunLineOnly() throws IOException {
    for (int stopped = 0; stopped < BYTES; stopped++) {
      PointAccounts counts = new PointAccounts();
      WriteBatch first = new WriteBatch(new LineEncoder());
      FakeConnection carbon = new FakeConnection();
      fill(first);
      carbon.room = stopped;
      first.writeTo(carbon, counts);
      boolean begun = carbon.isWithinLine();
      int gone = carbon.lines.size();

      returned.clear();
      first.giveBackUnbegun(this::takeBack);
      carbon.room = Integer.MAX_VALUE;
      if (!first.isEmpty()) {
        first.writeTo(carbon, counts);
      }

      int whole = gone + (begun ? 1 : 0);
      assertThat(carbon.lines).as("stopped at byte %s", stopped).isEqualTo(LINES.subList(0, whole));
      assertThat(returned).hasSize(LINES.size() - whole);
      assertThat(counts.lines()).isEqualTo(whole);
      assertThat(first.isEmpty()).isTrue();
    }
  }

  @Test
  void giveBack_pickleBrokenAtAnyByte_returnsAllOfItUntilTheLast() throws IOException {
    for (int broken = 0; broken <= PICKLED_BYTES; broken++) {
      PointAccounts counts = new PointAccounts();
      WriteBatch pickle = new WriteBatch(new PickleEncoder());
      fill(pickle);
      connection.room = broken;

      pickle.writeTo(connection, counts);
      returned.clear();
      pickle.giveBack(this::takeBack);

      assertThat(returned).hasSize(broken == PICKLED_BYTES ? 0 : 4);
      assertThat(counts.sent()).isEqualTo(broken == PICKLED_BYTES ? 7 : 0);
      assertThat(counts.lines()).isEqualTo(broken == PICKLED_BYTES ? 4 : 0);
      assertThat(counts.bytes()).isEqualTo(broken);
      assertThat(pickle.isEmpty()).isTrue();
    }
  }

  @Test
  void giveBackUnbegun_pickleStoppedAtAnyByte_keepsAllOfABegunOne() throws IOException {
    for (int stopped = 0; stopped < PICKLED_BYTES; stopped++) {
      PointAccounts counts = new PointAccounts();
      WriteBatch pickle = new WriteBatch(new PickleEncoder());
      fill(pickle);
      connection.room = stopped;
      pickle.writeTo(connection, counts);

      returned.clear();
      pickle.giveBackUnbegun(this::takeBack);
      connection.room = Integer.MAX_VALUE;
      if (stopped > 0) {
        pickle.writeTo(connection, counts);
      }

      assertThat(returned).hasSize(stopped == 0 ? 4 : 0);
      assertThat(counts.sent()).isEqualTo(stopped == 0 ? 0 : 7);
      assertThat(counts.bytes()).isEqualTo(stopped == 0 ? 0 : PICKLED_BYTES);
      assertThat(pickle.isEmpty()).isTrue();
    }
  }

  @Test
  void writeTo_pickleAfterPickle_beginsAFrameEachTime() throws IOException {
    WriteBatch pickle = new WriteBatch(new PickleEncoder());
    for (int i = 1; i <= 3; i++) {
      fill(pickle);
      pickle.writeTo(connection, accounts);

      assertThat(pickle.isEmpty()).isTrue();
      assertThat(accounts.bytes()).isEqualTo((long) i * PICKLED_BYTES);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 204})
  void add_pickleUntilThereIsNoRoom_isASmallFrame(int nodeLength) throws IOException {
    WriteBatch pickle = new WriteBatch(new PickleEncoder());
    Series series = TestSeries.sample(fiveNodesOf(nodeLength));

    fillUp(pickle, series, 0.1);
    pickle.writeTo(connection, accounts);

    assertThat(accounts.bytes()).isBetween(15_000L, 16L * 1024);
  }

  @Test
  void add_untilThereIsNoRoom_holdsAboutABlock() {
    int lines = 0;
    do {
      lines++;
    } while (batch.add(TIME, 0.001, 1_700_000_000, 1));

    assertThat(lines).isBetween(2000, 4096);
    assertThat(batch.hasRoom()).isFalse();
  }

  @Test
  void add_shortestLines_stopsAtTheMostLines() {
    Series shortest = TestSeries.sum("a");
    int lines = 0;
    do {
      lines++;
    } while (batch.add(shortest, 1, 1, 1));

    assertThat(lines).isEqualTo(4096);
  }

  @Test
  void add_longestLines_neverOverflows() throws IOException {
    int lines = fillUp(batch, TestSeries.sample(fiveNodesOf(204)), -Double.MIN_VALUE);

    batch.writeTo(connection, accounts);
    assertThat(connection.lines).hasSize(lines).hasSizeGreaterThan(40);
  }

  private static String fiveNodesOf(int length) {
    String node = "n".repeat(length);
    return String.join(".", node, node, node, node, node);
  }

  /** Adds the same point until there is no room; returns how often. */
  private static int fillUp(WriteBatch target, Series series, double value) {
    int added = 0;
    do {
      added++;
    } while (target.add(series, value, 4_294_967_295L, 1));
    return added;
  }

  private void fill() {
    fill(batch);
  }

  private static void fill(WriteBatch target) {
    target.add(COUNT, 3, 100, WEIGHTS[0]);
    target.add(TIME, 0.5, 100, WEIGHTS[1]);
    target.add(TIME, 0.25, 101, WEIGHTS[2]);
    target.add(COUNT, 1, 4_294_967_295L, WEIGHTS[3]);
  }

  private void takeBack(Series series, double value, long second, int weight) {
    returned.add(series.name() + " " + value + " " + second + " of " + weight);
  }
}
