// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final double ALMOST_ONE = Math.nextDown(1.0);

  @Test
  void next_withoutJitter_doublesFrom100MillisTo30Seconds() {
    Backoff backoff = new Backoff(() -> 0);

    assertThat(millis(backoff, 11))
        .containsExactly(100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000);
  }

  @Test
  void next_withMostJitter_isHalfOfEach() {
    Backoff backoff = new Backoff(() -> ALMOST_ONE);

    assertThat(millis(backoff, 10))
        .containsExactly(50, 100, 200, 400, 800, 1600, 3200, 6400, 12_800, 15_000);
  }

  @Test
  void next_anyJitter_liesBetweenHalfAndWhole() {
    Backoff backoff = new Backoff(new Random(1)::nextDouble);

    millis(backoff, 9);

    assertThat(LongStream.of(millis(backoff, 1000)).boxed())
        .allMatch(delay -> delay >= 15_000 && delay <= 30_000);
  }

  @Test
  void reset_afterManyDelays_startsAnew() {
    Backoff backoff = new Backoff(() -> 0);
    millis(backoff, 20);

    backoff.reset();

    assertThat(millis(backoff, 2)).containsExactly(100, 200);
  }

  private static long[] millis(Backoff backoff, int count) {
    return LongStream.range(0, count).map(i -> Math.round(backoff.next() / 1e6)).toArray();
  }
}
