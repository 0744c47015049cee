// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.graphite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.Series;
import io.github.graphitebridge.carbon.SeriesKind;
import io.github.graphitebridge.graphite.LoadedAggregator.Load;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.graphite.GraphiteProtocol;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the account says of a real carbon-aggregator that reads, hangs, is killed, or is behind a
 * real proxy that accepts for it.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
final class AcknowledgementIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Seconds; four of them, the most that a point waits, are longer than any fault here. */
  private static final int PERIOD = 40;

  /** Of points that two connections carry: each up to 10 s, if the next one is slow to open. */
  private static final int TWO_LEASES_SECONDS = 2 * 10;

  @TempDir Path folder;

  /** No more load than that: a daemon that waits for a CPU would look like one that is away. */
  @ParameterizedTest
  @EnumSource(names = {"PLAINTEXT", "PICKLED"})
  void manyConnectionsUnderLoad_allIsAcknowledgedAndComesOutRight(GraphiteProtocol protocol)
      throws IOException {
    try (LoadedAggregator run = run(protocol, 5_000)) {
      run.awaitSeconds(20);

      run.endLoad();
      run.awaitRight(Set.of());
      run.assertAllIsSent();
      assertThat(run.sender().acknowledged()).isEqualTo(run.sender().recorded());
      assertThat(run.sender().reconnects()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 1_000})
  void hangsFor30sAndGoesOn_allIsAcknowledgedInTheEndAndComesOutRight(int rate) throws IOException {
    try (LoadedAggregator run = run(GraphiteProtocol.PLAINTEXT, rate)) {
      await().atMost(PATIENCE).until(() -> run.sender().acknowledged() > 0);

      run.daemon().suspend();
      run.awaitSeconds(15);
      boolean noticed = !run.sender().isAcknowledging();
      run.awaitSeconds(15);
      run.daemon().resume();
      await().atMost(PATIENCE).until(run.sender()::isAcknowledging);

      run.endLoad();
      run.awaitRight(Set.of());
      run.assertAllIsSent();
      assertThat(noticed).as("known within 15 s").isTrue();
      assertThat(run.sender().acknowledged()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 1_000})
  void hangsFor30sAndIsKilled_twoConnectionsAreUnacknowledgedAndAllElseIsAcknowledged(int rate)
      throws IOException {
    try (LoadedAggregator run = run(GraphiteProtocol.PLAINTEXT, rate)) {
      CarbonSender sender = run.sender();
      await().atMost(PATIENCE).until(() -> sender.acknowledged() > 0);

      run.daemon().suspend();
      run.awaitSeconds(30);
      run.daemon().kill();
      run.daemon().restart();
      await().atMost(PATIENCE).until(sender::isAcknowledging);
      run.endLoad();
      run.assertAllIsSent();

      System.out.printf(
          "hangs for 30 s at %d points a second and is killed: %d of %d unacknowledged%n",
          rate, sender.unacknowledged(), sender.recorded());
      assertThat(sender.unacknowledged())
          .isPositive()
          .isLessThanOrEqualTo((long) TWO_LEASES_SECONDS * rate);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 5_000})
  void behindAProxyAndAwayFromTheStart_oneConnectionIsFedAtMost(int rate) throws IOException {
    AtomicReference<HaProxy> proxy = new AtomicReference<>();
    try (LoadedAggregator run = behind(proxy, rate)) {
      CarbonSender sender = run.sender();
      run.daemon().kill();
      run.awaitSeconds(20);
      long fed = sender.sent();
      run.awaitSeconds(10);
      long later = sender.sent();

      run.daemon().restart();
      await().atMost(PATIENCE).until(() -> sender.acknowledged() > 0);
      run.endLoad();
      run.assertAllIsSent();

      assertThat(later).isEqualTo(fed);
      assertThat(sender.unacknowledged()).isEqualTo(fed);
    } finally {
      proxy.get().close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {20, 5_000})
  void behindAProxyAndKilled_oneConnectionIsUnacknowledgedAtMost(int rate) throws IOException {
    AtomicReference<HaProxy> proxy = new AtomicReference<>();
    try (LoadedAggregator run = behind(proxy, rate)) {
      CarbonSender sender = run.sender();
      await().atMost(PATIENCE).until(() -> sender.acknowledged() > 0);

      run.daemon().kill();
      await().atMost(PATIENCE).until(() -> !sender.isAcknowledging());
      run.awaitSeconds(20);
      long lost = sender.unacknowledged();
      run.daemon().restart();
      await().atMost(PATIENCE).until(sender::isAcknowledging);
      run.endLoad();
      run.assertAllIsSent();

      assertThat(lost).isLessThanOrEqualTo((long) TWO_LEASES_SECONDS * rate);
      assertThat(sender.unacknowledged()).isEqualTo(lost);
    } finally {
      proxy.get().close();
    }
  }

  @Test
  void behindAProxyAndHangs_allIsAcknowledgedWhenItGoesOn() throws IOException {
    AtomicReference<HaProxy> proxy = new AtomicReference<>();
    try (LoadedAggregator run = behind(proxy, 5_000)) {
      CarbonSender sender = run.sender();
      await().atMost(PATIENCE).until(() -> sender.acknowledged() > 0);

      run.daemon().suspend();
      await().atMost(PATIENCE).until(() -> !sender.isAcknowledging());
      run.daemon().resume();
      await().atMost(PATIENCE).until(sender::isAcknowledging);
      run.endLoad();

      run.awaitRight(Set.of());
      run.assertAllIsSent();
      assertThat(sender.acknowledged()).isPositive();
    } finally {
      proxy.get().close();
    }
  }

  /** The proxy ends every connection in good order when the carbon behind it is gone. */
  @ParameterizedTest
  @ValueSource(ints = {4, 9})
  void behindAProxyHangsAndIsKilled_onlyWhatWasReadIsAcknowledged(int seconds) throws IOException {
    try (CarbonServer carbon = CarbonServer.start();
        HaProxy proxy = new HaProxy(folder, carbon.port());
        CarbonSender sender = CarbonSender.builder().host("127.0.0.1").port(proxy.port()).build()) {
      Series series = sender.series("proxied.count", SeriesKind.SAMPLE);
      await().atMost(PATIENCE).until(() -> recordUntil(series, sender.acknowledged() > 0));

      carbon.stall();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      await().atMost(PATIENCE).until(() -> recordUntil(series, System.nanoTime() - end >= 0));
      int read = carbon.lineCount();
      carbon.stop();
      await().atMost(PATIENCE).until(() -> recordUntil(series, sender.inFlight() == 0));
      await()
          .during(Duration.ofSeconds(3))
          .atMost(PATIENCE)
          .until(() -> sender.acknowledged() <= read);

      assertThat(sender.unacknowledged()).isPositive();
    }
  }

  private static boolean recordUntil(Series series, boolean reached) {
    series.record(1, System.currentTimeMillis() / 1000);
    return reached;
  }

  private LoadedAggregator run(GraphiteProtocol protocol, int rate) throws IOException {
    return new LoadedAggregator(folder, PERIOD, new Load(protocol, "acknowledged", rate));
  }

  private LoadedAggregator behind(AtomicReference<HaProxy> proxy, int rate) throws IOException {
    return new LoadedAggregator(
        folder,
        PERIOD,
        new Load(GraphiteProtocol.PLAINTEXT, "proxied", rate),
        carbon -> {
          proxy.set(start(carbon));
          return proxy.get().port();
        });
  }

  private HaProxy start(int carbonPort) {
    try {
      return new HaProxy(folder, carbonPort);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
