// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeConfig;
import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.javalin.Javalin;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.config.validate.ValidationException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Starts a shop, sends it customers, and shows what carbon makes of their requests.
 *
 * <p>Thread-safety: one run by one thread; any other may stop it.
 *
 * @since 0.1
 */
public final class Quickstart {
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final PrintStream out;

  Quickstart(PrintStream out) {
    this.out = out;
  }

  /**
   * Runs until Ctrl-C, or with {@code --once} until the traffic is over. Exits with 1 if requests
   * are missing, with 2 if a setting is wrong.
   *
   * @param args nothing, {@code --once}, {@code --port N}, or both
   * @throws InterruptedException if somebody interrupts the run
   */
  public static void main(String[] args) throws InterruptedException {
    int status = start(args, System.getenv(), System.out, System.err);
    if (status != 0) {
      System.exit(status);
    }
  }

  static int start(String[] args, Map<String, String> environment, PrintStream out, PrintStream err)
      throws InterruptedException {
    try {
      return new Quickstart(out).run(Plan.of(args), environment);
    } catch (ValidationException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return 2;
    }
  }

  /** Runs as planned and returns the exit status: 0, or 1 if requests are missing. */
  int run(Plan plan, Map<String, String> environment) throws InterruptedException {
    Thread onExit = new Thread(this::stop, "quickstart-exit");
    Runtime.getRuntime().addShutdownHook(onExit);
    try (Carbon carbon = Carbon.of(environment, out)) {
      return serve(plan, carbon) ? 0 : 1;
    } finally {
      finished.countDown();
      forget(onExit);
    }
  }

  private static void forget(Thread onExit) {
    try {
      Runtime.getRuntime().removeShutdownHook(onExit);
    } catch (IllegalStateException e) {
      // The JVM is exiting: the hook is what has ended the run.
    }
  }

  private boolean serve(Plan plan, Carbon carbon) throws InterruptedException {
    GraphiteBridgeConfig config = GraphiteBridgeConfig.fromEnvironment(carbon.environment());
    ShopSocket socket = ShopSocket.open(plan.port(), out);
    GraphiteBridgeMeterRegistry registry = new GraphiteBridgeMeterRegistry(config, Clock.SYSTEM);
    Page page = new Page(carbon, registry.sender(), new Play(carbon.breakable()));
    Javalin shop = ShopApp.create(carbon.beside(registry), config, page, socket);
    boolean isComplete;
    try (page) {
      shop.start();
      isComplete = serve(plan, carbon, registry.sender(), "http://localhost:" + shop.port());
    } finally {
      try {
        shop.stop();
        // What waits for a broken carbon is sent now; the registry's close waits for it.
        carbon.breakable().ifPresent(BreakableCarbon::goOn);
      } finally {
        registry.close();
      }
    }
    return carbon.end(page.servedRequests(), registry.sender()) && isComplete;
  }

  private boolean serve(Plan plan, Carbon carbon, CarbonSender sender, String url)
      throws InterruptedException {
    out.printf(
        "The shop is open at %s, and has customers for %d s.%n"
            + "Watch what becomes of their requests: open %s/ in a browser.%n%n",
        url, plan.traffic().toSeconds(), url);
    Traffic traffic = new Traffic(url);
    int sent = traffic.run(plan.traffic(), stop);
    boolean isComplete = isStopped() || carbon.account(sent, sender);
    if (!plan.once() && !isStopped()) {
      out.printf(
          "%nThe shop stays open until Ctrl-C, with %d requests a second:%n"
              + "  curl %s/products/3%n%n",
          plan.laterPerSecond(), url);
      traffic.goOn(plan.laterPerSecond(), stop);
    }
    return isComplete;
  }

  /** Ends a run in good order, all points sent, as Ctrl-C does. */
  void stop() {
    stop.countDown();
    try {
      boolean unused = finished.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isStopped() {
    return stop.getCount() == 0;
  }
}
