// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.request.RequestHook;
import io.github.graphitebridge.request.RequestHooks;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a request costs its thread in garbage, all the way into the sender's queue. */
class RequestGarbageTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUTES = 100;
  private static final int REQUESTS = 5_000;

  /** The best round, because the first ones register the meters. */
  private static final int ROUNDS = 4;

  private final CarbonServer server = CarbonServer.builder().start();
  private final CarbonSender sender =
      CarbonSender.builder().host(server.host()).port(server.port()).queueCapacity(1 << 18).build();
  private final GraphiteBridgeMeterRegistry registry =
      GraphiteBridgeMeterRegistry.builder(GraphiteBridgeConfig.builder().hostNode("web-1").build())
          .sender(sender)
          .build();

  @AfterEach
  void close() {
    registry.close();
    sender.close();
    server.close();
  }

  @Test
  void record_routeSeenBefore_allocatesNothing() {
    recordsWithoutGarbage(RequestHooks.DEFAULTS);
  }

  /** So do composites and other registries, and hooks of an application's own. */
  @Test
  void record_hooksOneByOne_allocatesNothing() {
    List<RequestHook> hooks = new ArrayList<>(RequestHooks.DEFAULTS);
    Collections.reverse(hooks);

    recordsWithoutGarbage(hooks);
  }

  private void recordsWithoutGarbage(List<RequestHook> hooks) {
    RequestRecorder recorder = RequestRecorder.builder(registry).hooks(hooks).build();
    ServedRequest[] requests =
        IntStream.range(0, ROUTES)
            .mapToObj(i -> request("/orders" + i + "/{id}", i % 10 == 0 ? 404 : 200))
            .toArray(ServedRequest[]::new);

    double bytes = bytesPerRequest(number -> recorder.record(requests[number % ROUTES]));

    assertThat(bytes).isLessThan(0.1);
    assertThat(sender.recorded()).isGreaterThanOrEqualTo(5L * ROUNDS * REQUESTS);
  }

  @Test
  void record_keptTimerOfAnotherFramework_allocatesNothing() {
    Timer[] timers =
        IntStream.range(0, ROUTES)
            .mapToObj(
                i ->
                    registry.timer(
                        "http.server.requests", "uri", "/orders" + i + "/{id}", "status", "200"))
            .toArray(Timer[]::new);

    double bytes =
        bytesPerRequest(number -> timers[number % ROUTES].record(42, TimeUnit.MILLISECONDS));

    assertThat(bytes).isLessThan(0.1);
    assertThat(sender.recorded()).isGreaterThanOrEqualTo(4L * ROUNDS * REQUESTS);
  }

  private interface Recording {
    void record(int number);
  }

  private static double bytesPerRequest(Recording recording) {
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int number = 0; number < REQUESTS; number++) {
        recording.record(number);
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return (double) least / REQUESTS;
  }

  private static ServedRequest request(String route, int status) {
    return new ServedRequest("GET", route, route, status, 42_000_000, 1234, null, Map.of());
  }
}
