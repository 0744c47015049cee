// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.graphite.LoadedAggregator.Load;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A sender under load while a real carbon-aggregator ends, comes back, stands still or loses its
 * carbon-cache. What counts is what the daemon has emitted in the end, interval by interval.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class CarbonFaultsIT {
  /**
   * Seconds. The sender sends nothing older than four periods, and the daemon overwrites a value
   * with what comes more than five late. A fault with its reconnecting has to be over before, also
   * on a busy machine.
   */
  private static final int PERIOD = 6;

  /** No more: a daemon that waits for a CPU would look like one that is away. */
  private static final int POINTS_PER_SECOND = 2_000;

  /** Points of half a kilobyte fill the kernel's buffers within seconds. */
  private static final String LONG_PREFIX = "x".repeat(250) + "." + "y".repeat(250);

  private static final Set<Long> NONE = Set.of();

  @TempDir Path folder;

  @Test
  void sigterm_restartUnderLoad_cutsTheIntervalItFellInAlone() throws IOException {
    try (LoadedAggregator run =
        new LoadedAggregator(folder, PERIOD, load(GraphiteProtocol.PLAINTEXT))) {
      run.awaitWholeInterval();

      Loss loss = run.endDaemon(CarbonAggregator::terminate);
      run.daemon().restart();

      assertOnlyCutBy(loss, run);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void sigkill_restartInALaterIntervalUnderLoad_cutsTheIntervalItFellInAlone(
      GraphiteProtocol protocol) throws IOException {
    try (LoadedAggregator run = new LoadedAggregator(folder, PERIOD, load(protocol))) {
      run.awaitWholeInterval();

      Loss loss = run.endDaemon(CarbonAggregator::kill);
      // The next interval begins while the daemon is away: it waits at the sender, and is whole.
      run.awaitIntervalAfter(loss.intervals().last());
      run.daemon().restart();

      assertOnlyCutBy(loss, run);
    }
  }

  /**
   * Ten seconds are less than two periods, so nothing comes too late. The kernel takes the points
   * of the first seconds; then the sender lets the rest wait, and the daemon, when it runs again,
   * answers for the first and gets the rest on later connections.
   */
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void sigstopFor10sThenSigcontUnderLoad_losesNothing(GraphiteProtocol protocol)
      throws IOException {
    try (LoadedAggregator run =
        new LoadedAggregator(folder, PERIOD, new Load(protocol, LONG_PREFIX, 5_000))) {
      run.awaitWholeInterval();

      run.daemon().suspend();
      run.awaitSeconds(10);
      run.daemon().resume();

      run.awaitWholeInterval();
      run.endLoad();
      run.awaitRight(NONE);
      run.assertAllIsSent();
      assertThat(run.sender().acknowledged()).isPositive();
      assertThat(run.sender().reconnects()).isPositive();
      assertThat(run.sender().merged()).isPositive();
    }
  }

  /**
   * The daemon reads on and keeps what it has to emit, in a queue of {@code MAX_QUEUE_SIZE}. In the
   * middle of an interval, for what it had just written to the cache is lost.
   */
  @Test
  void cacheDownFor6sThenBackUnderLoad_senderNoticesNothingAndNothingIsLost() throws IOException {
    try (LoadedAggregator run =
        new LoadedAggregator(folder, PERIOD, load(GraphiteProtocol.PLAINTEXT))) {
      run.awaitWholeInterval();
      run.awaitMiddleOfInterval();

      run.daemon().destination().stop();
      run.awaitSeconds(6);
      run.daemon().destination().restart();

      run.awaitWholeInterval();
      run.endLoad();
      run.awaitRight(NONE);
      run.assertAllIsSent();
      assertThat(run.sender().acknowledged()).isEqualTo(run.sender().recorded());
      assertThat(run.sender().reconnects()).isZero();
    }
  }

  private static Load load(GraphiteProtocol protocol) {
    return new Load(protocol, "faults", POINTS_PER_SECOND);
  }

  private static void assertOnlyCutBy(Loss loss, LoadedAggregator run) {
    run.awaitReconnected();
    run.awaitWholeInterval();
    run.endLoad();
    run.awaitRight(loss.intervals());
    loss.assertNoCountLostMore(run.expected(), run.emitted());
    run.assertAllIsSent();
    assertThat(run.sender().reconnects()).isOne();
  }
}
