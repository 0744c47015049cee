// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.javalin.GraphitePlugin;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.http.InternalServerErrorResponse;
import io.javalin.http.NotFoundResponse;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A small shop. All that it does for its metrics is to register the plugin; the registry is given
 * to it because the page shows how its sender does, and most applications set {@code settings}
 * instead.
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

  /**
   * Returns a shop, not started yet.
   *
   * @param registry what its requests are recorded in
   * @param settings those of the registry
   * @param page takes the place of the shop's front page; its requests are not recorded
   * @param socket where it listens
   */
  static Javalin create(
      MeterRegistry registry, GraphiteBridgeConfig settings, Page page, ShopSocket socket) {
    ShopApp shop = new ShopApp();
    return Javalin.create(
        config -> {
          config.registerPlugin(
              new GraphitePlugin(
                  graphite -> {
                    graphite.registry = registry;
                    graphite.settings.maxRoutes(settings.maxRoutes());
                    graphite.settings.methodNode(settings.methodNode());
                    graphite.skip = Page::owns;
                    graphite.hooks.add(page.served());
                  }));
          page.install(config);

          config.jetty.addConnector(socket::connector);
          config.startup.showJavalinBanner = false;
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
    boolean cold = searches.incrementAndGet() % SLOW_SEARCH == 0;
    work("everything".equals(ctx.queryParam("q")) ? 700 : cold ? 250 : 5);
    ctx.result("Nothing found for " + ctx.queryParam("q"));
  }

  private void order(Context ctx) {
    work(10);
    boolean down = "down".equals(ctx.queryParam("payment"));
    if (orders.incrementAndGet() % FAILING_ORDER == 0 || down) {
      throw new InternalServerErrorResponse("The payment service does not answer");
    }
    ctx.status(HttpStatus.CREATED).result("Thank you");
  }

  /** Takes about as long as a database would. */
  private static void work(int millis) {
    LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
  }
}
