// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.javalin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.graphitebridge.request.RequestRecorder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The recorder of one application and the registry behind it: opened at the first need, closed once
 * if it is the plugin's own, and not opened again.
 *
 * <p>Nothing throws: what fails is logged once, and the application goes on without metrics.
 *
 * <p>Thread-safety: safe for any number of threads; once open, the recorder is found without a
 * lock.
 */
final class Recording {

  /** How long the exit of the JVM waits to see whether another shutdown hook stops the server. */
  private static final Duration STOP_GRACE = Duration.ofMillis(200);

  private static final Duration STOP_PATIENCE = Duration.ofSeconds(60);

  private final Supplier<? extends MeterRegistry> registries;
  private final boolean own;
  private final Function<MeterRegistry, RequestRecorder> recorders;
  private final FaultLog faults;
  private final Thread exitHook = new Thread(() -> exit(STOP_GRACE), "graphite-bridge-exit");
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private volatile @Nullable RequestRecorder recorder;
  private volatile boolean started;

  /** Whether opening has failed, which a request sees without the lock. */
  private volatile boolean failed;

  @GuardedBy("this")
  private boolean opened;

  @GuardedBy("this")
  private boolean closing;

  @GuardedBy("this")
  private @Nullable MeterRegistry registry;

  private Recording(
      Supplier<? extends MeterRegistry> registries,
      boolean own,
      Function<MeterRegistry, RequestRecorder> recorders,
      FaultLog faults) {
    this.registries = registries;
    this.own = own;
    this.recorders = recorders;
    this.faults = faults;
  }

  /** Returns a recording in a registry of its own, which it opens and closes. */
  static Recording own(
      Supplier<? extends MeterRegistry> registries,
      Function<MeterRegistry, RequestRecorder> recorders,
      FaultLog faults) {
    return new Recording(registries, true, recorders, faults);
  }

  /** Returns a recording in a user's registry, which it leaves open. */
  static Recording given(
      MeterRegistry registry, Function<MeterRegistry, RequestRecorder> recorders, FaultLog faults) {
    return new Recording(() -> registry, false, recorders, faults);
  }

  /** Returns the recorder, opened if need be; null if that failed. */
  @Nullable RequestRecorder recorder() {
    RequestRecorder open = recorder;
    return open != null || failed ? open : opened();
  }

  /** Opens the registry, as the server starts. */
  void serverStarting() {
    started = true;
    opened();
  }

  /** Tells the exit of the JVM to let the server's last requests in. */
  void serverStopping() {
    stopping.countDown();
  }

  private synchronized @Nullable RequestRecorder opened() {
    if (!opened && !closing) {
      opened = true;
      try {
        MeterRegistry open = registries.get();
        registry = open;
        addExitHook();
        recorder = recorders.apply(open);
      } catch (Throwable fault) {
        failed = true;
        faults.once("Opening the registry failed: there are no metrics.", fault);
      }
    }
    return recorder;
  }

  /**
   * Closes the plugin's own registry, which sends what waits within its close timeout. Who comes
   * second waits for the first: the JVM would else be gone before it is done.
   */
  void close() {
    if (!own) {
      return;
    }
    MeterRegistry mine;
    boolean first;
    synchronized (this) {
      first = !closing;
      closing = true;
      mine = registry;
    }
    if (first) {
      closeFirst(mine);
    } else {
      await(closed, STOP_PATIENCE);
    }
  }

  private void closeFirst(@Nullable MeterRegistry mine) {
    try {
      if (mine != null) {
        mine.close();
      }
    } catch (Throwable fault) {
      faults.once("Closing the registry failed.", fault);
    } finally {
      closed.countDown();
      removeExitHook();
    }
  }

  private void addExitHook() {
    try {
      if (own) {
        Runtime.getRuntime().addShutdownHook(exitHook);
      }
    } catch (IllegalStateException e) {
      // The JVM is exiting already: the server's stop closes the registry, or nothing does.
    }
  }

  private void removeExitHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(exitHook);
    } catch (IllegalStateException e) {
      // The JVM is exiting: the hook is running or has run.
    }
  }

  /**
   * Runs as the JVM exits, beside everybody else's hooks. If one of these stops the server, its
   * last requests still count, and the server's stop closes the registry.
   *
   * @param grace how long to wait for such a stop to begin
   */
  void exit(Duration grace) {
    if (started && await(stopping, grace)) {
      await(closed, STOP_PATIENCE);
    }
    close();
  }

  private static boolean await(CountDownLatch latch, Duration patience) {
    try {
      return latch.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
