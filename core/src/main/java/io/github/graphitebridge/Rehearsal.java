// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Records once into each kind of meter, in registries that send nothing.
 *
 * <p>A JVM initialises a class at its first use, which takes stack. If that fails, the class can
 * never be used. So this is the first record of a JVM, and not one of a thread that may run out of
 * stack.
 *
 * <p>Thread-safety: safe.
 */
final class Rehearsal {
  static {
    try {
      record();
    } catch (Throwable e) {
      // It helps applications that run out of stack, and must not harm any other.
    }
  }

  private Rehearsal() {}

  /** Does something only the first time. */
  static void once() {}

  private static void record() {
    GraphiteBridgeMeterRegistry own = registry();
    RequestRecorder.create(own)
        .record(new ServedRequest("GET", "/a/{b}", "/a/1", 200, 1, 1, null, Map.of()));
    own.close();
    GraphiteBridgeMeterRegistry others = registry();
    others
        .timer("http.server.requests", "uri", "/a/{b}", "status", "200")
        .record(1, TimeUnit.SECONDS);
    others.timer("a").record(1, TimeUnit.SECONDS);
    others.counter("b").increment();
    others.summary("c").record(1);
    others.close();
  }

  private static GraphiteBridgeMeterRegistry registry() {
    GraphiteBridgeConfig config =
        GraphiteBridgeConfig.builder().enabled(false).hostNode("rehearsal").build();
    return GraphiteBridgeMeterRegistry.builder(config).pushPerEvent(id -> true).build();
  }
}
