// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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

  /** What is asked for, in these proportions; products above 20 do not exist. */
  private static final List<String> MIX =
      List.of(
          "GET /",
          "GET /products",
          "GET /products",
          "GET /products/%d",
          "GET /products/%d",
          "GET /products/%d",
          "GET /products/%d",
          "GET /search?q=tea",
          "GET /search?q=cups",
          "POST /cart",
          "POST /cart",
          "POST /orders",
          "GET /old",
          "GET /wp-login.php");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Random random = new Random(1);
  private final List<String> next = new ArrayList<>();
  private final String url;

  /** Creates the traffic of the shop at a URL. */
  Traffic(String url) {
    this.url = url;
  }

  /**
   * Sends requests for so long, each kind at least once, or until told to stop, and waits for the
   * responses unless it was.
   *
   * @return the number of requests sent
   */
  int run(Duration duration, CountDownLatch stop) throws InterruptedException {
    List<CompletableFuture<?>> responses = new ArrayList<>();
    long begin = System.nanoTime();
    double passed = 0;
    while (passed < 1 || responses.size() < MIX.size()) {
      responses.add(client.sendAsync(request(), BodyHandlers.discarding()));
      double perSecond = FIRST_PER_SECOND + passed * (LAST_PER_SECOND - FIRST_PER_SECOND);
      if (stop.await((long) (1e9 / perSecond), TimeUnit.NANOSECONDS)) {
        return responses.size();
      }
      passed = (double) (System.nanoTime() - begin) / duration.toNanos();
    }
    CompletableFuture.allOf(responses.toArray(CompletableFuture[]::new)).join();
    return responses.size();
  }

  private HttpRequest request() {
    if (next.isEmpty()) {
      next.addAll(MIX);
      Collections.shuffle(next, random);
    }
    String[] request = next.remove(next.size() - 1).split(" ", 2);
    return HttpRequest.newBuilder(URI.create(url + request[1].formatted(1 + random.nextInt(22))))
        .method(request[0], BodyPublishers.noBody())
        .timeout(Duration.ofSeconds(10))
        .build();
  }
}
