// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How often the threads of a registry without traffic wake up, and what garbage they make: by the
 * kernel's count of the times a thread gave the processor up, and the JVM's of what it allocated.
 */
final class IdleRegistry {
  private static final int ROUTES = 10;
  private static final int REQUESTS = 10_000;

  /** Until then the last requests are on their way. */
  private static final int SETTLE_SECONDS = 3;

  private IdleRegistry() {}

  /**
   * Prints a line for each thread that the registry has started.
   *
   * @param options names of peers, {@code seconds=30}
   */
  static void answer(boolean quick, List<String> options) throws IOException, InterruptedException {
    Settings settings = new Settings(options);
    int seconds = settings.number("seconds", quick ? 2 : 30);
    for (Peer peer : settings.names(Peer.class, List.of(Peer.BRIDGE))) {
      run(peer, seconds);
    }
  }

  private static void run(Peer peer, int seconds) throws IOException, InterruptedException {
    NativeThreads others = NativeThreads.now();
    Slots slots = new Slots(ROUTES);
    RequestMix mix = new RequestMix(slots, Access.UNIFORM);
    try (Delivery delivery = Delivery.open(peer, slots)) {
      Pace.run(REQUESTS, 1, number -> mix.record(delivery.target(), number));
      pause(SETTLE_SECONDS);
      NativeThreads before = NativeThreads.now().without(others);
      Map<String, Long> garbage = allocated();
      pause(seconds);
      Map<String, Long> garbageAfter = allocated();
      NativeThreads after = NativeThreads.now();
      System.out.printf("IdleRegistry: %s, idle for %d s%n", peer, seconds);
      before
          .switches()
          .forEach(
              (thread, switches) -> {
                String name = thread.name();
                if (!garbage.containsKey(name)) {
                  // The JVM's own: compilers, collectors.
                  return;
                }
                System.out.printf(
                    Locale.ROOT,
                    "  %-16s %6.1f wake-ups a second, %8.0f B a second%n",
                    name,
                    (double) (after.switches().getOrDefault(thread, switches) - switches) / seconds,
                    (double) (sum(garbageAfter, name) - sum(garbage, name)) / seconds);
              });
    }
  }

  private static void pause(int seconds) throws InterruptedException {
    // Nobody counts it down.
    boolean unused = new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
  }

  /** Returns what each Java thread has allocated, by name as the kernel cuts it. */
  private static Map<String, Long> allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Map<String, Long> bytes = new TreeMap<>();
    for (long id : threads.getAllThreadIds()) {
      var info = threads.getThreadInfo(id);
      if (info != null) {
        bytes.merge(
            NativeThreads.cut(info.getThreadName()),
            threads.getThreadAllocatedBytes(id),
            Long::sum);
      }
    }
    return bytes;
  }

  private static long sum(Map<String, Long> bytes, String name) {
    return bytes.getOrDefault(name, 0L);
  }
}
