// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to nowhere: each line is logged at INFO by the logger {@code
 * io.github.graphitebridge.carbon.dryrun}.
 *
 * <p>Thread-safety: as {@link Connection} says.
 */
final class DryRunConnection implements Connection {
  private static final Logger LOGGER =
      LoggerFactory.getLogger("io.github.graphitebridge.carbon.dryrun");

  private final Semaphore wakeUps = new Semaphore(0);

  @Override
  public boolean advance(boolean pointsWait) {
    return true;
  }

  @Override
  public boolean isUp() {
    return true;
  }

  @Override
  public void write(ByteBuffer bytes) {
    String lines = StandardCharsets.US_ASCII.decode(bytes).toString();
    lines.lines().forEach(LOGGER::info);
  }

  @Override
  public void abandon() {}

  @Override
  public void retryNow() {}

  @Override
  public boolean isProven() {
    return true;
  }

  @Override
  public boolean isOver() {
    return false;
  }

  @Override
  public boolean await(long nanos, boolean untilWritable) {
    try {
      boolean woken = wakeUps.tryAcquire(nanos, TimeUnit.NANOSECONDS);
      wakeUps.drainPermits();
      return woken;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  @Override
  public void wakeUp() {
    wakeUps.release();
  }

  @Override
  public String target() {
    return "nowhere (dryrun)";
  }

  @Override
  public void close() {}
}
