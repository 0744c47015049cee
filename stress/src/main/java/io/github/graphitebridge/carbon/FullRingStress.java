// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LJJ_Result;

/** Two threads record three points each into a ring of four slots, which nobody drains. */
@JCStressTest
@Outcome(id = "sound, 4, 2", expect = Expect.ACCEPTABLE, desc = "Full; the others were refused.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Lost, doubled, torn, or the account is wrong.")
@State
public class FullRingStress {
  private static final SeriesTable TABLE = new SeriesTable();
  private static final Series FIRST = TABLE.of("a", SeriesKind.SUM, null);
  private static final Series SECOND = TABLE.of("b", SeriesKind.SUM, null);

  private final PointRing ring = new PointRing(4, TABLE, new PointAccounts(), () -> {}, new CurrentSecond(() -> 0, () -> 0));
  private final Delivery delivery = new Delivery(FIRST, SECOND);

  @Actor
  void first() {
    delivery.offerFirst(ring, 0, 3);
  }

  @Actor
  void second() {
    delivery.offerSecond(ring, 3);
  }

  @Arbiter
  void settle(LJJ_Result result) {
    ring.drainTo(delivery);
    result.r1 = delivery.verdict(0);
    result.r2 = ring.taken();
    result.r3 = 6 - delivery.accepted();
  }
}
