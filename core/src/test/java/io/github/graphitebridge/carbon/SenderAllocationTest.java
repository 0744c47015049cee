// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a point costs in garbage, on the recording thread and on the sender's. */
class SenderAllocationTest {
  private static final long NOW = 1_700_000_000;
  private static final int POINTS = 50_000;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void record_roomInTheRing_allocatesNothing() {
    CarbonSender sender = notStarted(1 << 18);
    Series series = sender.series("web.shop.orders.pt", SeriesKind.SAMPLE);

    assertThat(perPoint(() -> record(series))).isLessThan(0.01);
    assertThat(sender.dropped(DropReason.QUEUE_FULL)).isZero();
  }

  @Test
  void record_fullRing_allocatesNothing() {
    CarbonSender sender = notStarted(1024);
    Series series = sender.series("web.shop.orders.pt", SeriesKind.SAMPLE);

    assertThat(perPoint(() -> record(series))).isLessThan(0.01);
    assertThat(sender.dropped(DropReason.QUEUE_FULL)).isEqualTo(4L * POINTS - 1024);
  }

  /** Over UDP lines go too, so that these are all the encoders there are. */
  static Stream<PointEncoder> encoders() {
    return Stream.of(new LineEncoder(), new PickleEncoder());
  }

  @ParameterizedTest
  @MethodSource("encoders")
  void step_carbonKeepsUp_allocatesNextToNothing(PointEncoder encoder) {
    PointAccounts accounts = new PointAccounts();
    PointRing ring = TestSeries.ring(1 << 16, accounts, () -> {});
    Connection sink = new Sink();
    SenderLoop.Timing timing =
        new SenderLoop.Timing(
            Duration.ofMillis(100),
            Duration.ofMinutes(4),
            Duration.ofSeconds(5),
            System::nanoTime,
            new CurrentSecond(() -> NOW * 1000, System::nanoTime));
    OutageLog log = new OutageLog("sink", () -> "a.pt", true, accounts, System::nanoTime);
    SenderLoop loop =
        new SenderLoop(
            ring,
            new Backlog(1000, MergeCounts.UNDER_PRESSURE, accounts),
            new WriteBatch(encoder),
            sink,
            accounts,
            log,
            timing);
    Series series = TestSeries.sample("web.shop.orders.pt");

    double bytes =
        perPoint(
            () -> {
              for (int i = 0; i < POINTS; i++) {
                ring.offer(series, i / 1e6, NOW);
              }
              while (loop.waiting() > 0) {
                loop.step();
              }
            });

    assertThat(bytes).isLessThan(0.5);
    assertThat(accounts.sent()).isEqualTo(4L * POINTS);
  }

  /** Returns the bytes a point, of the best of a few rounds: the first ones load classes. */
  private static double perPoint(Runnable round) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      round.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / POINTS;
  }

  private static void record(Series series) {
    for (int i = 0; i < POINTS; i++) {
      series.record(i / 1e6, NOW);
    }
  }

  private static CarbonSender notStarted(int queueCapacity) {
    return new CarbonSender(CarbonSender.builder().queueCapacity(queueCapacity));
  }

  /** Takes and forgets every byte. */
  private static final class Sink implements Connection {
    @Override
    public boolean advance(boolean pointsWait) throws IOException {
      return true;
    }

    @Override
    public boolean isUp() {
      return true;
    }

    @Override
    public boolean acknowledges() {
      return true;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      bytes.position(bytes.limit());
    }

    @Override
    public void abandon() {}

    @Override
    public void retryNow() {}

    @Override
    public boolean isProven() {
      return true;
    }

    @Override
    public boolean isOver() {
      return false;
    }

    @Override
    public boolean await(long nanos, boolean untilWritable) {
      return false;
    }

    @Override
    public void wakeUp() {}

    @Override
    public String target() {
      return "sink";
    }

    @Override
    public void close() {}
  }
}
