// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.examples.quickstart;

import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A quickstart that runs until it is closed. */
final class RunningQuickstart implements AutoCloseable {
  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Quickstart quickstart =
      new Quickstart(new PrintStream(screen, true, StandardCharsets.UTF_8));
  private final CompletableFuture<Integer> run;

  private RunningQuickstart(Plan plan, Map<String, String> environment) {
    // A thread of its own: the common pool has few, and runs stand side by side.
    run =
        CompletableFuture.supplyAsync(
            () -> run(plan, environment), task -> new Thread(task, "quickstart").start());
  }

  /** Starts one on any port, with a moment of traffic, and some more until it is closed. */
  static RunningQuickstart startWithTrafficLater(Map<String, String> environment) {
    return new RunningQuickstart(new Plan(0, Duration.ofMillis(200), false, 10), environment);
  }

  /** Starts one on any port, whose own traffic lasts so long. */
  static RunningQuickstart start(Duration traffic, Map<String, String> environment) {
    return start(0, traffic, environment);
  }

  /** Starts one on a port, or on the next that is free. */
  static RunningQuickstart start(int port, Duration traffic, Map<String, String> environment) {
    return new RunningQuickstart(new Plan(port, traffic, false, 0), environment);
  }

  private int run(Plan plan, Map<String, String> environment) {
    try {
      return quickstart.run(plan, environment);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Returns where the shop is. */
  String url() {
    return said("shop is open at (\\S+),");
  }

  /** Returns how many requests its own traffic had, once that is over. */
  long sent() {
    String sent = said("Requests sent: (\\d+)|(\\d+) requests were sent");
    return Long.parseLong(sent);
  }

  /** Returns all that it has said. */
  String text() {
    return screen.toString(StandardCharsets.UTF_8);
  }

  /** Returns where the carbon within its process is. */
  InetSocketAddress carbon() {
    URI carbon = URI.create("carbon://" + said("within this process, at (\\S+)\\."));
    return new InetSocketAddress(carbon.getHost(), carbon.getPort());
  }

  /** Sends lines to that carbon, beside those of the shop. */
  void toCarbon(String lines) throws IOException {
    try (Socket socket = new Socket(carbon().getAddress(), carbon().getPort())) {
      socket.getOutputStream().write(lines.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private String said(String pattern) {
    Matcher[] found = new Matcher[1];
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              if (run.isDone()) {
                run.join(); // says why it has ended
              }
              found[0] = Pattern.compile(pattern).matcher(text());
              return found[0].find();
            });
    Matcher match = found[0];
    return match.group(1) != null ? match.group(1) : match.group(2);
  }

  /** Ends it as Ctrl-C does. */
  @Override
  public void close() {
    quickstart.stop();
    run.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
