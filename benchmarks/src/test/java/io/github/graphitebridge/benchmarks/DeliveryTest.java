// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class DeliveryTest {
  private static final int MISSING = 3;

  /** A request that never was stands for one that was lost on the way. */
  @Test
  void settle_requestsThatDidNotArrive_countsTheirLinesOnceOnly() throws IOException {
    Slots slots = new Slots(1);

    try (Delivery delivery = Delivery.open(Peer.DROPWIZARD, slots)) {
      delivery.target().record(0, 1, 1);
      while (delivery.onTheWay(1) > 0) {
        LockSupport.parkNanos(1_000_000);
      }
      long lost = delivery.settle(1 + MISSING);
      delivery.target().record(0, 1, 1);

      assertThat(lost).isEqualTo(5 * MISSING);
      assertThat(delivery.settle(2 + MISSING)).isEqualTo(5 * MISSING);
    }
  }
}
