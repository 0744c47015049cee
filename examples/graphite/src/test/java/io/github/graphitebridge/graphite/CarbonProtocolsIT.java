// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.graphite.LoadedAggregator.Load;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds each of the sender's protocols to what a real carbon-aggregator reads. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class CarbonProtocolsIT {
  /** Seconds. */
  private static final int PERIOD = 2;

  private static final int POINTS_PER_SECOND = 1_000;

  /**
   * Some ten datagrams per second. The kernel keeps about ninety for a daemon that waits for a CPU.
   */
  private static final int UDP_POINTS_PER_SECOND = 50;

  /** As long as a node may be. */
  private static final String LONG_NODE = "n".repeat(251);

  private static final double[] EXTREMES = {
    0,
    1,
    -1,
    0.1 + 0.2,
    -1e-10,
    Double.MIN_VALUE,
    Double.MIN_NORMAL,
    1e15 + 0.25,
    1L << 53,
    123456789.98765433,
    -1e22,
    9.999999999999999e22,
    Double.MAX_VALUE,
    -Double.MAX_VALUE,
  };

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(GraphiteProtocol.class)
  void countsTimesAndExtremes_overSeveralSeconds_comeOutAsRecorded(GraphiteProtocol protocol)
      throws IOException {
    int rate = protocol == GraphiteProtocol.UDP ? UDP_POINTS_PER_SECOND : POINTS_PER_SECOND;
    Load load = new Load(protocol, "protocols." + LONG_NODE, rate);
    try (LoadedAggregator run = new LoadedAggregator(folder, PERIOD, load)) {
      for (int i = 0; i < EXTREMES.length; i++) {
        run.record("extremes.asItIs" + i, EXTREMES[i]);
        run.record("extremes." + LONG_NODE + ".n" + i + ".pt", EXTREMES[i]);
      }
      run.awaitWholeInterval();
      run.endLoad();

      run.awaitRight(Set.of());
      run.assertAllIsSent();
      // To the last digit: here no sum depends on its order.
      assertThat(run.emitted()).isEqualTo(run.expected());
    }
  }
}
