// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The shop's customers: a few requests a second at first, fifty at last, the same at each start.
 *
 * <p>Thread-safety: none; the client has threads of its own.
 */
final class Traffic {
  private static final int FIRST_PER_SECOND = 2;
  private static final int LAST_PER_SECOND = 50;

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ShopRequests requests;

  /** Creates the traffic of the shop at a URL. */
  Traffic(String url) {
    this.requests = new ShopRequests(url, ShopRequests.MIX);
  }

  /**
   * Sends requests for so long, each kind at least once, or until told to stop, and waits for the
   * responses unless it was.
   *
   * @return the number of requests that were answered, or sent if it was told to stop
   */
  int run(Duration duration, CountDownLatch stop) throws InterruptedException {
    List<CompletableFuture<Boolean>> responses = new ArrayList<>();
    long begin = System.nanoTime();
    double passed = 0;
    while (passed < 1 || responses.size() < ShopRequests.MIX.size()) {
      responses.add(
          client
              .sendAsync(requests.next(), BodyHandlers.discarding())
              .handle((response, failure) -> failure == null));
      double perSecond = FIRST_PER_SECOND + passed * (LAST_PER_SECOND - FIRST_PER_SECOND);
      if (stop.await((long) (1e9 / perSecond), TimeUnit.NANOSECONDS)) {
        return responses.size();
      }
      passed = (double) (System.nanoTime() - begin) / duration.toNanos();
    }
    return (int) responses.stream().filter(CompletableFuture::join).count();
  }

  /** Sends one request after another, so many a second at most, until told to stop. */
  void goOn(int perSecond, CountDownLatch stop) throws InterruptedException {
    if (perSecond == 0) {
      stop.await();
      return;
    }
    while (!stop.await(TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS)) {
      try {
        client.send(requests.next(), BodyHandlers.discarding());
      } catch (IOException e) {
        // This customer had no luck; the next may have.
      }
    }
  }
}
