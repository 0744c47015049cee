// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.carbon.DropReason;
import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import io.github.graphitebridge.testkit.CarbonServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An application's recursion without an end, which records as it comes back from each depth: first
 * where no stack is left at all, then with ever more of it.
 */
class StackOverflowTest {
  private static final int OVERFLOWS = 4;
  private static final long STACK_BYTES = 256 * 1024;

  /** What is recorded at each depth, and how many points one record is. */
  enum What {
    PUSHED_TIMER(1) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Timer timer = registry.timer("parser.time");
        return () -> timer.record(1, TimeUnit.MILLISECONDS);
      }
    },
    PUSHED_COUNTER(1) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Counter counter = registry.counter("parser.calls");
        return counter::increment;
      }
    },
    PUSHED_SUMMARY(1) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        DistributionSummary summary = registry.summary("parser.bytes");
        return () -> summary.record(1);
      }
    },
    INFINITE_VALUE(1) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Counter counter = registry.counter("parser.calls");
        return () -> counter.increment(Double.POSITIVE_INFINITY);
      }
    },
    FOREIGN_TIMER(4) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        Timer timer = registry.timer("http.server.requests", "uri", "/a", "status", "200");
        return () -> timer.record(1, TimeUnit.MILLISECONDS);
      }
    },
    /** Its meters are registered in the recursion too. */
    REQUEST(5) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        RequestRecorder recorder = RequestRecorder.create(registry);
        ServedRequest request = new ServedRequest("GET", "/a", "/a", 200, 1, 1, null, Map.of());
        return () -> recorder.record(request);
      }
    },
    NEW_FOREIGN_TIMER(4) {
      @Override
      Runnable in(GraphiteBridgeMeterRegistry registry) {
        return () ->
            registry
                .timer("http.server.requests", "uri", "/a", "status", "200")
                .record(1, TimeUnit.MILLISECONDS);
      }
    };

    private final int points;

    What(int points) {
      this.points = points;
    }

    abstract Runnable in(GraphiteBridgeMeterRegistry registry);
  }

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void record_threadsThatRunOutOfStack_loseNobodyElsesPoint(What what) throws Exception {
    assertThat(overflow(what, 1 << 16)).startsWith("held");
  }

  @Test
  void record_ringThatIsFull_countsEachPointItRefuses() throws Exception {
    assertThat(overflow(What.REQUEST, 1 << 10)).startsWith("held");
  }

  /** Whatever is loaded, linked or initialised at its first use has it in the recursion here. */
  @Tag("load")
  @ParameterizedTest
  @ValueSource(strings = {"-Xmixed", "-Xint", "-Xss256k", "-Xcomp", "-XX:TieredStopAtLevel=1"})
  void record_firstOfItsJvmIsInTheRecursion_loseNobodyElsesPoint(String option) throws Exception {
    // To compile all before its first call takes a quarter of a minute: once, with all five meters.
    What[] some = option.equals("-Xcomp") ? new What[] {What.REQUEST} : What.values();
    for (What what : some) {
      List<String> lines = overflowInNewJvm(option, what);

      assertThat(lines).as("%s %s", option, what).last().asString().startsWith("held");
    }
  }

  private List<String> overflowInNewJvm(String option, What what) throws Exception {
    Path log = folder.resolve(what + option.replaceAll("\\W", "_"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
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
   * Overflows, and prints last what came of it. JUnit is not there to make the waits patient.
   *
   * @param args what is recorded
   */
  public static void main(String... args) throws Exception {
    PatientWaits unused = new PatientWaits();
    System.out.println(overflow(What.valueOf(args[0]), 1 << 16));
    System.exit(0);
  }

  private static String overflow(What what, int queueCapacity) throws Exception {
    try (CarbonServer carbon = CarbonServer.start()) {
      GraphiteBridgeConfig config =
          GraphiteBridgeConfig.builder()
              .host(carbon.host())
              .port(carbon.port())
              .hostNode("h")
              .queueCapacity(queueCapacity)
              .build();
      GraphiteBridgeMeterRegistry registry =
          GraphiteBridgeMeterRegistry.builder(config)
              .pushPerEvent(id -> id.getName().startsWith("parser"))
              .build();
      try {
        Runnable record = what.in(registry);
        for (int i = 0; i < OVERFLOWS; i++) {
          runOutOfStack(record, i);
        }
        CarbonSender sender = registry.sender();
        await().until(() -> sender.waiting() == 0);

        // More of a thread that has stack: nothing may be broken for ever.
        long before = sender.recorded();
        record.run();
        assertThat(sender.recorded()).isEqualTo(before + what.points);
        registry.counter("parser.last", "part", "end").increment();
        await()
            .until(() -> carbon.lines().stream().anyMatch(line -> line.contains(".end.count 1 ")));
        await().until(() -> sender.waiting() == 0);
        assertThat(sender.recorded()).isEqualTo(sender.sent() + dropped(sender));
        return "held: " + sender.recorded() + " recorded, " + sender.sent() + " sent";
      } finally {
        registry.close();
      }
    }
  }

  private static long dropped(CarbonSender sender) {
    long dropped = 0;
    for (DropReason reason : DropReason.values()) {
      dropped += sender.dropped(reason);
    }
    return dropped;
  }

  private static void runOutOfStack(Runnable record, int offset) throws InterruptedException {
    List<Throwable> unexpected = new ArrayList<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                begin(record, offset);
              } catch (StackOverflowError | PatternSyntaxException e) {
                // As in the application; the second is what the JDK makes of it in a pattern.
              }
            },
            "recursion",
            STACK_BYTES);
    thread.setUncaughtExceptionHandler((of, e) -> unexpected.add(e));
    thread.start();
    thread.join();
    assertThat(unexpected).isEmpty();
  }

  /** Frames of another size, so that the stack ends elsewhere in each thread. */
  private static void begin(Runnable record, int frames) {
    if (frames > 0) {
      begin(record, frames - 1);
    } else {
      recurse(record);
    }
  }

  @SuppressWarnings("InfiniteRecursion") // That is what the test is about.
  private static void recurse(Runnable record) {
    try {
      recurse(record);
    } finally {
      record.run();
    }
  }
}
