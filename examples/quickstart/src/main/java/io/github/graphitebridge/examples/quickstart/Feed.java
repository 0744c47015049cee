// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.sse.SseClient;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Tells every open page twice a second what there is to show. A browser that does not read holds
 * the others up: all of them are on this machine.
 *
 * <p>Thread-safety: safe. Its thread is a daemon; {@link #close()} ends it.
 */
final class Feed implements AutoCloseable {
  private static final String EVENT = "state";
  private static final long PERIOD_MILLIS = 500;

  private final Set<SseClient> pages = ConcurrentHashMap.newKeySet();
  private final ObjectMapper json = new ObjectMapper();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(Feed::daemon);
  private final Supplier<PageState> state;
  private volatile String newest;

  private Feed(Supplier<PageState> state) {
    this.state = state;
    this.newest = text(state.get());
  }

  /** Starts one that asks for the state as often as it tells it. */
  static Feed start(Supplier<PageState> state) {
    Feed feed = new Feed(state);
    Future<?> unused =
        feed.ticker.scheduleWithFixedDelay(
            new LoggedTask("news for the page", feed::tell),
            PERIOD_MILLIS,
            PERIOD_MILLIS,
            TimeUnit.MILLISECONDS);
    return feed;
  }

  /** Lets a page in; it is told at once what there was to tell last. */
  void join(SseClient page) {
    page.keepAlive();
    page.onClose(() -> pages.remove(page));
    page.sendEvent(EVENT, newest);
    pages.add(page);
  }

  private void tell() {
    // Also where nobody looks: what has arrived is the newest to whom comes next.
    newest = text(state.get());
    pages.forEach(page -> page.sendEvent(EVENT, newest));
  }

  private String text(Object value) {
    try {
      return json.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread daemon(Runnable ticks) {
    Thread thread = new Thread(ticks, "quickstart-page");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    ticker.shutdown();
  }
}
