// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JDD_Result;

/** Two threads record, one of them into the next window. */
@JCStressTest
@Outcome(id = "3, 9.0, 3.5", expect = Expect.ACCEPTABLE)
@Outcome(expect = Expect.FORBIDDEN, desc = "A value was lost.")
@State
public class TallyStress {
  private final Tally tally =
      new Tally(
          DistributionStatisticConfig.builder()
              .expiry(Duration.ofMillis(10))
              .bufferLength(3)
              .build(),
          0);

  @Actor
  void record() {
    tally.record(3.5, 0);
    tally.record(3, 0);
  }

  @Actor
  void recordLater() {
    tally.record(2.5, 10);
  }

  @Arbiter
  void read(JDD_Result result) {
    result.r1 = tally.count();
    result.r2 = tally.sum();
    result.r3 = tally.max(10);
  }
}
