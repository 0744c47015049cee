// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A daemon thread with a selector. It serves the keys that are ready, and in between runs the calls
 * of other threads.
 *
 * <p>Thread-safety: safe for use by several threads.
 */
final class SelectorThread {
  private static final Logger LOG = LoggerFactory.getLogger(CarbonServer.class);

  private static final int CALL_SECONDS = 30;

  private final Selector selector;
  private final Thread thread;
  private final LongSupplier pauseMillis;
  private final Consumer<SelectionKey> service;
  private final Queue<FutureTask<?>> calls = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private volatile boolean ended;

  /**
   * A thread that is not yet started.
   *
   * @param pauseMillis gives the longest time of the next selection, 0 for no limit
   * @param service called with each key that is ready; it may be no longer valid
   */
  SelectorThread(String name, LongSupplier pauseMillis, Consumer<SelectionKey> service) {
    this.pauseMillis = pauseMillis;
    this.service = service;
    try {
      this.selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Returns the selector, to be used on this thread only. */
  Selector selector() {
    return selector;
  }

  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Runs an action on this thread and waits for its end; at once if called on this thread. */
  <T> T call(Callable<T> action) {
    if (ended) {
      throw new IllegalStateException("the server is closed");
    }
    FutureTask<T> task = new FutureTask<>(action);
    if (isCurrent()) {
      task.run();
    } else {
      calls.add(task);
      selector.wakeup();
    }
    try {
      return task.get(CALL_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException(String.valueOf(e.getCause()), e);
    } catch (CancellationException e) {
      throw new IllegalStateException("the server is closed", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the server's thread is held up by a listener", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Runs a last action, ends the thread and waits. A second call only waits. */
  void end(Callable<?> last) {
    if (closing.compareAndSet(false, true) && !ended) {
      call(
          () -> {
            ended = true;
            return last.call();
          });
    }
    boolean interrupted = false;
    while (thread.isAlive() && !isCurrent()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (selector) {
      while (!ended) {
        // A listener's call selects too, and consumes the wake-up of a call that then waits.
        if (calls.isEmpty()) {
          selector.select(pauseMillis.getAsLong());
        } else {
          selector.selectNow();
        }
        for (FutureTask<?> call = calls.poll(); call != null; call = calls.poll()) {
          call.run();
        }
        // A copy: a listener may make a call that selects again.
        List<SelectionKey> ready = List.copyOf(selector.selectedKeys());
        selector.selectedKeys().clear();
        ready.forEach(service);
      }
    } catch (IOException e) {
      LOG.error("The server ends.", e);
    } finally {
      ended = true;
      calls.forEach(call -> call.cancel(false));
    }
  }
}
