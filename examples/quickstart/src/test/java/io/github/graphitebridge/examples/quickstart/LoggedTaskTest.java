// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LoggedTaskTest {

  @Test
  void run_taskFails_isRunTheNextTimeToo() throws Exception {
    CountDownLatch runs = new CountDownLatch(2);
    Runnable failing =
        () -> {
          runs.countDown();
          if (runs.getCount() == 1) {
            throw new IllegalStateException("as the test has it");
          }
        };
    ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    try {
      Future<?> unused =
          scheduler.scheduleWithFixedDelay(
              new LoggedTask("task", failing), 0, 1, TimeUnit.MILLISECONDS);

      assertThat(runs.await(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      scheduler.shutdownNow();
    }
  }
}
