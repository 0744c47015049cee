// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SeriesTableTest {
  private final SeriesTable table = new SeriesTable();

  @Test
  void of_sameNameAndKind_isTheSameSeries() {
    Series sum = table.of("a.b", SeriesKind.SUM, null);

    assertThat(table.of("a.b", SeriesKind.SUM, null)).isSameAs(sum);
    assertThat(table.of("a.b", SeriesKind.SAMPLE, null)).isNotSameAs(sum);
    assertThat(table.at(sum.number())).isSameAs(sum);
  }

  @Test
  void releaseTemporary_temporarySeries_givesItsNumberToTheNextOne() {
    Series first = table.temporary("a", null);

    table.releaseTemporary(first);

    Series second = table.temporary("b", null);
    assertThat(second.number()).isEqualTo(first.number());
    assertThat(table.at(first.number())).isSameAs(second);
  }

  @Test
  void of_seriesThatNobodyHasAnyMore_givesItsNumberBack() {
    PointRing ring = TestSeries.ring(16, new PointAccounts(), () -> {});
    Series held = table.of("held", SeriesKind.SUM, ring);
    AtomicInteger names = new AtomicInteger();

    await()
        .until(
            () -> {
              System.gc();
              for (int i = 0; i < 100; i++) {
                table.of("removed" + names.incrementAndGet(), SeriesKind.SUM, ring);
              }
              return table.of("new" + names, SeriesKind.SAMPLE, ring).number() < names.get() / 2;
            });

    assertThat(table.of("held", SeriesKind.SUM, ring)).isSameAs(held);
    assertThat(table.at(held.number())).isSameAs(held);
  }

  @Test
  void at_seriesThatNobodyHasButThatHasAPointInTheRing_keepsItsNumber() {
    PointAccounts accounts = new PointAccounts();
    CurrentSecond second = new CurrentSecond(() -> 0, System::nanoTime);
    PointRing ring = new PointRing(1024, table, accounts, () -> {}, second);
    List<String> recorded = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      String name = "a" + i;
      table.of(name, SeriesKind.SUM, ring).record(i, 5);
      recorded.add(name + " " + i);
    }
    WeakReference<Object> collected = new WeakReference<>(new Object());
    await()
        .until(
            () -> {
              System.gc();
              return collected.get() == null;
            });
    for (int i = 0; i < 100; i++) {
      table.of("b" + i, SeriesKind.SUM, ring).record(i, 5);
      recorded.add("b" + i + " " + i);
    }

    List<String> taken = new ArrayList<>();
    ring.drainTo((series, value, at) -> taken.add(series + " " + (int) value));

    assertThat(taken).isEqualTo(recorded);
  }

  /** The 64th number is the first that the table grows for. */
  @Test
  void of_threadsThatRunOutOfStackAsTheTableGrows_leaveItWhole() throws InterruptedException {
    for (int n = 1; n < 64; n++) {
      table.of("a" + n, SeriesKind.SUM, null);
    }

    Thread thread = new Thread(null, this::recurse, "recursion", 256 * 1024);
    thread.setUncaughtExceptionHandler((of, e) -> {});
    thread.start();
    thread.join();

    Series next = table.of("b", SeriesKind.SUM, null);
    assertThat(table.at(next.number())).isSameAs(next);
  }

  @SuppressWarnings("InfiniteRecursion") // As in an application that is at fault.
  private void recurse() {
    try {
      recurse();
    } finally {
      table.of("b", SeriesKind.SUM, null);
    }
  }
}
