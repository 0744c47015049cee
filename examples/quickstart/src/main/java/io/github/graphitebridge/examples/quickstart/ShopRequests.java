// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What customers ask for, one request after another, the same at each start.
 *
 * <p>Thread-safety: its own monitor.
 */
final class ShopRequests {
  /** The usual mix, in these proportions; products above 20 do not exist. */
  static final List<String> MIX =
      List.of(
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

  /** What goes wrong: on the shop's side and on the customer's. */
  static final List<String> ERRORS =
      List.of("POST /orders?payment=down", "GET /products/999", "GET /wp-login.php");

  /** What takes long. */
  static final List<String> SLOW = List.of("GET /search?q=everything");

  /** What customers say they are, other than somebody who looks at what becomes of a request. */
  static final String AGENT = "quickstart-customer";

  /** Long: a customer who has turned away is served, and counted by carbon, all the same. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Random random = new Random(1);
  private final List<String> next = new ArrayList<>();
  private final List<String> mix;
  private final String url;

  /** Creates requests in the proportions of a mix, to the shop at a URL. */
  ShopRequests(String url, List<String> mix) {
    this.url = url;
    this.mix = mix;
  }

  /** Returns the next request; each kind of the mix comes before one comes again. */
  synchronized HttpRequest next() {
    if (next.isEmpty()) {
      next.addAll(mix);
      Collections.shuffle(next, random);
    }
    String[] request = next.remove(next.size() - 1).split(" ", 2);
    return HttpRequest.newBuilder(URI.create(url + request[1].formatted(1 + random.nextInt(22))))
        .method(request[0], BodyPublishers.noBody())
        .header("User-Agent", AGENT)
        .timeout(PATIENCE)
        .build();
  }
}
