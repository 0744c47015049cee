// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

final class GracefulStopTest {
  private static final String TREE = "web-1.graphite-bridge.";
  private static final int CLIENTS = 4;

  /** In place of a status. */
  private static final int CUT_OFF = 0;

  private final CarbonServer carbon = CarbonServer.builder().timeout(Duration.ofMinutes(1)).start();

  @AfterEach
  void stop() {
    carbon.close();
  }

  @Test
  void runningRequest_ofARouteNotSeenBefore_isCounted() throws Exception {
    String answer = answerDuringTheStop(List.of(EndOfSlow.class));

    assertThat(answer).isEqualTo("slow");
    assertThat(sum("slow.count")).isOne();
    assertThat(sum("slow.status_code.200")).isOne();
  }

  @Test
  void runningRequest_whereThereIsAnotherRegistryToo_isCounted() throws Exception {
    answerDuringTheStop(List.of(EndOfSlow.class, AnotherRegistry.class));

    assertThat(sum("slow.count")).isOne();
  }

  @Test
  void stop_underLoad_countsEachAnsweredRequest() throws Exception {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    CountDownLatch underLoad = new CountDownLatch(500);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    List<Future<Integer>> ends = new ArrayList<>();

    try (RunningApplication application = start(List.of())) {
      for (int i = 0; i < CLIENTS; i++) {
        ends.add(
            clients.submit(
                () -> {
                  int status = ask(application, begun);
                  while (status == 200) {
                    answered.incrementAndGet();
                    underLoad.countDown();
                    status = ask(application, begun);
                  }
                  return status;
                }));
      }
      assertThat(underLoad.await(1, TimeUnit.MINUTES)).isTrue();
    }
    clients.shutdown();
    assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

    assertThat(ends)
        .allSatisfy(
            end ->
                // Tomcat may answer a last request before it cuts the connection.
                assertThat(end.get()).isIn(CUT_OFF, 503));
    // A client whose connection was cut does not know whether its request was served.
    assertThat(sum("products.id.count")).isBetween((long) answered.get(), (long) begun.get());
  }

  private static int ask(RunningApplication application, AtomicInteger begun)
      throws InterruptedException {
    begun.incrementAndGet();
    try {
      return application.get("/products/7").statusCode();
    } catch (IOException e) {
      return CUT_OFF;
    }
  }

  @Test
  void context_stoppedAndStartedAgain_goesOn() throws Exception {
    try (RunningApplication application = start(List.of())) {
      application.get("/products/7");

      application.context().stop();
      application.context().start();
      application.get("/products/7");
    }

    assertThat(sum("products.id.count")).isEqualTo(2);
  }

  @Test
  void context_closedAfterAStop_closesTheRegistry() throws Exception {
    MeterRegistry registry;

    try (RunningApplication application = start(List.of())) {
      registry = application.context().getBean(MeterRegistry.class);
      application.get("/products/7");
      application.context().stop();
    }

    assertThat(registry.isClosed()).isTrue();
    assertThat(sum("products.id.count")).isOne();
  }

  private RunningApplication start(List<Class<?>> beans) {
    RunningApplication application = new RunningApplication(carbon, beans);
    application.awaitConnected();
    return application;
  }

  private String answerDuringTheStop(List<Class<?>> beans) throws Exception {
    CompletableFuture<HttpResponse<String>> answer;
    try (RunningApplication application = start(beans)) {
      answer = application.begin("/slow");
      assertThat(
              application
                  .context()
                  .getBean(BlankApplication.Shop.class)
                  .slowHasBegun
                  .await(1, TimeUnit.MINUTES))
          .isTrue();
    }
    return answer.get(1, TimeUnit.MINUTES).body();
  }

  /** Returns the sum of a series' points, when nothing is on its way any more. */
  private long sum(String leaf) {
    carbon.drain();
    return (long) carbon.points(TREE + leaf).stream().mapToDouble(point -> point.value()).sum();
  }

  /** Lets the slow request end once the context's close has begun, before the web server stops. */
  static class EndOfSlow {
    @Bean
    SmartLifecycle endOfSlow(BlankApplication.Shop shop) {
      return new SmartLifecycle() {
        private boolean running;

        @Override
        public void start() {
          running = true;
        }

        @Override
        public void stop() {
          running = false;
          shop.slowMayEnd.countDown();
        }

        @Override
        public boolean isRunning() {
          return running;
        }
      };
    }
  }

  static class AnotherRegistry {
    @Bean
    SimpleMeterRegistry anotherRegistry() {
      return new SimpleMeterRegistry();
    }
  }
}
