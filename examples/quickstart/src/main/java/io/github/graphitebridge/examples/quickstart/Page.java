// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.request.RequestHook;
import io.javalin.config.JavalinConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.HttpStatus;
import io.javalin.http.staticfiles.Location;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * The page at the shop's address: shows live what the shop's requests become.
 *
 * <p>Thread-safety: safe; {@link #close()} ends its threads.
 */
final class Page implements AutoCloseable {
  private static final String EVENTS = "/page/events";
  private static final String BUTTONS = "/page/press/";

  /** This machine's names for itself. Another site's name may lead here too. */
  private static final Pattern OWN_HOST =
      Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d+)?", Pattern.CASE_INSENSITIVE);

  private final AtomicLong served = new AtomicLong();
  private final Carbon carbon;
  private final CarbonSender sender;
  private final Play play;
  private final NewLines lines = new NewLines();
  private final Feed feed;

  /** Creates the page of a shop that sends to a carbon by a sender. */
  Page(Carbon carbon, CarbonSender sender, Play play) {
    this.carbon = carbon;
    this.sender = sender;
    this.play = play;
    carbon.onPoint(point -> lines.add(point.line()));
    this.feed = Feed.start(this::state);
  }

  /** Adds it to an application. */
  void install(JavalinConfig config) {
    // The files are in the folder web, the chart library in its webjar: no other host is asked.
    config.routes.before(Page::guard);
    config.routes.before(this::look);
    config.staticFiles.add("/web", Location.CLASSPATH);
    config.staticFiles.enableWebjars();
    config.routes.sse(EVENTS, feed::join);
    config.routes.post(BUTTONS + "{button}", this::press);
  }

  /** Keeps other sites out: they may not frame the page, nor reach it by a name of their own. */
  private static void guard(Context ctx) {
    if (owns(ctx)) {
      String host = ctx.host();
      if (host == null || !OWN_HOST.matcher(host).matches()) {
        throw new ForbiddenResponse("This page is at http://localhost only");
      }
      ctx.header("X-Frame-Options", "DENY");
      ctx.header("Content-Security-Policy", "frame-ancestors 'none'");
    }
  }

  /** Has the console show the points of a request that somebody sends by hand. */
  private void look(Context ctx) {
    if (!owns(ctx) && !ShopRequests.AGENT.equals(ctx.userAgent())) {
      carbon.showNext();
    }
  }

  /** Returns whether a request is the page's own, and none of a customer's. */
  static boolean owns(Context ctx) {
    String path = ctx.path();
    return path.equals("/")
        || path.equals("/index.html")
        || path.startsWith("/page/")
        || path.startsWith("/webjars/");
  }

  /** Returns what counts the customers' requests, independently of carbon. */
  RequestHook served() {
    return (request, meters) -> served.incrementAndGet();
  }

  /** Returns how many of them there were. */
  long servedRequests() {
    return served.get();
  }

  private PageState state() {
    return new PageState(
        carbon.figures(),
        SenderHealth.of(sender),
        served.get(),
        play.isSteady(),
        play.carbon(),
        play.carbonFault(),
        lines.fetch());
  }

  private void press(Context ctx) {
    // Only this page's own script: any other site could send a form here.
    if (!"same-origin".equals(ctx.header("Sec-Fetch-Site"))) {
      throw new ForbiddenResponse("Buttons are pressed on the page itself");
    }
    play.press(button(ctx.pathParam("button")), "http://localhost:" + ctx.req().getLocalPort());
    ctx.status(HttpStatus.ACCEPTED);
  }

  private static Play.Button button(String name) {
    try {
      return Play.Button.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse(
          "No button '" + name + "'; there are " + Arrays.toString(Play.Button.values()));
    }
  }

  @Override
  public void close() {
    play.close();
    feed.close();
  }
}
