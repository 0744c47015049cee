// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

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
  void releasePassing_passingSeries_givesItsNumberToTheNextOne() {
    Series first = table.passing("a", null);

    table.releasePassing(first);

    Series second = table.passing("b", null);
    assertThat(second.number()).isEqualTo(first.number());
    assertThat(table.at(first.number())).isSameAs(second);
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
