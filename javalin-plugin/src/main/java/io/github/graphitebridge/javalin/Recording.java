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
 * The recorder of one application, and its registry. It opens at first use. The plugin's own
 * registry closes once and never opens again.
 *
 * <p>Nothing throws. A fault is logged once, and the application goes on without metrics.
 *
 * <p>Thread-safety: safe for any number of threads; once open, access to the recorder takes no
 * lock.
 */
final class Recording {

  /** How long the exit of the JVM waits for another shutdown hook to stop the server. */
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

  /** Whether opening has failed; requests read it without the lock. */
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

  /** Returns a recording with its own registry, which it opens and closes. */
  static Recording own(
      Supplier<? extends MeterRegistry> registries,
      Function<MeterRegistry, RequestRecorder> recorders,
      FaultLog faults) {
    return new Recording(registries, true, recorders, faults);
  }

  /** Returns a recording with a user's registry, which stays open. */
  static Recording given(
      MeterRegistry registry, Function<MeterRegistry, RequestRecorder> recorders, FaultLog faults) {
    return new Recording(() -> registry, false, recorders, faults);
  }

  /** Returns the recorder, and opens it if necessary; null if that failed. */
  @Nullable RequestRecorder recorder() {
    RequestRecorder open = recorder;
    return open != null || failed ? open : opened();
  }

  /** Opens the registry when the server starts. */
  void serverStarting() {
    started = true;
    opened();
  }

  /** Lets the exit of the JVM wait for the server's last requests. */
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
   * Closes the plugin's own registry, which sends the waiting points within its close timeout. A
   * second caller waits for the first. Otherwise the JVM could exit before the close is done.
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
      // The JVM is exiting already: only the server's stop can close the registry.
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
   * Runs when the JVM exits, at the same time as other hooks. If one of them stops the server, the
   * last requests still count, and the stop closes the registry.
   *
   * @param grace how long to wait for a stop to begin
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
