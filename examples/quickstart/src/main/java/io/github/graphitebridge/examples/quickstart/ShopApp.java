// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.javalin.GraphitePlugin;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.InternalServerErrorResponse;
import io.javalin.http.NotFoundResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A small shop. All that it does for its metrics is to register the plugin.
 *
 * <p>Thread-safety: its handlers run on any number of threads.
 */
final class ShopApp {
  private static final int PRODUCTS = 20;
  private static final int SLOW_SEARCH = 25;
  private static final int FAILING_ORDER = 10;

  private final AtomicInteger searches = new AtomicInteger();
  private final AtomicInteger orders = new AtomicInteger();

  private ShopApp() {}

  /** Returns a shop, not started yet, that sends to the carbon of GRAPHITE_BRIDGE_* variables. */
  static Javalin create(Map<String, String> environment) {
    ShopApp shop = new ShopApp();
    return Javalin.create(
        config -> {
          config.registerPlugin(
              new GraphitePlugin(
                  graphite -> {
                    graphite.settings.fromEnvironment(environment);
                  }));

          config.jetty.host = "127.0.0.1";
          config.startup.showJavalinBanner = false;
          config.routes.get("/", ctx -> ctx.html("<h1>Welcome to the shop</h1>"));
          config.routes.get("/products", shop::products);
          config.routes.get("/products/{id}", shop::product);
          config.routes.get("/search", shop::search);
          config.routes.post("/cart", ctx -> ctx.status(HttpStatus.CREATED).result("In the cart"));
          config.routes.post("/orders", shop::order);
          config.routes.get("/old", ctx -> ctx.redirect("/products"));
        });
  }

  private void products(Context ctx) {
    work(2);
    ctx.result("A product\n".repeat(PRODUCTS));
  }

  private void product(Context ctx) {
    String id = ctx.pathParam("id");
    if (!id.matches("[1-9]|1[0-9]|20")) {
      throw new NotFoundResponse("No product " + id);
    }
    work(1);
    ctx.result("Product " + id + '\n' + "All about it. ".repeat(Integer.parseInt(id)));
  }

  /** Every so often the index is cold: the average hides that, the 99th percentile does not. */
  private void search(Context ctx) {
    work(searches.incrementAndGet() % SLOW_SEARCH == 0 ? 250 : 5);
    ctx.result("Nothing found for " + ctx.queryParam("q"));
  }

  private void order(Context ctx) {
    work(10);
    if (orders.incrementAndGet() % FAILING_ORDER == 0) {
      throw new InternalServerErrorResponse("The payment service does not answer");
    }
    ctx.status(HttpStatus.CREATED).result("Thank you");
  }

  /** Takes about as long as a database would. */
  private static void work(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
