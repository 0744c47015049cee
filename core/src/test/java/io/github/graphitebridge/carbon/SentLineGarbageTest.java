// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.graphite.GraphiteProtocol;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a line costs the sender's thread in garbage, all the way into a real socket. */
class SentLineGarbageTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** As many as fit into the kernel at once, also as datagrams. */
  private static final int BLOCK = 500;

  private static final int BLOCKS = 10;

  /** Until a clean one: the first ones load classes, and any one may be held up. */
  private static final int MOST_ROUNDS = 10;

  /** A step takes a few objects of its own, however many lines it sends. */
  private static final double MOST_BYTES_A_LINE = 0.5;

  /** What goes while the socket pauses, as it does after each 40 datagrams, waits as an object. */
  private static final double MOST_BYTES_A_UDP_LINE = 30;

  private final CarbonServer server = CarbonServer.builder().start();

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @EnumSource(GraphiteProtocol.class)
  void sentLines_byEachProtocol_leaveNextToNoGarbage(GraphiteProtocol protocol) {
    Set<Long> others = threads();
    boolean pickled = protocol == GraphiteProtocol.PICKLED;
    CarbonSender sender =
        CarbonSender.builder()
            .host(server.host())
            .protocol(protocol)
            .port(pickled ? server.picklePort() : server.port())
            .flushInterval(Duration.ofMillis(20))
            .build();
    long thread = threads().stream().filter(id -> !others.contains(id)).findFirst().orElseThrow();
    Series series = sender.series("web-1.shop.orders.id.pt", SeriesKind.SAMPLE);

    double most = protocol == GraphiteProtocol.UDP ? MOST_BYTES_A_UDP_LINE : MOST_BYTES_A_LINE;
    double least = Double.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS && least >= most; round++) {
      long before = THREADS.getThreadAllocatedBytes(thread);
      for (int block = 0; block < BLOCKS; block++) {
        record(series);
        long all = sender.recorded();
        await().until(() -> sender.sent() == all);
      }
      long garbage = THREADS.getThreadAllocatedBytes(thread) - before;
      least = Math.min(least, (double) garbage / (BLOCKS * BLOCK));
    }
    sender.close();

    assertThat(least).isLessThan(most);
    assertThat(sender.lines()).isEqualTo(sender.recorded());
  }

  private static void record(Series series) {
    long second = System.currentTimeMillis() / 1000;
    for (int i = 0; i < BLOCK; i++) {
      series.record(i / 1e3, second);
    }
  }

  private static Set<Long> threads() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(info -> info != null && info.getThreadName().equals("graphite-bridge-sender"))
        .map(info -> info.getThreadId())
        .collect(Collectors.toSet());
  }
}
