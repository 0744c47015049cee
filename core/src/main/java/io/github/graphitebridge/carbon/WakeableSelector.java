// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * What the sender's thread waits at: until a socket has news, somebody wakes it, or the time is
 * over. The selector is opened at its first use, so a process that has no file descriptor left
 * fails to connect, as with the socket itself, and tries again.
 *
 * <p>Thread-safety: one thread uses it; only {@link #wakeUp} may be called from any.
 */
final class WakeableSelector {
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile @Nullable Selector selector;
  private volatile @Nullable Thread waiting;

  /** Returns the selector for sockets to register with. */
  Selector open() throws IOException {
    Selector opened = selector;
    if (opened == null) {
      opened = Selector.open();
      selector = opened;
    }
    return opened;
  }

  /** Waits; returns whether anything but the time ended it. */
  boolean await(long nanos) {
    Selector opened = selector;
    int ready = 0;
    try {
      if (opened == null) {
        park(nanos);
      } else {
        // A select of 0 ms would wait for ever.
        ready = opened.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        opened.selectedKeys().clear();
      }
    } catch (IOException e) {
      // The kernel refuses to watch: the sockets are looked at after the wait.
      park(nanos);
    }
    // A wake-up that comes right now ends the next wait too, which does no harm.
    return woken.getAndSet(false) || ready > 0;
  }

  /** Ends a wait, or the next one if there is none. */
  void wakeUp() {
    woken.set(true);
    Selector opened = selector;
    if (opened != null) {
      opened.wakeup();
    }
    LockSupport.unpark(waiting);
  }

  void close() {
    Selector opened = selector;
    if (opened != null) {
      try {
        opened.close();
      } catch (IOException e) {
        // The sockets are closed by their owners.
      }
    }
  }

  private void park(long nanos) {
    waiting = Thread.currentThread();
    if (!woken.get()) {
      LockSupport.parkNanos(nanos);
    }
    waiting = null;
  }
}
