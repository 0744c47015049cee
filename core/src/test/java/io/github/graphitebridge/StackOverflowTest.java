// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An application's recursion without an end, which records at each depth. */
class StackOverflowTest {
  private static final int OVERFLOWS = 10;
  private static final long STACK_BYTES = 256 * 1024;

  /** What is recorded at each depth, in a registry. */
  enum What {
    PUSHED_TIMER {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Timer timer = registry.timer("parser.time");
        return () -> timer.record(1, TimeUnit.MILLISECONDS);
      }
    },
    PUSHED_COUNTER {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Counter counter = registry.counter("parser.calls");
        return counter::increment;
      }
    },
    FOREIGN_TIMER {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Timer timer = registry.timer("http.server.requests", "uri", "/a", "status", "200");
        return () -> timer.record(1, TimeUnit.MILLISECONDS);
      }
    },
    REQUEST {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        RequestRecorder recorder = RequestRecorder.create(registry);
        return () ->
            recorder.record(new ServedRequest("GET", "/a", "/a", 200, 1, 1, null, Map.of()));
      }
    },
    INFINITE_VALUE {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Counter counter = registry.counter("parser.calls");
        return () -> counter.increment(Double.POSITIVE_INFINITY);
      }
    };

    abstract Runnable in(GraphiteBridgeMeterRegistry registry);
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void record_threadsThatRunOutOfStack_loseNobodyElsesPoint(What what) throws Exception {
    assertThat(overflow(what)).startsWith("held");
  }

  /** Whatever is loaded at its first use is loaded deep in the recursion here. */
  @Tag("load")
  @ParameterizedTest
  @ValueSource(strings = {"-Xmixed", "-Xint", "-XX:TieredStopAtLevel=1"})
  void record_firstOfAJvmIsDeepInTheRecursion_holds(String mode) throws Exception {
    for (What what : What.values()) {
      List<String> lines = runJvm(mode, what);

      assertThat(lines).as("%s %s", mode, what).anyMatch(line -> line.startsWith("held"));
    }
  }

  @Test
  void record_ringThatIsFull_countsWhatItRefuses() throws Exception {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder()
            .port(1)
            .queueCapacity(1024)
            .hostNode("h")
            .closeTimeout(Duration.ofMillis(1))
            .build();
    GraphiteBridgeMeterRegistry registry = new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM);

    runOutOfStack(What.REQUEST.in(registry));
    registry.close();

    CarbonSender sender = registry.sender();
    assertThat(sender.waiting()).isZero();
    assertThat(sender.recorded()).isGreaterThan(1024);
  }

  private List<String> runJvm(String mode, What what) throws Exception {
    Path log = folder.resolve(what + mode.replaceAll("\\W", "_"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                mode,
                "-cp",
                System.getProperty("java.class.path"),
                StackOverflowTest.class.getName(),
                what.name())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return Files.readAllLines(log);
  }

  /**
   * Overflows, and prints last what came of it.
   *
   * @param args what is recorded
   */
  public static void main(String... args) throws Exception {
    System.out.println(overflow(What.valueOf(args[0])));
    System.exit(0);
  }

  private static String overflow(What what) throws Exception {
    try (CarbonServer carbon = CarbonServer.start()) {
      GraphiteBridgeConfig config =
          GraphiteBridgeConfig.builder()
              .host(carbon.host())
              .port(carbon.port())
              .hostNode("h")
              .build();
      GraphiteBridgeMeterRegistry registry =
          GraphiteBridgeMeterRegistry.builder(config)
              .pushPerEvent(id -> id.getName().startsWith("parser"))
              .build();
      CarbonSender sender = registry.sender();
      Runnable record = what.in(registry);
      for (int i = 0; i < OVERFLOWS; i++) {
        runOutOfStack(record);
      }

      // One more of a thread that has stack: nothing may be broken for ever.
      record.run();
      registry.counter("parser.last", "part", "end").increment();
      await()
          .atMost(1, TimeUnit.MINUTES)
          .until(
              () ->
                  sender.waiting() == 0
                      && carbon.lines().stream().anyMatch(line -> line.contains(".end.count 1 ")));
      return "held: " + sender.recorded() + " recorded, " + sender.sent() + " sent";
    }
  }

  private static void runOutOfStack(Runnable record) throws InterruptedException {
    List<Throwable> unexpected = new ArrayList<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                recurse(record);
              } catch (StackOverflowError e) {
                // As in the application.
              }
            },
            "recursion",
            STACK_BYTES);
    thread.setUncaughtExceptionHandler((of, e) -> unexpected.add(e));
    thread.start();
    thread.join();
    assertThat(unexpected).isEmpty();
  }

  @SuppressWarnings("InfiniteRecursion") // That is what the test is about.
  private static void recurse(Runnable record) {
    record.run();
    recurse(record);
  }
}
