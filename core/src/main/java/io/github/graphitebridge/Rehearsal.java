// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge;

import io.github.graphitebridge.request.RequestRecorder;
import io.github.graphitebridge.request.ServedRequest;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One record of each kind, with the meters it needs, into registries that send nothing.
 *
 * <p>A JVM initialises a class at its first use, which takes stack. Where that fails, the class is
 * of no use ever after. So the first record of a JVM is this one, and not that of a thread which
 * may run out of stack.
 *
 * <p>Thread-safety: safe.
 */
final class Rehearsal {
  static {
    try {
      record();
    } catch (Throwable e) {
      // It is of use to applications that run out of stack, and must not harm any other.
    }
  }

  private Rehearsal() {}

  /** Does nothing, but for the first time. */
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
