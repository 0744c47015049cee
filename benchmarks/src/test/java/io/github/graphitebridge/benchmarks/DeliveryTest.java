// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
  private static final int MISSING = 3;

  /** Longer than a benchmark's: a busy machine may hold up the sink's process. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A request that never was stands for one that was lost on the way. */
  @Test
  void settle_requestsThatDidNotArrive_countsTheirLinesOnceOnly() throws IOException {
    Slots slots = new Slots(1);

    try (Delivery delivery = Delivery.open(Peer.DROPWIZARD, slots, PATIENCE)) {
      delivery.target().record(0, 1, 1);
      await().atMost(Duration.ofMinutes(1)).until(() -> delivery.onTheWay(1) == 0);
      long lost = delivery.settle(1 + MISSING);
      delivery.target().record(0, 1, 1);

      assertThat(lost).isEqualTo(5 * MISSING);
      assertThat(delivery.settle(2 + MISSING)).isEqualTo(5 * MISSING);
    }
  }
}
