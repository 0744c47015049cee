// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/** The second is read while the sender's thread ticks, and then stops to keep it. */
@JCStressTest
@Outcome(
    id = {"1, 1", "1, 2", "2, 2"},
    expect = Expect.ACCEPTABLE)
@Outcome(
    id = "2, 1",
    expect = Expect.ACCEPTABLE,
    desc = "The clock itself, then a tick that is due.")
@Outcome(expect = Expect.FORBIDDEN, desc = "No second that was.")
@State
public class CurrentSecondStress {
  private volatile long millis = 1000;
  private final CurrentSecond second = new CurrentSecond(() -> millis, () -> 0);

  @Actor
  void sender() {
    second.tick();
    millis = 2000;
    second.tick();
    second.stop();
  }

  @Actor
  void record(JJ_Result result) {
    result.r1 = second.get();
    result.r2 = second.get();
  }
}
