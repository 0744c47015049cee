// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import io.github.graphitebridge.GraphiteBridgeMeterRegistry;
import io.github.graphitebridge.carbon.CarbonSender;
import io.github.graphitebridge.testkit.CarbonPoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A carbon within this process, which shows what arrives and, after each interval, what it has made
 * of it: the values that a carbon-aggregator would have sent to Graphite.
 *
 * <p>Thread-safety: safe.
 */
final class BuiltInCarbon implements Carbon {
  // How long after its end an interval is shown: a point travels for about 0.1 s.
  private static final long SETTLE_MILLIS = 500;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  /** Small, as the carbon's own: points are seen to wait as soon as it stalls. */
  private static final String SEND_BUFFER = "16384";

  private final BreakableCarbon carbon;
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(BuiltInCarbon::daemon);
  private final PrintStream out;
  private final LiveLines live;

  private BuiltInCarbon(PrintStream out) {
    this.out = out;
    this.carbon = new BreakableCarbon(INTERVAL_SECONDS, out::println);
    this.live = new LiveLines(out);
  }

  /** Returns a running carbon that shows what it does. */
  static BuiltInCarbon start(PrintStream out) {
    BuiltInCarbon carbon = new BuiltInCarbon(out);
    carbon.run();
    return carbon;
  }

  private void run() {
    carbon.onPoint(live);
    long period = TimeUnit.SECONDS.toMillis(INTERVAL_SECONDS);
    long first = period - System.currentTimeMillis() % period + SETTLE_MILLIS;
    Future<?> unused =
        ticker.scheduleAtFixedRate(
            new LoggedTask("table", this::showLast), first, period, TimeUnit.MILLISECONDS);
    out.println(
        "Points go to a carbon within this process, at "
            + carbon.host()
            + ':'
            + carbon.port()
            + ".");
    // Only the default group has rules here.
    out.println(
        "Your own application shows up here with graphite.bridge.port="
            + carbon.port()
            + " and the default group.");
  }

  private static Thread daemon(Runnable ticks) {
    Thread thread = new Thread(ticks, "quickstart-tables");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "GRAPHITE_BRIDGE_HOST",
        carbon.host(),
        "GRAPHITE_BRIDGE_PORT",
        Integer.toString(carbon.port()),
        "GRAPHITE_BRIDGE_SEND_BUFFER",
        SEND_BUFFER,
        // So that all points are those of requests, five each: that is what the page explains.
        "GRAPHITE_BRIDGE_STEP",
        "1h");
  }

  @Override
  public MeterRegistry beside(GraphiteBridgeMeterRegistry registry) {
    return registry;
  }

  @Override
  public Figures figures() {
    return carbon.figures("A carbon within this process, by the rules of examples/graphite");
  }

  @Override
  public void onPoint(Consumer<? super CarbonPoint> listener) {
    carbon.onPoint(listener);
  }

  @Override
  public void showNext() {
    live.next();
  }

  @Override
  public Optional<BreakableCarbon> breakable() {
    return Optional.of(carbon);
  }

  private void showLast() {
    long now = System.currentTimeMillis() / 1_000;
    long begin = now - now % INTERVAL_SECONDS - INTERVAL_SECONDS;
    live.next();
    AggregateTable table = carbon.intervals().get(begin);
    if (table != null && table.requests() > 0) {
      out.printf(
          "%n%s to %s: %d requests, and what carbon makes of their points%n%s%n",
          time(begin), time(begin + INTERVAL_SECONDS), table.requests(), table);
    }
  }

  private static String time(long seconds) {
    return TIME.format(Instant.ofEpochSecond(seconds));
  }

  @Override
  public boolean account(int sent, CarbonSender sender) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    AggregateTable total = carbon.total();
    while (!total.holds(sent) && !isBroken() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
      total = carbon.total();
    }
    // What few customers do from now on would drive this table, and the address, off the screen.
    endTables();
    live.end();
    long counted = total.requests();
    out.printf(
        """

        All intervals together (p99: that of the worst interval)
        %s
        Requests sent: %d, counted by carbon: %d%s.
        The same command with GRAPHITE_BRIDGE_HOST=<host> before it sends to a carbon-aggregator
        of your own; examples/graphite has the rules for it, and a script that starts one.
        """,
        total, sent, counted, verdict(counted - sent));
    return counted >= sent || isBroken();
  }

  /** Waits for a table that is being printed: it would follow the total, and show points again. */
  private void endTables() {
    ticker.shutdown();
    try {
      boolean unused = ticker.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String verdict(long surplus) {
    if (surplus < 0 && isBroken()) {
      return ": the others wait until the carbon, which was broken by the page, goes on";
    }
    if (surplus == 0) {
      return ", none is missing";
    }
    return surplus > 0
        ? ", " + surplus + " of them not by the traffic"
        : ": " + -surplus + " ARE MISSING";
  }

  private boolean isBroken() {
    return carbon.condition() != CarbonCondition.RUNNING;
  }

  @Override
  public boolean end(long served, CarbonSender sender) {
    carbon.close();
    long counted = carbon.total().requests();
    out.printf(
        "Stopped. Requests served in all: %d, counted by carbon: %d%s.%n",
        served, counted, counted < served ? ", " + (served - counted) + " ARE MISSING" : "");
    return counted >= served;
  }

  @Override
  public void close() {
    ticker.shutdownNow();
    carbon.close();
  }
}
