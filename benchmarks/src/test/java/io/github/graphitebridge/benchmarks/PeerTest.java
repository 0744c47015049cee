// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each peer records what the comparison says it does. */
final class PeerTest {
  private static final int REQUESTS = 500;

  /** Longer than a benchmark's: a busy machine may hold up the sink's process. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  @ParameterizedTest
  @EnumSource(Peer.class)
  void record_fewRequests_linesArrive(Peer peer) throws IOException {
    Slots slots = new Slots(10);
    RequestMix mix = new RequestMix(slots, Access.UNIFORM);

    try (Delivery delivery = Delivery.open(peer, slots, PATIENCE)) {
      for (int number = 0; number < REQUESTS; number++) {
        mix.record(delivery.target(), number);
      }

      // StatsD's and DataDog's promise nothing, but that some arrive.
      boolean mayLose = peer.name().contains("STATSD");
      long lines = (long) REQUESTS * delivery.target().linesPerRequest();
      assertThat(delivery.settle(REQUESTS)).isLessThan(mayLose ? lines : 1);
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void send_oneBlock_allLinesArrive(Wire wire) throws IOException {
    // So few datagrams that the kernel keeps them while the sink waits for a CPU.
    int block = wire == Wire.DROPWIZARD_UDP ? 128 : 1024;
    try (SinkProcess sink = SinkProcess.start();
        LinePath path = wire.open(sink, block, PATIENCE)) {
      path.prepare(block);
      path.send(block);

      assertThat(path.lost()).isZero();
      assertThat(sink.counts().bytes()).isPositive();
    }
  }
}
