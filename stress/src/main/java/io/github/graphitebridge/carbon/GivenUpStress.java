// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

/**
 * A thread has claimed a position and died. The sender gives it up, and with it each position whose
 * point does not come between two looks; a thread that is late then publishes after all, while the
 * next laps go on.
 */
@JCStressTest
@Outcome(id = "sound, false", expect = Expect.ACCEPTABLE, desc = "Only the dead thread's was given up.")
@Outcome(id = "sound, true", expect = Expect.ACCEPTABLE, desc = "So was one that came after all.")
@Outcome(expect = Expect.FORBIDDEN, desc = "A late point was another's, or was not owned up to.")
@State
public class GivenUpStress {
  private static final long PATIENCE_NANOS = PointRing.PATIENCE_SECONDS * 1_000_000_000;
  private static final SeriesTable TABLE = new SeriesTable();
  private static final Series LATE = TABLE.of("a", SeriesKind.SUM, null);
  private static final Series NEXT = TABLE.of("b", SeriesKind.SUM, null);

  private final PointAccounts accounts = new PointAccounts();
  private final PointRing ring = new PointRing(4, TABLE, accounts, () -> {}, new CurrentSecond(() -> 0, this::later));
  private final Delivery delivery = new Delivery(NEXT, LATE);
  private final long dead = ring.claim();
  private long nanos;

  /** At each look the patience is over. */
  private long later() {
    nanos += PATIENCE_NANOS;
    return nanos;
  }

  @Actor
  void late() {
    delivery.offerSecond(ring, 24);
  }

  @Actor
  void sender() {
    for (int i = 0; i < 48 && ring.givenUp() <= 1; i++) {
      ring.drainTo(delivery);
    }
    for (int lap = 0; lap < 4; lap++) {
      delivery.offerFirst(ring, 4 * lap, 4 * lap + 4);
      ring.drainTo(delivery);
    }
    delivery.offerFirst(ring, 16, 20);
  }

  @Arbiter
  void settle(LZ_Result result) {
    for (int i = 0; i < 16; i++) {
      ring.drainTo(delivery);
    }
    boolean counted = accounts.dropped(DropReason.INVALID) == ring.givenUp();
    result.r1 =
        dead == 0 && counted && ring.size() == 0
            ? delivery.verdict(ring.givenUp() - 1)
            : "miscounted";
    result.r2 = ring.givenUp() > 1;
  }
}
