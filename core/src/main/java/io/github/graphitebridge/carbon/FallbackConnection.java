// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Serves a receiver that lets connect but never answers a probe without acknowledgements, and goes
 * on asking it: a balancer may swallow half-closes.
 *
 * <p>Thread-safety: as {@link Connection} says.
 */
final class FallbackConnection implements Connection {
  private final LeasedConnection leased;
  private final Supplier<Connection> opener;

  /** What serves such a receiver; null for any other. */
  private volatile @Nullable Connection plain;

  /**
   * Creates one.
   *
   * @param leased what acknowledges
   * @param opener makes what does not
   */
  FallbackConnection(LeasedConnection leased, Supplier<Connection> opener) {
    this.leased = leased;
    this.opener = opener;
  }

  private Connection used() {
    Connection used = plain;
    return used == null ? leased : used;
  }

  @Override
  public boolean advance(boolean pointsWait) throws IOException {
    Connection used = plain;
    if (used == null) {
      try {
        return leased.advance(pointsWait);
      } finally {
        if (leased.isUnanswered()) {
          plain = opener.get();
        }
      }
    }
    ask();
    if (leased.isUp() && !used.isUp()) {
      retire();
      return false;
    }
    return used.advance(pointsWait);
  }

  /** Goes on asking; that there is no answer is known by now. */
  private void ask() {
    try {
      boolean unused = leased.advance(false);
    } catch (IOException e) {
      // The next probe is planned.
    }
  }

  @Override
  public boolean isUp() {
    return used().isUp();
  }

  @Override
  public boolean isDue() {
    return plain == null ? leased.isDue() : leased.isUp();
  }

  @Override
  public void retire() {
    Connection used = plain;
    if (used != null && leased.isUp()) {
      used.close();
      plain = null;
    } else {
      used().retire();
    }
  }

  @Override
  public boolean isSettled() {
    return used().isSettled();
  }

  @Override
  public boolean acknowledges() {
    return plain == null;
  }

  @Override
  public void write(ByteBuffer bytes) throws IOException {
    used().write(bytes);
  }

  @Override
  public void abandon() {
    used().abandon();
  }

  @Override
  public void retryNow() {
    used().retryNow();
  }

  @Override
  public boolean isProven() {
    return used().isProven();
  }

  @Override
  public boolean isOver() {
    return used().isOver();
  }

  @Override
  public boolean await(long nanos, boolean untilWritable) {
    return used().await(nanos, untilWritable);
  }

  @Override
  public void wakeUp() {
    used().wakeUp();
  }

  @Override
  public String target() {
    return leased.target();
  }

  @Override
  public void close() {
    Connection used = plain;
    if (used != null) {
      used.close();
    }
    leased.close();
  }
}
