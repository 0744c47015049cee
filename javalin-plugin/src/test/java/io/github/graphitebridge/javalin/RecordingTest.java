// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.request.RequestRecorder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecordingTest {

  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final AtomicInteger opened = new AtomicInteger();
  private final CountingRegistry registry = new CountingRegistry();
  private final Recording recording =
      Recording.own(
          () -> {
            opened.incrementAndGet();
            return registry;
          },
          RequestRecorder::create,
          new FaultLog());

  @Test
  void recorder_neverAskedFor_opensNothing() {
    recording.close();

    assertThat(opened).hasValue(0);
    assertThat(registry.closes).hasValue(0);
  }

  @Test
  void recorder_firstAskedByManyThreads_opensOnce() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(8);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<RequestRecorder>> asked = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        asked.add(
            threads.submit(
                () -> {
                  barrier.await();
                  return recording.recorder();
                }));
      }
      for (Future<RequestRecorder> each : asked) {
        assertThat(each.get()).isSameAs(recording.recorder()).isNotNull();
      }
    } finally {
      threads.shutdownNow();
      recording.close();
    }

    assertThat(opened).hasValue(1);
  }

  @Test
  void serverStarting_thenRequests_opensOnce() {
    recording.serverStarting();
    recording.recorder();

    recording.close();

    assertThat(opened).hasValue(1);
  }

  @Test
  void close_twice_closesOnceAndStaysClosed() {
    recording.serverStarting();

    recording.close();
    recording.close();

    assertThat(registry.closes).hasValue(1);
    assertThat(recording.recorder()).isNotNull();
    assertThat(opened).hasValue(1);
  }

  @Test
  void close_beforeAnyRequest_keepsItFromOpening() {
    recording.close();

    assertThat(recording.recorder()).isNull();
    assertThat(opened).hasValue(0);
  }

  @Test
  void close_whileAnotherCloses_waitsForIt() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    registry.onClose = () -> release.await(TestApp.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    recording.serverStarting();
    Thread first = new Thread(recording::close);
    Thread second = new Thread(recording::close);

    first.start();
    await().atMost(TestApp.PATIENCE).until(() -> registry.closes.get() == 1);
    second.start();
    await().atMost(TestApp.PATIENCE).until(() -> second.getState() == Thread.State.TIMED_WAITING);
    release.countDown();
    first.join();
    second.join();

    assertThat(registry.isClosed()).isTrue();
    assertThat(registry.closes).hasValue(1);
  }

  @Test
  void exit_noServer_closesAtOnce() {
    recording.recorder();

    recording.exit(FOR_EVER);

    assertThat(registry.closes).hasValue(1);
  }

  @Test
  void exit_serverIsNotStopped_closesAfterGrace() {
    recording.serverStarting();
    long begin = System.nanoTime();

    recording.exit(Duration.ofMillis(100));

    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(100_000_000);
    assertThat(registry.closes).hasValue(1);
  }

  @Test
  void exit_serverIsStopping_leavesTheCloseToIt() throws Exception {
    recording.serverStarting();
    recording.serverStopping();
    Thread exit = new Thread(() -> recording.exit(Duration.ZERO));

    exit.start();
    await().atMost(TestApp.PATIENCE).until(() -> exit.getState() == Thread.State.TIMED_WAITING);
    int closesWhileStopping = registry.closes.get();
    recording.close();
    exit.join();

    assertThat(closesWhileStopping).isZero();
    assertThat(registry.closes).hasValue(1);
  }

  @Test
  void exit_stopBeginsWithinGrace_leavesTheCloseToIt() throws Exception {
    recording.serverStarting();
    Thread exit = new Thread(() -> recording.exit(FOR_EVER));

    exit.start();
    await().atMost(TestApp.PATIENCE).until(() -> exit.getState() == Thread.State.TIMED_WAITING);
    recording.serverStopping();
    recording.close();
    exit.join();

    assertThat(registry.closes).hasValue(1);
  }

  @Test
  void recorder_registryCannotBeOpened_isNullAndTriedOnce() {
    Recording broken =
        Recording.own(
            () -> {
              opened.incrementAndGet();
              throw new IllegalStateException("no registry");
            },
            RequestRecorder::create,
            new FaultLog());

    broken.serverStarting();

    assertThat(broken.recorder()).isNull();
    assertThat(opened).hasValue(1);
    broken.close();
  }

  @Test
  void close_registryThrows_isSwallowed() {
    registry.onClose =
        () -> {
          throw new IllegalStateException("cannot be closed");
        };
    recording.serverStarting();

    recording.close();

    assertThat(registry.closes).hasValue(1);
  }

  @Test
  void close_registryGiven_staysOpen() {
    Recording given = Recording.given(registry, RequestRecorder::create, new FaultLog());
    given.serverStarting();

    given.exit(Duration.ZERO);

    assertThat(registry.closes).hasValue(0);
  }

  private static final class CountingRegistry extends SimpleMeterRegistry {

    final AtomicInteger closes = new AtomicInteger();
    volatile Callable<?> onClose = () -> null;

    @Override
    public void close() {
      closes.incrementAndGet();
      try {
        onClose.call();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
      super.close();
    }
  }
}
