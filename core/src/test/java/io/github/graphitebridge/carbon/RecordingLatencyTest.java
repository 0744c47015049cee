// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What a recording call takes while carbon reads, and while it never does; printed, with their
 * ratio. Times are not asserted: a busy machine makes them what it likes.
 */
@Timeout(120)
class RecordingLatencyTest extends SocketTest {
  private static final int ROUNDS = 4;
  private static final int BURSTS = 2500;
  private static final int BURST = 50;

  @Test
  void record_carbonNeverReads_takesNoLongerAndRefusesNothing() {
    long[] healthy = new long[0];
    long[] stalled = new long[0];
    for (int round = 0; round < ROUNDS; round++) {
      server.resume();
      long[] whileRead = measure();
      server.stall();
      long[] whileStalled = measure();
      if (round > 0) {
        healthy = concat(healthy, whileRead);
        stalled = concat(stalled, whileStalled);
      }
    }

    System.out.printf(
        Locale.ROOT,
        "a recording call takes %s while carbon reads, %s while it never does: p99.9 is %.2f times"
            + " that%n",
        percentiles(healthy),
        percentiles(stalled),
        (double) percentile(stalled, 0.999) / percentile(healthy, 0.999));
  }

  /** Records in bursts, as requests come, and returns what each call took, in nanoseconds. */
  private long[] measure() {
    CarbonSender sender =
        toServer()
            .sendBuffer(CarbonSenderBuilder.SEND_BUFFER.defaultValue())
            .writeTimeout(Duration.ofMillis(200))
            .closeTimeout(Duration.ofMillis(1))
            .build();
    await(sender::isConnected);
    Series time = sample(sender, "a.pt");
    Series count = sender.series("a.count", SeriesKind.SUM);
    long[] nanos = new long[BURSTS * BURST];
    int calls = 0;
    for (int burst = 0; burst < BURSTS; burst++) {
      for (int i = 0; i < BURST; i++) {
        long start = System.nanoTime();
        (i % 2 == 0 ? time : count).record(0.25, NOW);
        nanos[calls++] = System.nanoTime() - start;
      }
      LockSupport.parkNanos(100_000);
    }
    sender.close();
    assertThat(sender.recorded()).isEqualTo(calls);
    assertThat(sender.dropped(DropReason.QUEUE_FULL)).isZero();
    assertAccountsExact(sender);
    return nanos;
  }

  private static String percentiles(long[] nanos) {
    return String.format(
        Locale.ROOT,
        "%d ns (p50), %d ns (p99), %d ns (p99.9)",
        percentile(nanos, 0.5),
        percentile(nanos, 0.99),
        percentile(nanos, 0.999));
  }

  private static long percentile(long[] nanos, double part) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * part)];
  }

  private static long[] concat(long[] first, long[] second) {
    long[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
