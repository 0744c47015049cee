// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.carbon;

/**
 * A thread that records 0, 1, 2 … as samples of one series, as fast as the sender gets rid of them.
 */
final class Load {
  private static final int AHEAD = 5000;

  private final Thread thread = new Thread(this::run, "load");
  private final CarbonSender sender;
  private final Series series;
  private volatile boolean ended;
  private int recorded;

  Load(CarbonSender sender, String name) {
    this.sender = sender;
    this.series = sender.series(name, SeriesKind.SAMPLE);
    thread.setDaemon(true);
    thread.start();
  }

  /** Ends the load; returns how many points it has recorded. */
  int end() throws InterruptedException {
    ended = true;
    thread.join();
    return recorded;
  }

  private void run() {
    while (!ended) {
      if (sender.waiting() < AHEAD) {
        series.record(recorded++, SocketTest.NOW);
      } else {
        SocketTest.await(() -> ended || sender.waiting() < AHEAD);
      }
    }
  }
}
