// SPDX-License-Identifier: Apache-2.0
package io.github.graphitebridge.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** A program that records a steady load into one peer, and says what that took. */
final class SteadyLoadRun {
  private static final int ROUTES = 10;
  private static final int WARM_UP_SECONDS = 3;

  private SteadyLoadRun() {}

  /**
   * Prints the cores in use, and the lines lost of how many.
   *
   * @param args the peer, requests a second, seconds
   */
  public static void main(String[] args) throws IOException {
    Slots slots = new Slots(ROUTES);
    RequestMix mix = new RequestMix(slots, Access.UNIFORM);
    int perSecond = Integer.parseInt(args[1]);
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    try (Delivery delivery = Delivery.open(Peer.valueOf(args[0]), slots)) {
      Pace.Request request = number -> mix.record(delivery.target(), number);
      int warmUp = Pace.run(perSecond, WARM_UP_SECONDS, request).requests();
      long lostBefore = delivery.settle(warmUp);
      long before = process.getProcessCpuTime();
      Pace.Done done = Pace.run(perSecond, Integer.parseInt(args[2]), request);
      double cores = (process.getProcessCpuTime() - before) / 1e9 / done.seconds();
      long lost = delivery.settle((long) warmUp + done.requests()) - lostBefore;
      long lines = (long) done.requests() * delivery.target().linesPerRequest();
      System.out.printf(Locale.ROOT, "%.4f %d %d %.0f%n", cores, lost, lines, done.perSecond());
    }
    System.exit(0);
  }
}
