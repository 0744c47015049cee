// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import io.github.graphitebridge.carbon.CarbonSender;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A target and the sink behind it: how much is on the way, and what was lost.
 *
 * <p>Thread-safety: {@link #target} as the target, {@link #onTheWay} from any thread, the rest from
 * one.
 */
final class Delivery implements AutoCloseable {
  /** So long without a line at the sink, and a benchmark takes what is on the way as lost. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** For what comes in any case; a busy machine may need long. */
  private static final Duration MOST_WAIT = Duration.ofSeconds(60);

  private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  /** The lines that may be on the way before a caller who cares for loss waits. */
  static final long MOST_ON_THE_WAY = 32_768;

  private final SinkProcess sink;
  private final RequestTarget target;
  private final Optional<SenderAccount> account;
  private final long patienceNanos;

  /** Lines that were given up, so that they are waited for once. */
  private volatile long givenUp;

  /** The lines that showed that the peer is connected. */
  private long linesBefore;

  private Delivery(SinkProcess sink, RequestTarget target, Duration patience) {
    this.sink = sink;
    this.target = target;
    this.patienceNanos = patience.toNanos();
    this.account = target.sender().map(SenderAccount::new);
  }

  /** Starts a sink and a peer that sends to it, and waits until they are connected. */
  static Delivery open(Peer peer, Slots slots) throws IOException {
    return open(peer, slots, PATIENCE);
  }

  /**
   * Does so with another patience than a benchmark's.
   *
   * @param patience so long without a line at the sink, and what is on the way is lost
   */
  static Delivery open(Peer peer, Slots slots, Duration patience) throws IOException {
    SinkProcess sink = SinkProcess.start();
    try {
      Delivery delivery = new Delivery(sink, peer.open(sink.endpoint(), slots), patience);
      delivery.awaitConnection();
      return delivery;
    } catch (IOException | RuntimeException e) {
      sink.close();
      throw e;
    }
  }

  RequestTarget target() {
    return target;
  }

  /** Returns how many lines of so many requests have not reached the other end. */
  long onTheWay(long requests) {
    if (account.isPresent()) {
      return account.get().sender().waiting();
    }
    return target.linesPerRequest() == 0 ? 0 : missing(requests);
  }

  /** Waits until no more than so many lines of all requests are on the way, or they are lost. */
  void awaitRoom(long requests, long most) {
    long before = onTheWay(requests);
    long progress = System.nanoTime();
    while (before > most) {
      LockSupport.parkNanos(LOOK_NANOS);
      long now = onTheWay(requests);
      if (now < before) {
        before = now;
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > patienceNanos) {
        givenUp += now;
        return;
      }
    }
  }

  /**
   * Waits until everything has arrived or is lost.
   *
   * @param requests the requests since the start
   * @return the lines that were lost since the start
   * @throws IllegalStateException if this project's account and the sink's count differ
   */
  long settle(long requests) {
    awaitRoom(requests, 0);
    return account
        .map(kept -> settled(kept, requests))
        .orElseGet(() -> target.linesPerRequest() == 0 ? 0L : missing(requests) + givenUp);
  }

  @Override
  public void close() throws IOException {
    try {
      target.close();
    } finally {
      sink.close();
    }
  }

  /** Counts what the account says was dropped, once the account is seen to be right. */
  private long settled(SenderAccount kept, long requests) {
    CarbonSender sender = kept.sender();
    // Another thread may still be in its last block.
    boolean unused = isSeen(() -> sender.sent() + kept.dropped() == sender.recorded());
    if (!isSeen(() -> sink.counts().bytes() == sender.bytes())) {
      throw new IllegalStateException(
          sender.bytes() + " bytes sent, " + sink.counts().bytes() + " at the sink");
    }
    long dropped = kept.dropped();
    long accounted = sender.sent() + dropped;
    // The registry's own meters go through the sender too, once a minute.
    if (accounted != sender.recorded() || accounted < requests * target.linesPerRequest()) {
      throw new IllegalStateException(
          "%d requests, %d points recorded, %d sent, %d dropped"
              .formatted(requests, sender.recorded(), sender.sent(), dropped));
    }
    return dropped;
  }

  private long missing(long requests) {
    long expected = requests * target.linesPerRequest();
    long arrived = sink.counts().lines() - linesBefore;
    return Math.max(0, expected - arrived - givenUp);
  }

  /**
   * Some peers connect by themselves, some time after they were made, and lose what comes before.
   */
  private void awaitConnection() {
    boolean connected =
        isSeen(
            () -> {
              if (account.isPresent()) {
                return account.get().sender().isConnected();
              }
              if (target.linesPerRequest() > 0) {
                target.record(0, 1, 1);
              }
              return target.linesPerRequest() == 0 || sink.counts().lines() > 0;
            });
    if (!connected) {
      throw new IllegalStateException("not connected: " + target);
    }
    do {
      linesBefore = sink.counts().lines();
      LockSupport.parkNanos(QUIET_NANOS);
    } while (sink.counts().lines() > linesBefore);
  }

  private static boolean isSeen(BooleanSupplier condition) {
    return Waiting.until(condition, MOST_WAIT, LOOK_NANOS);
  }
}
