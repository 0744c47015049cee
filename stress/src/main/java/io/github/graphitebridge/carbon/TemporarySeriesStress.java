// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Numbers of temporary series go from one to the next while points with them are in the ring. */
@JCStressTest
@Outcome(id = "sound", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "A point came out under another's name.")
@State
public class TemporarySeriesStress {
  private static final String[] NAMES = {"a", "b", "c", "d", "e", "f"};

  private final SeriesTable table = new SeriesTable();
  private final PointRing ring =
      new PointRing(4, table, new PointAccounts(), () -> {}, new CurrentSecond(() -> 0, () -> 0));
  private int delivered;
  private int wrong;

  @Actor
  void report() {
    for (int i = 0; i < NAMES.length; i++) {
      Series temporary = table.temporary(NAMES[i], ring);
      if (!ring.offer(temporary, i, i)) {
        table.releaseTemporary(temporary);
      }
    }
  }

  @Actor
  void sender() {
    for (int i = 0; i < 4; i++) {
      ring.drainTo(this::take);
    }
  }

  private boolean take(Series series, double value, long second) {
    delivered++;
    wrong += series.name() == NAMES[(int) value] && value == second ? 0 : 1;
    return true;
  }

  @Arbiter
  void settle(L_Result result) {
    ring.drainTo(this::take);
    result.r1 =
        wrong == 0 && delivered == ring.taken()
            ? "sound"
            : "wrong=%d lost=%d".formatted(wrong, ring.taken() - delivered);
  }
}
