// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * A thread records into a ring of four slots while the sender drains it, for some laps, and records
 * too.
 */
@JCStressTest
@Outcome(id = Delivery.SOUND, expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "A point was lost, doubled or torn.")
@State
public class HandOverStress {
  private static final SeriesTable TABLE = new SeriesTable();
  private static final Series FIRST = TABLE.of("a", SeriesKind.SUM, null);
  private static final Series SECOND = TABLE.of("b", SeriesKind.SUM, null);

  private final PointAccounts accounts = new PointAccounts();
  private final PointRing ring = new PointRing(4, TABLE, accounts, () -> {}, new CurrentSecond(() -> 0, () -> 0));
  private final Delivery delivery = new Delivery(FIRST, SECOND);

  @Actor
  void record() {
    delivery.offerSecond(ring, 24);
  }

  @Actor
  void sender() {
    for (int i = 0; i < 8; i++) {
      ring.drainTo(delivery);
      delivery.offerFirst(ring, i, i + 1);
    }
  }

  @Arbiter
  void settle(L_Result result) {
    ring.drainTo(delivery);
    result.r1 =
        ring.taken() == delivery.accepted() && ring.size() == 0 ? delivery.verdict(0) : "miscounted";
  }
}
