// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the page's buttons do: send traffic to the shop, and break the carbon within this process.
 *
 * <p>Thread-safety: safe. Its threads are daemons; {@link #close()} ends them.
 */
final class Play implements AutoCloseable {
  private static final int CUSTOMERS = 16;
  private static final long STEADY_PAUSE_MILLIS = 50;
  private static final int BURST = 500;
  private static final int ERRORS = 30;
  private static final int SLOW = 10;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService customers = Executors.newFixedThreadPool(CUSTOMERS, daemon());
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(daemon());
  private final Optional<BreakableCarbon> carbon;
  private @Nullable Future<?> steady;

  /** Creates the play with a carbon, where that may be broken. */
  Play(Optional<BreakableCarbon> carbon) {
    this.carbon = carbon;
  }

  /** Does what a button says to the shop at a URL, and returns before all of it is done. */
  void press(Button button, String url) {
    Runnable move =
        switch (button) {
          case STEADY -> () -> toggleSteady(url);
          case BURST -> () -> send(BURST, new ShopRequests(url, ShopRequests.MIX));
          case ERRORS -> () -> send(ERRORS, new ShopRequests(url, ShopRequests.ERRORS));
          case SLOW -> () -> send(SLOW, new ShopRequests(url, ShopRequests.SLOW));
          case STOP -> () -> toCarbon(BreakableCarbon::stop);
          case STALL -> () -> toCarbon(BreakableCarbon::stall);
          case RESTART -> () -> toCarbon(BreakableCarbon::goOn);
        };
    move.run();
  }

  /** Returns whether the steady traffic is on. */
  synchronized boolean isSteady() {
    return steady != null;
  }

  /** Returns how the carbon does. */
  CarbonCondition carbon() {
    return carbon.map(BreakableCarbon::condition).orElse(CarbonCondition.ELSEWHERE);
  }

  /** Returns what the carbon could not do, empty if nothing. */
  String carbonFault() {
    return carbon.map(BreakableCarbon::fault).orElse("");
  }

  private synchronized void toggleSteady(String url) {
    if (steady == null) {
      ShopRequests requests = new ShopRequests(url, ShopRequests.MIX);
      steady =
          clock.scheduleAtFixedRate(
              () -> customers.execute(() -> send(requests)),
              0,
              STEADY_PAUSE_MILLIS,
              TimeUnit.MILLISECONDS);
    } else {
      steady.cancel(false);
      steady = null;
    }
  }

  private void send(int count, ShopRequests requests) {
    for (int i = 0; i < count; i++) {
      customers.execute(() -> send(requests));
    }
  }

  private void send(ShopRequests requests) {
    try {
      client.send(requests.next(), BodyHandlers.discarding());
    } catch (IOException e) {
      // The shop is closing: a customer turns away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A carbon takes a moment to stop, which the browser need not wait for; one after another. */
  private void toCarbon(Consumer<BreakableCarbon> change) {
    carbon.ifPresent(
        breakable -> clock.execute(new LoggedTask("press", () -> change.accept(breakable))));
  }

  private static ThreadFactory daemon() {
    return task -> {
      Thread thread = new Thread(task, "quickstart-play");
      thread.setDaemon(true);
      return thread;
    };
  }

  @Override
  public void close() {
    clock.shutdownNow();
    customers.shutdownNow();
  }

  /** A button of the page; its name in lower case is the end of the path that it posts to. */
  enum Button {
    /** Twenty requests a second; once more, and they end. */
    STEADY,
    /** Many requests at once. */
    BURST,
    /** Requests that fail. */
    ERRORS,
    /** Requests that take long. */
    SLOW,
    /** Carbon ends. */
    STOP,
    /** Carbon reads nothing. */
    STALL,
    /** Carbon is there again, or reads again. */
    RESTART
  }
}
