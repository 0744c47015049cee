// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The sender goes to rest while a point comes: it sees the point, or is woken. */
@JCStressTest
@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "Seen, and woken all the same.")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "Seen.")
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "Not seen, and woken.")
@Outcome(id = "true, false", expect = Expect.FORBIDDEN, desc = "A missed wake-up.")
@State
public class WakeUpStress {
  private static final SeriesTable TABLE = new SeriesTable();
  private static final Series SERIES = TABLE.of("a", SeriesKind.SUM, null);

  /** Of eight slots, so that the first point is none of those that always wake. */
  private final PointRing ring =
      new PointRing(8, TABLE, new PointAccounts(), () -> woken = true, new CurrentSecond(() -> 0, () -> 0));

  private boolean woken;

  @Actor
  void record() {
    ring.record(SERIES, 1, 1);
  }

  @Actor
  void rest(ZZ_Result result) {
    result.r1 = ring.awaitNext();
  }

  @Arbiter
  void look(ZZ_Result result) {
    result.r2 = woken;
  }
}
