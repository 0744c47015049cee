// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.request;

import static io.github.graphitebridge.request.Meters.in;
import static io.github.graphitebridge.request.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.graphitebridge.CapturedLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Many threads at once, and what a request costs in memory. */
class RequestRecorderLoadTest {

  private static final int THREADS = 8;
  private static final int ROUNDS = 200;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void record_firstRequestsOfRoutesOnManyThreads_losesNone() throws Exception {
    RequestRecorder recorder =
        RequestRecorder.builder(registry)
            .hooks(List.of(RequestHooks.COUNT, RequestHooks.STATUS_CODE))
            .build();

    onAllThreads(
        round -> {
          recorder.record(request("/r" + round, 200));
          recorder.record(request("/r" + round, 500));
        });

    assertThat(registry.find("http.route.count").counters())
        .hasSize(2 * ROUNDS)
        .allMatch(counter -> counter.count() == THREADS);
    assertThat(registry.find("http.route.status_code").counters())
        .hasSize(2 * ROUNDS)
        .allMatch(counter -> counter.count() == THREADS);
  }

  @Test
  void record_moreRoutesThanMaxRoutesOnManyThreads_keepsCapAndTotal() throws Exception {
    RequestRecorder recorder =
        RequestRecorder.builder(registry).hooks(List.of(RequestHooks.COUNT)).maxRoutes(10).build();

    List<String> log =
        CapturedLog.of(() -> onAllThreads(round -> recorder.record(request("/r" + round, 200))));

    assertThat(in(registry)).hasSize(11);
    assertThat(registry.get("http.route.count").tag("route", "OTHER").counter().count())
        .isEqualTo(THREADS * (ROUNDS - 10.0));
    assertThat(log).hasSize(1);
  }

  @Test
  void record_hookFailsOnManyThreads_countsAllAndLogsOnce() throws Exception {
    RequestHook broken =
        (request, meters) -> {
          throw new IllegalStateException("broken");
        };
    RequestRecorder recorder = RequestRecorder.builder(registry).hooks(List.of(broken)).build();

    List<String> log =
        CapturedLog.of(() -> onAllThreads(round -> recorder.record(request("/a", 200))));

    assertThat(registry.get(RequestRecorder.HOOK_FAILURES).counter().count())
        .isEqualTo((double) THREADS * ROUNDS);
    assertThat(log.stream().filter(line -> line.contains("WARN"))).hasSize(1);
  }

  @Test
  void record_routeSeenBefore_allocatesNothing() {
    RequestRecorder recorder = RequestRecorder.create(registry);
    List<ServedRequest> requests = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      requests.add(request("/r" + i, i % 2 == 0 ? 200 : 404));
    }
    ServedRequest[] array = requests.toArray(ServedRequest[]::new);
    allocatedBy(recorder, array, 20_000);

    long bytes = allocatedBy(recorder, array, 20_000);

    // A compiler thread's hand-over may cost the measured thread a few bytes, once.
    assertThat(bytes / 20_000).isZero();
  }

  /** A step of every thread, which all take at the same moment. */
  private interface Step {
    void run(int round);
  }

  private static Void onAllThreads(Step step) throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(THREADS);
    Callable<Void> rounds =
        () -> {
          for (int round = 0; round < ROUNDS; round++) {
            barrier.await();
            step.run(round);
          }
          return null;
        };
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Void>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(threads.submit(rounds));
      }
      for (Future<Void> each : running) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    return null;
  }

  private static long allocatedBy(RequestRecorder recorder, ServedRequest[] requests, int count) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < count; i++) {
      recorder.record(requests[i % requests.length]);
    }
    return threads.getThreadAllocatedBytes(id) - before;
  }
}
